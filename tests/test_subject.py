"""Le sujet d'un dessin : ce qui est ouvert, un lab, des noms, ou tout."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import FakeEngine

from dockerlab.course.subject import Subject
from dockerlab.engine import Json, Output
from dockerlab.errors import UsageError
from dockerlab.ownership import HOST, LAB, Declared
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


def test_a_name_that_nothing_bears_is_quoted_and_its_control_characters_are_shown() -> None:
    engine = FakeEngine()
    engine.outputs = [Output(0, '[1, "", "refusé"]', "")]
    with pytest.raises(UsageError) as caught:
        Subject.choose([], names=["\x1b[31mrouge", "b"]).topology(engine)  # type: ignore[arg-type]
    assert caught.value.what == "Rien ne porte les noms « ‹U+001B›[31mrouge », « b »."


@pytest.mark.parametrize(
    "choice", [{"names": [""]}, {"names": ""}, {"names": ["web", " "]}, {"lab": ""}, {"lab": "\t"}]
)
@pytest.mark.parametrize("opened", [[], [LESSON]])
def test_an_empty_name_is_refused_and_never_means_everything(choice: dict[str, Any], opened: list[Scope]) -> None:
    with pytest.raises(UsageError, match="vide"):
        Subject.choose(opened, **choice)


def engine_with(*networks: Json) -> Any:
    engine = FakeEngine(networks=list(networks))
    engine.outputs = [Output(0, '[1, "", "refusé"]', "")]
    return engine


def labelled(lab: str) -> Json:
    return {"Name": "rue", "Id": "r" * 64, "Driver": "bridge", "Labels": {LAB: lab}}


def test_a_lab_that_is_not_open_and_that_nothing_belongs_to_is_said_with_those_that_are_open() -> None:
    with pytest.raises(UsageError, match="« inconnu »") as caught:
        Subject.choose([LESSON, EXERCISE], lab="inconnu").topology(engine_with(labelled("autre")))
    assert "« 02-exposer », « publier »" in caught.value.remedy
    with pytest.raises(UsageError) as caught:
        Subject.choose([], lab="inconnu").topology(engine_with())
    assert "rien n'est ouvert" in caught.value.remedy


def test_a_lab_is_drawn_when_an_object_bears_it_or_when_it_is_open_even_with_nothing_in_it() -> None:
    assert Subject.choose([], lab="essai").topology(engine_with(labelled("essai"))).network("rue")
    assert Subject.choose([LESSON], lab="02-exposer").topology(engine_with()).networks == ()
    assert Subject.choose([], lab="inconnu", everything=True).topology(engine_with()).networks == ()


# Les hôtes Docker du sujet


def resident(name: str, lab: str) -> Json:
    return {"Id": name[0] * 64, "Names": [f"/{name}"], "Labels": {HOST: name, **({LAB: lab} if lab else {})}}


RESIDENTS = [resident("hote-1", "02-exposer"), resident("rive", "publier"), resident("essai-1", "")]


@pytest.mark.parametrize(
    ("opened", "choice", "found"),
    [
        ([LESSON], {}, ["hote-1"]),
        ([], {}, ["hote-1", "rive"]),  # ceux de qui les a démarrés sans lab ne sont pas au cours
        ([Scope("04-ponts", Declared())], {}, ["hote-1", "rive"]),
        ([LESSON], {"everything": True}, ["hote-1", "rive"]),
        ([LESSON], {"names": ["rive"]}, ["rive"]),
        ([LESSON, EXERCISE], {"lab": "publier"}, ["rive"]),
    ],
)
def test_the_hosts_drawn_are_those_of_the_subject(
    opened: list[Scope], choice: dict[str, Any], found: list[str]
) -> None:
    engine: Any = FakeEngine(containers=RESIDENTS)
    assert [host.name for host in Subject.choose(opened, **choice).hosts(engine)] == found


@pytest.mark.parametrize(("choice", "said"), [({"names": ["vitrine"]}, "vitrine"), ({"lab": "04-ponts"}, "Aucun hôte")])
def test_hosts_that_are_not_there_are_said(choice: dict[str, Any], said: str) -> None:
    engine: Any = FakeEngine(containers=RESIDENTS)
    with pytest.raises(UsageError, match=said) as caught:
        Subject.choose([], **choice).hosts(engine)
    assert "dockerlab hosts" in caught.value.remedy
