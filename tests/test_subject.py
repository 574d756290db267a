"""Le sujet d'un dessin : ce qui est ouvert, un lab, des noms, ou tout."""

from __future__ import annotations

import pytest
from fakes import FakeEngine

from dockerlab.course.subject import Subject
from dockerlab.engine import Output
from dockerlab.errors import UsageError
from dockerlab.ownership import LAB, Declared
from dockerlab.snapshot.reading import Scope

LESSON, EXERCISE = Scope("02-exposer", Declared(containers=("vitrine",))), Scope("publier", Declared())


def test_without_a_choice_it_is_what_is_open_and_everything_when_nothing_is() -> None:
    assert Subject.choose([LESSON, EXERCISE]).scopes == (LESSON, EXERCISE)
    assert Subject.choose([]).scopes is None
    assert Subject.choose([LESSON], everything=True).scopes is None


def test_a_lab_that_is_open_comes_with_the_names_it_declares() -> None:
    assert Subject.choose([LESSON, EXERCISE], lab="02-exposer").scopes == (LESSON,)
    [scope] = Subject.choose([LESSON], lab="essai").scopes or ()
    assert scope.concerns("container", {"Names": ["/x"], "Labels": {LAB: "essai"}})
    assert not scope.concerns("container", {"Names": ["/x"], "Labels": {}})


@pytest.mark.parametrize("names", ["web", ["web"], ("web", "rue")])
def test_names_are_whole_names_of_containers_or_networks(names: str | list[str]) -> None:
    [scope] = Subject.choose([LESSON], names=names).scopes or ()
    assert scope.concerns("container", {"Names": ["/web"], "Labels": None})
    assert scope.concerns("network", {"Name": "web"})
    assert not scope.concerns("container", {"Names": ["/web-2"], "Labels": {}})
    assert not scope.concerns("container", {"Names": ["/vitrine"], "Labels": {}})


def test_a_lab_and_names_add_up() -> None:
    assert len(Subject.choose([LESSON], lab="02-exposer", names=["web"]).scopes or ()) == 2


def test_a_name_that_nothing_bears_is_said() -> None:
    engine = FakeEngine()
    engine.outputs = [Output(0, '[1, "", "refusé"]', "")]  # le noyau ne se lit pas : le nom manque tout de même
    with pytest.raises(UsageError, match="vitrin") as caught:
        Subject.choose([], names=["vitrin"]).topology(engine)  # type: ignore[arg-type]
    assert "docker ps" in caught.value.remedy
