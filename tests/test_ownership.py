"""À qui est un objet, et ce que le cours a donc le droit d'enlever : jamais ce qui est à quelqu'un d'autre."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEngine

from dockerlab.course.desk import Desk
from dockerlab.course.opening import clean_all, open_lesson, reset_exercise, start_exercise, to_clean
from dockerlab.engine import Engine, epoch
from dockerlab.errors import EngineError, EngineGone, ForeignObject, NotFound
from dockerlab.images import TOOLBOX
from dockerlab.lab import WORKBENCH
from dockerlab.ownership import (
    COMPOSE_PROJECT,
    COURSE_LAB,
    HELPER,
    HELPER_LIFE,
    LAB,
    Declared,
    Opening,
    Openings,
    Thing,
    course_things,
    inventory,
    ours,
    remove,
    stale_helpers,
)
from dockerlab.workspace import Store

OPENED = 1000.0
DECLARED = Declared.of(
    containers=["vitrine"], networks=["rue"], volumes=["pages"], projects=["magasin"], images=["monsite"]
)


def thing(
    kind: str = "container",
    name: str = "vitrine",
    *,
    id: str = "a",
    created: float = OPENED + 5,
    **labels: str,
) -> Thing:
    """Un objet fait après l'ouverture ; `labels` : `lab`, `project` ou `helper`."""
    full = {"lab": LAB, "project": COMPOSE_PROJECT, "helper": HELPER}
    return Thing(kind, id, name, created, {full[key]: value for key, value in labels.items()})


def opening(*existing: Thing, id: str = "02-lecon", moment: float = OPENED) -> Opening:
    return Opening(id, "seance", moment, frozenset(t.key for t in existing), DECLARED)


# Ce qui est à une ouverture


@pytest.mark.parametrize("kind", ["container", "network", "volume"])
def test_what_our_lab_made_is_the_openings_whatever_its_name_and_its_date(kind: str) -> None:
    assert opening().owns(thing(kind, "nom-libre", created=OPENED - 100, lab="02-lecon"))


def test_what_another_lab_made_is_not_the_openings_even_under_a_declared_name() -> None:
    assert not opening().owns(thing(lab="03-autre"))
    assert not opening().owns(thing(lab=COURSE_LAB))


@pytest.mark.parametrize(
    ("kind", "name"), [("container", "vitrine"), ("network", "rue"), ("volume", "pages"), ("image", "monsite")]
)
def test_a_declared_name_made_after_the_opening_is_the_openings(kind: str, name: str) -> None:
    assert opening().owns(thing(kind, name))


@pytest.mark.parametrize(
    ("kind", "name"), [("network", "vitrine"), ("container", "rue"), ("container", "vitrine-2"), ("container", "Vitrine"), ("container", "autre")]
)  # fmt: skip
def test_a_name_declared_for_another_kind_or_only_close_is_not(kind: str, name: str) -> None:
    assert not opening().owns(thing(kind, name))


def test_a_declared_name_made_before_the_opening_is_not() -> None:
    assert not opening().owns(thing(created=OPENED - 1))


def test_what_existed_at_the_opening_is_not_even_when_the_clock_says_the_same_second() -> None:
    before = thing(created=OPENED + 0.0)
    assert not opening(before).owns(before)


def test_what_is_made_in_the_very_second_of_the_opening_is() -> None:
    """L'API donne la date d'un conteneur en secondes entières."""
    assert opening(moment=OPENED + 0.9).owns(thing(created=OPENED))


def test_the_same_name_made_again_after_the_opening_is_the_openings() -> None:
    before = thing(id="avant", created=OPENED - 100)
    assert not opening(before).owns(before)
    assert opening(before).owns(thing(id="apres"))


def test_a_foreign_container_renamed_to_a_declared_name_stays_foreign() -> None:
    before = thing(name="ancien", id="x", created=OPENED - 100)
    assert not opening(before).owns(thing(name="vitrine", id="x", created=OPENED - 100))


@pytest.mark.parametrize("kind", ["container", "network", "volume"])
def test_a_declared_compose_project_is_the_openings_whatever_the_names(kind: str) -> None:
    assert opening().owns(thing(kind, "magasin-web-1", project="magasin"))
    assert not opening().owns(thing(kind, "magasin-web-1", project="autre"))
    assert not opening().owns(thing(kind, "magasin-web-1"))
    assert not opening().owns(thing(kind, "magasin-web-1", project="magasin", created=OPENED - 1))


def test_an_object_without_a_project_is_not_in_an_empty_list_of_projects() -> None:
    bare = Opening("x", "s", OPENED, frozenset(), Declared())
    assert not bare.owns(thing("network", "rue"))
    assert not bare.owns(thing("network", "rue", project=""))


def test_a_volume_without_a_date_is_nobodys_to_remove() -> None:
    engine = FakeEngine(volumes=[{"Name": "pages", "Labels": None}, {"Name": "pages", "CreatedAt": ""}])
    for volume in inventory(engine):  # type: ignore[arg-type]
        assert not opening().owns(volume)


def test_a_volume_whose_name_existed_at_the_opening_is_never_the_openings() -> None:
    """Sur 20.10, la date d'un volume avance quand on y écrit : refait ou seulement écrit, rien ne le dit. On n'y touche pas."""
    before = thing("volume", "pages", id="pages", created=OPENED - 50)
    assert not opening(before).owns(thing("volume", "pages", id="pages", created=OPENED + 3))


# Ce qui est au cours


def test_ours_never_holds_the_workbench_nor_anything_foreign() -> None:
    workbench = thing(name=WORKBENCH, id="w", lab=COURSE_LAB)
    foreign = [
        thing(name="base-de-prod", id="f1"),
        thing(name="vitrine", id="f2", created=OPENED - 10),
        thing("network", "bridge", id="f3", created=OPENED - 10),
        thing("image", "nginx", id="f4", created=OPENED - 10),
        thing("volume", "donnees", id="f5"),
    ]
    mine = [thing(name="a", id="m1", lab="02-lecon"), thing(id="m2"), thing(name="b", id="m3", helper="lecture")]
    assert ours([workbench, *foreign, *mine], [opening()]) == mine
    assert course_things([workbench, *foreign, *mine]) == [workbench]


def test_what_a_closed_lab_left_is_ours_and_what_was_made_by_hand_is_not() -> None:
    assert ours([thing(id="m", lab="fermee"), thing(id="main")], []) == [thing(id="m", lab="fermee")]


def test_everything_on_the_engine_is_listed_once_with_its_date_and_its_labels() -> None:
    engine = FakeEngine(
        containers=[
            {"Id": "c1", "Names": ["/vitrine"], "Created": 1005, "Labels": {LAB: "x"}},
            {"Id": "c2", "Names": ["/b", "/a/b"], "Created": 1006, "Labels": None},
            {"Id": "c3", "Names": None, "Created": 1006},
        ],
        networks=[{"Id": "n1", "Name": "rue", "Created": "1970-01-01T00:16:45.5Z", "Labels": {}}],
        volumes=[{"Name": "pages", "CreatedAt": "1970-01-01T00:16:45Z", "Labels": {LAB: "x"}}],
        images=[
            {"Id": "i1", "RepoTags": ["monsite:latest", "monsite:2"], "Created": 1000, "Labels": None},
            {"Id": "i2", "RepoTags": None, "Created": 1000},
        ],
    )
    found = inventory(engine)  # type: ignore[arg-type]
    assert [(t.kind, t.name, t.created) for t in found] == [
        ("container", "vitrine", 1005), ("container", "b", 1006), ("network", "rue", 1005.5), ("volume", "pages", 1005),
        ("image", "monsite", 1000), ("image", "monsite:2", 1000),
    ]  # fmt: skip
    assert found[0].labels == {LAB: "x"}
    assert len({t.key for t in found}) == 5
    assert [str(t) for t in found[:3]] == ["conteneur vitrine", "conteneur b", "réseau rue"]


# Les ouvertures sur le disque


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def openings(store: Store, id: str = "moteur-1", time: str = "1970-01-01T00:16:40.25Z") -> Openings:
    return Openings(store, FakeEngine(id=id, time=time))  # type: ignore[arg-type]


def test_an_opening_comes_back_from_the_disk_as_it_was(store: Store) -> None:
    made = openings(store).open("02-lecon", DECLARED, [thing(created=OPENED - 1)])
    assert openings(store).get("02-lecon") == made
    assert made.moment == 1000.25
    assert made.existing == {thing(created=OPENED - 1).key}


def test_opening_again_keeps_the_first_moment_and_session_and_takes_the_new_names(store: Store) -> None:
    first = openings(store).open("x", DECLARED, [thing(created=1)])
    again = openings(store, time="1970-01-01T01:00:00Z").open("x", Declared.of(containers=["neuf"]), [])
    assert (again.moment, again.session, again.existing) == (first.moment, first.session, first.existing)
    assert again.declared == Declared.of(containers=["neuf"])


def test_a_closed_opening_is_forgotten_and_the_next_one_is_new(store: Store) -> None:
    first = openings(store).open("x", DECLARED, [])
    openings(store).close(["x", "jamais-ouverte"])
    assert openings(store).all() == []
    again = openings(store, time="1970-01-01T01:00:00Z").open("x", DECLARED, [])
    assert again.moment == 3600
    assert again.session != first.session


def test_openings_of_another_engine_are_not_seen_nor_touched(store: Store) -> None:
    openings(store).open("x", DECLARED, [])
    other = openings(store, id="moteur-2")
    assert other.all() == []
    other.close(["x"])
    assert [o.id for o in openings(store).all()] == ["x"]


GOOD: dict[str, Any] = {
    "id": "x", "session": "s", "moment": 1.0, "existing": [], "declared": {"containers": ["vitrine"]},
}  # fmt: skip
WRONG = {
    "une liste": [],
    "un texte": "x",
    "une ouverture en texte": {"x": "y"},
    "une ouverture vide": {"x": {}},
    "une clé de trop": {"x": {**GOOD, "plus": 1}},
    "un moment en lettres": {"x": {**GOOD, "moment": "hier"}},
    "pas de moment": {"x": {**GOOD, "moment": None}},
    "rien d'existant": {"x": {**GOOD, "existing": None}},
    "déclarés en liste": {"x": {**GOOD, "declared": []}},
    "déclarés en nombre": {"x": {**GOOD, "declared": {"containers": 3}}},
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG.keys())
def test_openings_of_the_wrong_shape_are_set_aside_and_nothing_made_by_hand_is_removed(
    content: object, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    store.folder.mkdir()
    store.path("openings").write_text(json.dumps({"moteur-1": content}))
    found = openings(store).all()
    assert not any(o.owns(thing()) for o in found)
    assert found == []
    assert "mis de côté" in capsys.readouterr().err
    openings(store).open("y", DECLARED, [])
    assert [o.id for o in openings(store).all()] == ["y"]


# Enlever


def test_containers_go_before_their_networks_and_by_id_but_images_by_name() -> None:
    engine = FakeEngine()
    things = [
        thing("image", "monsite", id="i"), thing("volume", "pages", id="pages"), thing("network", "rue", id="n"),
        thing(name="vitrine", id="c"),
    ]  # fmt: skip
    done = remove(engine, things)  # type: ignore[arg-type]
    assert engine.removed == [("container", "c"), ("network", "n"), ("volume", "pages"), ("image", "monsite")]
    assert len(done.removed) == 4
    assert done.kept == ()


def test_what_vanished_counts_as_removed_and_what_resists_is_said_with_the_reason() -> None:
    engine = FakeEngine()
    engine.refusals = {"a": NotFound("disparu"), "b": EngineError("refus", cause="has active endpoints")}
    done = remove(engine, [thing(id="a"), thing("network", "rue", id="b"), thing("network", "zone", id="c")])  # type: ignore[arg-type]
    assert [t.id for t in done.removed] == ["a", "c"]
    assert [(t.id, reason) for t, reason in done.kept] == [("b", "has active endpoints")]


def test_an_engine_that_goes_away_while_cleaning_says_so() -> None:
    engine = FakeEngine()
    engine.refusals = {"a": EngineGone("parti")}
    with pytest.raises(EngineGone):
        remove(engine, [thing(id="a"), thing(id="b")])  # type: ignore[arg-type]


# Sur un vrai moteur

LESSON = "essai-lecon"
SILENT = {"etabli": False, "tell": lambda _: None}


def by_hand(engine: Engine, name: str, **more: Any) -> str:
    """Un conteneur fait comme à la main : sans nos étiquettes."""
    config = {"Image": TOOLBOX, "Cmd": ["sleep", "600"], **more}
    id = engine.create_container({**config, "HostConfig": {"NetworkMode": "none", "Init": True}}, name)
    engine.start_container(id)
    return id


@pytest.fixture
def foreign(engine: Engine) -> Iterator[str]:
    """Un conteneur d'un autre, qui porte le nom que la leçon déclare, et qui était là avant elle."""
    id = by_hand(engine, "essai-vitrine")
    yield id
    assert engine.inspect_container(id)["State"]["Running"]
    engine.remove_container(id)


@pytest.mark.engine
def test_a_foreign_container_under_a_declared_name_is_refused_by_the_lesson_and_never_removed(
    desk: Desk, foreign: str
) -> None:
    declared = Declared.of(containers=["essai-vitrine"])
    for _ in range(2):
        with pytest.raises(ForeignObject) as caught:
            open_lesson(desk, LESSON, declared, (), **SILENT)  # type: ignore[arg-type]
        assert "conteneur essai-vitrine existe déjà" in caught.value.cause
        assert "docker rename" in caught.value.remedy
        assert "essai-vitrine" not in [t.name for t in clean_all(desk).removed]


@pytest.mark.engine
def test_a_foreign_container_on_a_declared_port_is_refused_and_named(desk: Desk, bystander: str) -> None:
    engine = desk.engine
    config = {"Image": TOOLBOX, "Cmd": ["sleep", "600"], "ExposedPorts": {"80/tcp": {}}, "HostConfig": {"Init": True, "PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8191"}]}}}  # fmt: skip
    id = engine.create_container(config, "essai-tenant")
    try:
        engine.start_container(id)
        with pytest.raises(ForeignObject) as caught:
            open_lesson(desk, LESSON, Declared.of(ports=["8191/tcp"]), (), **SILENT)  # type: ignore[arg-type]
        assert "8191/tcp est tenu par le conteneur essai-tenant" in caught.value.cause
    finally:
        engine.remove_container(id)


@pytest.mark.engine
def test_a_lesson_opened_again_removes_what_its_cells_made_and_nothing_else(desk: Desk, bystander: str) -> None:
    engine, declared = desk.engine, Declared.of(containers=["essai-vitrine"], networks=["essai-rue"])
    open_lesson(desk, LESSON, declared, (), **SILENT)  # type: ignore[arg-type]
    by_hand(engine, "essai-vitrine")
    by_hand(engine, "essai-vitrine-bis")
    engine.create_network("essai-rue", {"driver": "bridge"})
    try:
        opened = open_lesson(desk, LESSON, declared, (), **SILENT)  # type: ignore[arg-type]
        assert sorted(t.name for t in opened.removed) == ["essai-rue", "essai-vitrine"]
        assert engine.inspect_container("essai-vitrine-bis")["State"]["Running"]
    finally:
        engine.remove_container("essai-vitrine-bis")


@pytest.mark.engine
def test_clean_removes_what_is_ours_leaves_a_bystander_and_closes_the_lesson(desk: Desk, bystander: str) -> None:
    declared = Declared.of(containers=["essai-vitrine"])
    open_lesson(desk, LESSON, declared, (), etabli=True, tell=lambda _: None)
    by_hand(desk.engine, "essai-vitrine")
    assert [t.name for t in to_clean(desk)] == ["essai-vitrine"]
    cleaned = clean_all(desk)
    assert sorted(t.name for t in cleaned.removed) == ["essai-vitrine", WORKBENCH]
    assert cleaned.closed == (LESSON,)
    assert cleaned.kept == ()
    assert "Enlevé\u00a0: conteneur essai-vitrine." in repr(cleaned)
    again = clean_all(desk)
    assert again.removed == ()
    assert repr(again) == "Il ne reste ni conteneur, ni réseau, ni volume du cours ; ses images sont gardées."


@pytest.mark.engine
def test_clean_says_what_a_foreign_container_still_holds(desk: Desk) -> None:
    """Un réseau du cours où s'est branché le conteneur d'un autre : il reste, et cela se dit."""
    engine = desk.engine
    open_lesson(desk, LESSON, Declared.of(networks=["essai-rue"]), (), **SILENT)  # type: ignore[arg-type]
    engine.create_network("essai-rue", {"driver": "bridge"})
    id = by_hand(engine, "essai-etranger")
    try:
        engine.remove_container(id)
        config = {"Image": TOOLBOX, "Cmd": ["sleep", "600"], "HostConfig": {"NetworkMode": "essai-rue", "Init": True}}
        id = engine.create_container(config, "essai-etranger")
        engine.start_container(id)
        cleaned = clean_all(desk)
        assert [t.name for t, _ in cleaned.kept] == ["essai-rue"]
        assert cleaned.closed == ()
        assert "Laissé\u00a0: réseau essai-rue" in repr(cleaned)
        assert engine.inspect_container(id)["State"]["Running"]
    finally:
        engine.remove_container(id)
    assert [t.name for t in clean_all(desk).removed] == ["essai-rue"]


@pytest.mark.engine
def test_reset_removes_the_work_archives_the_copy_and_opens_anew(desk: Desk) -> None:
    _, opened = start_exercise(desk, "publier-nginx", lambda _: None)
    assert opened.copy is not None
    before = desk.openings().get("publier-nginx")
    config = {"Image": "nginx", "HostConfig": {"NetworkMode": "none"}}
    desk.engine.create_container(config, "test_nginx")
    opened.copy.write_text("mon travail", encoding="utf-8")
    _, again, archive = reset_exercise(desk, "publier-nginx", lambda _: None)
    assert [t.name for t in again.removed] == ["test_nginx"]
    assert archive is not None
    assert archive.read_text(encoding="utf-8") == "mon travail"
    assert opened.copy.read_text(encoding="utf-8") != "mon travail"
    after = desk.openings().get("publier-nginx")
    assert before is not None
    assert after is not None
    assert after.session != before.session
    assert after.moment > before.moment


@pytest.mark.engine
def test_a_foreign_container_under_the_name_of_an_exercise_is_warned_of_and_left(desk: Desk) -> None:
    id = by_hand(desk.engine, "test_nginx")
    try:
        _, opened = start_exercise(desk, "publier-nginx", lambda _: None)
        assert any("conteneur test_nginx existe déjà" in warning for warning in opened.warnings)
        _, again, _ = reset_exercise(desk, "publier-nginx", lambda _: None)
        assert again.removed == ()
        assert clean_all(desk).removed == ()
        assert desk.engine.inspect_container(id)["State"]["Running"]
    finally:
        desk.engine.remove_container(id)


@pytest.mark.engine
def test_the_clock_of_an_opening_is_the_engines(desk: Desk) -> None:
    start_exercise(desk, "publier-nginx", lambda _: None)
    made = desk.openings().get("publier-nginx")
    assert made is not None
    assert abs(epoch(desk.engine.info()["SystemTime"]) - made.moment) < 30


@pytest.mark.engine
def test_a_compose_project_that_is_declared_goes_with_its_network(desk: Desk, tmp_path: Path, bystander: str) -> None:
    open_lesson(desk, LESSON, Declared.of(projects=["essai-projet"]), (), **SILENT)  # type: ignore[arg-type]
    file = tmp_path / "compose.yaml"
    file.write_text(
        f"name: essai-projet\nservices:\n  web:\n    image: {TOOLBOX}\n    pull_policy: never\n    init: true\n    command: sleep 600\n"
    )
    subprocess.run(["docker", "compose", "-f", str(file), "up", "-d"], check=True, capture_output=True)
    removed = clean_all(desk).removed
    assert sorted(str(t) for t in removed) == ["conteneur essai-projet-web-1", "réseau essai-projet_default"]


def test_only_a_helper_that_nothing_can_still_be_using_is_stale() -> None:
    young, old, other = thing(id="m1", helper="lecture"), thing(id="m2", helper="lecture"), thing(id="m3", lab="essai")
    assert stale_helpers([young, other], young.created + HELPER_LIFE) == []
    assert stale_helpers([old, other], old.created + HELPER_LIFE + 1) == [old]


@pytest.mark.engine
def test_cleaning_leaves_a_helper_at_work_for_another_notebook_and_does_not_speak_of_it(desk: Desk) -> None:
    config = {"Image": TOOLBOX, "Cmd": ["sleep", "60"], "Labels": {HELPER: "lecture"}, "HostConfig": {"Init": True}}
    id = desk.engine.create_container(config)
    try:
        desk.engine.start_container(id)
        assert clean_all(desk).removed == ()
        assert desk.engine.inspect_container(id)["State"]["Running"]
    finally:
        desk.engine.remove_container(id)
