"""Les images : d'où elles viennent, ce qui manque, et les noms qui ne sont jamais pris à une autre."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from paths import ROOT

from dockerlab.building import BASE, RECIPE_LABEL, recipe_hash
from dockerlab.engine import Engine, Json
from dockerlab.errors import DiskFull, EngineError, EngineGone, ImageAbsent, NotReady, UsageError, WorkspaceError
from dockerlab.helpers import run_helper
from dockerlab.images import (
    BOOK,
    CATALOGUE,
    COUNTER,
    TOOLBOX,
    ensure,
    export,
    find_image,
    import_file,
    inventory,
    split,
)
from dockerlab.lab import Container, Lab


class ImageEngine:
    """Un moteur factice : des noms, chacun sur une image ; un registre qui répond ou non ; des constructions notées."""

    def __init__(self, *, registry: bool = False, failing: EngineError | None = None) -> None:
        self.tags: dict[str, Json] = {}
        self.registry, self.failing = registry, failing
        self.pulled: list[str] = []
        self.built: list[str] = []
        self.saved = [b"abc", b"def"]

    def add(self, name: str, *, recipe: str | None = None, size: int = 10) -> None:
        labels = {RECIPE_LABEL: recipe} if recipe else {}
        self.tags[name.removesuffix(":latest")] = {
            "Id": f"id-{name}-{recipe}",
            "Labels": labels,
            "Size": size,
            "Config": {"Labels": labels},
        }

    def patient(self) -> ImageEngine:
        return self

    def images(self) -> list[Json]:
        return [{**entry, "RepoTags": [f"{name}:latest"]} for name, entry in self.tags.items()]

    def inspect_image(self, name: str) -> Json:
        if name.removesuffix(":latest") not in self.tags:
            raise ImageAbsent("Cette image n'est pas sur la machine.", cause=f"No such image: {name}")
        return self.tags[name.removesuffix(":latest")]

    def has_image(self, name: str) -> bool:
        return name.removesuffix(":latest") in self.tags

    def tag_image(self, image: str, name: str) -> None:
        self.tags[name.removesuffix(":latest")] = self.inspect_image(image)

    def pull(self, name: str) -> Iterator[Json]:
        self.pulled.append(name)
        if self.failing:
            raise self.failing
        if not self.registry:
            raise EngineError("Le moteur Docker a refusé la demande.", cause="no such host")
        self.add(name)
        yield {"status": "Downloading", "id": "abc", "progress": "[=>] 1/2"}

    def build(
        self, folder: Path, *, tag: str, arguments: Mapping[str, str], labels: Mapping[str, str]
    ) -> Iterator[Json]:
        self.built.append(tag)
        yield {"stream": "Step 1/2 : FROM base\n"}
        self.add(tag, recipe=labels[RECIPE_LABEL])

    def save(self, names: Iterable[str]) -> Iterator[bytes]:
        for name in names:
            self.inspect_image(name)
        yield from self.saved

    def load(self, archive: Iterable[bytes]) -> None:
        if self.failing:
            raise self.failing
        content = b"".join(archive)
        for name in content.decode().split():
            self.add(name)


def ask(engine: ImageEngine, names: Iterable[str] | None = None) -> tuple[list[str], list[str]]:
    said: list[str] = []
    return ensure(engine, names, said.append), said  # type: ignore[arg-type]


def current(engine: ImageEngine) -> ImageEngine:
    """Toutes les images du cours, telles que la recette d'aujourd'hui les fait."""
    engine.add(BASE)
    for image in CATALOGUE:
        engine.add(image.own, recipe=recipe_hash(image.folder))
        engine.tag_image(image.own, image.name)
    return engine


# Se procurer


def test_when_everything_is_there_nothing_is_done() -> None:
    engine = current(ImageEngine())
    assert ask(engine) == ([], [])
    assert (engine.pulled, engine.built) == ([], [])


def test_a_registry_that_answers_gives_nginx_and_its_progress_is_shown() -> None:
    engine = ImageEngine(registry=True)
    done, said = ask(engine, ["nginx"])
    assert done == ["nginx\u00a0: tirée d'un registre."]
    assert engine.built == []
    assert any("[=>] 1/2" in line for line in said)


def test_without_a_registry_images_are_built_and_it_is_asked_only_once() -> None:
    engine = ImageEngine()
    engine.add(BASE)
    done, said = ask(engine)
    assert len(engine.pulled) == 1
    assert engine.built == [image.own for image in CATALOGUE]
    assert all(engine.has_image(image.name) for image in CATALOGUE)
    assert any("étape 1/2" in line for line in said)
    assert all("construite" in line for line in done)


def test_an_nginx_from_elsewhere_stays_what_it_is() -> None:
    engine = ImageEngine()
    engine.add("nginx")
    before = engine.inspect_image("nginx")
    assert ask(engine, ["nginx"]) == ([], [])
    assert engine.inspect_image("nginx") is before


def test_an_image_of_ours_from_an_old_recipe_is_made_again() -> None:
    engine = current(ImageEngine())
    engine.add("nginx", recipe="ancienne")
    engine.add(TOOLBOX, recipe="ancienne")
    ask(engine)
    assert sorted(engine.built) == ["dockerlab/nginx", TOOLBOX]
    assert engine.inspect_image("nginx")["Config"]["Labels"][RECIPE_LABEL] == recipe_hash("nginx")


def test_an_image_that_is_not_the_courses_must_already_be_there() -> None:
    engine = ImageEngine(registry=True)
    with pytest.raises(ImageAbsent):
        ask(engine, ["quelconque"])
    assert engine.pulled == []
    engine.add("quelconque")
    assert ask(engine, ["quelconque"]) == ([], [])


@pytest.mark.parametrize("failure", [EngineGone("parti"), DiskFull("plein")])
def test_an_engine_that_goes_away_or_a_full_disk_is_not_taken_for_a_silent_registry(failure: EngineError) -> None:
    engine = ImageEngine(failing=failure)
    with pytest.raises(type(failure)):
        ask(engine, ["nginx"])
    assert engine.built == []


def test_a_build_that_fails_says_its_last_line_and_what_to_do() -> None:
    class Failing(ImageEngine):
        def build(
            self, folder: Path, *, tag: str, arguments: Mapping[str, str], labels: Mapping[str, str]
        ) -> Iterator[Json]:
            yield {"stream": "E: Unable to locate package curl\n"}
            raise EngineError("refus", cause="The command returned a non-zero code: 100")

    engine = Failing()
    engine.add(BASE)
    with pytest.raises(EngineError, match="dockerlab/outils") as caught:
        ask(engine, [TOOLBOX])
    assert "Unable to locate package curl" in caught.value.cause
    assert "dockerlab images import" in caught.value.remedy


def test_without_registry_base_nor_mmdebstrap_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="mmdebstrap") as caught:
        ask(ImageEngine(), [TOOLBOX])
    assert "apt-get install mmdebstrap" in caught.value.remedy


# Ce qu'il y a


def test_the_inventory_says_what_is_there_and_where_it_comes_from() -> None:
    engine = ImageEngine()
    engine.add("nginx", size=1234)
    assert [(row.image.name, row.present, row.origin, row.size) for row in inventory(engine)] == [  # type: ignore[arg-type]
        ("nginx", True, "d'ailleurs (registre)", 1234), *((image.name, False, "", 0) for image in CATALOGUE[1:]),
    ]  # fmt: skip
    assert {row.origin for row in inventory(current(ImageEngine()))} == {"construite par le cours"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "known"),
    [("nginx", True), ("nginx:latest", True), ("dockerlab/nginx", True), (TOOLBOX, True), ("nginx:1.25", False), ("mariadb", False), ("", False)],
)  # fmt: skip
def test_an_image_of_the_course_is_known_by_its_names(name: str, known: bool) -> None:
    assert (find_image(name) is not None) is known


def test_images_of_the_course_are_told_from_those_a_student_builds() -> None:
    assert split(["nginx", "ma-vitrine", TOOLBOX]) == (("nginx", TOOLBOX), ("ma-vitrine",))


def test_a_recipe_that_changes_changes_its_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for marker in ("notebooks", "exercises", "images/essai"):
        (tmp_path / marker).mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    recipe = tmp_path / "images" / "essai" / "Dockerfile"
    recipe.write_text("FROM a")
    monkeypatch.chdir(tmp_path)
    first = recipe_hash("essai")
    assert recipe_hash("essai") == first
    recipe.write_text("FROM b")
    assert recipe_hash("essai") != first


def test_every_image_of_the_catalogue_has_its_recipe_with_a_base_to_choose() -> None:
    for image in CATALOGUE:
        text = (ROOT / "images" / image.folder / "Dockerfile").read_text(encoding="utf-8")
        assert "ARG BASE" in text
        assert "FROM ${BASE}" in text or "FROM $BASE" in text


def test_the_two_applications_install_by_the_same_line_so_that_the_engine_does_it_once() -> None:
    lines = [
        (ROOT / "images" / app / "Dockerfile").read_text(encoding="utf-8").split("\nRUN ")[1]
        for app in ("livre", "compteur")
    ]
    assert lines[0].split("\n# ")[0] == lines[1].split("\n# ")[0]


# Le fichier d'une salle


def test_an_export_is_whole_and_leaves_no_partial_file(tmp_path: Path) -> None:
    said: list[str] = []
    size = export(current(ImageEngine()), tmp_path / "a.tar", said.append)  # type: ignore[arg-type]
    assert (tmp_path / "a.tar").read_bytes() == b"abcdef"
    assert size == 6
    assert said
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]


def test_an_export_with_an_image_missing_names_it_and_writes_nothing(tmp_path: Path) -> None:
    engine = ImageEngine()
    engine.add("nginx")
    with pytest.raises(ImageAbsent, match=TOOLBOX):
        export(engine, tmp_path / "a.tar")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_is_cut_keeps_the_old_file_and_leaves_no_partial_one(tmp_path: Path) -> None:
    class Cut(ImageEngine):
        def save(self, names: Iterable[str]) -> Iterator[bytes]:
            yield b"abc"
            raise EngineGone("parti")

    (tmp_path / "a.tar").write_bytes(b"ancien")
    with pytest.raises(EngineGone):
        export(current(Cut()), tmp_path / "a.tar")  # type: ignore[arg-type]
    assert (tmp_path / "a.tar").read_bytes() == b"ancien"
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]


def test_an_export_where_one_cannot_write_says_why(tmp_path: Path) -> None:
    (tmp_path / "plein.tar.partiel").symlink_to("/dev/full")
    for name in ("absent/a.tar", "plein.tar"):
        with pytest.raises(WorkspaceError) as caught:
            export(current(ImageEngine()), tmp_path / name)  # type: ignore[arg-type]
        assert caught.value.cause
        assert caught.value.remedy


def test_an_import_gives_back_the_names_and_takes_none_from_an_image_from_elsewhere(tmp_path: Path) -> None:
    engine = ImageEngine()
    engine.add("nginx")
    mine = engine.inspect_image("nginx")
    (tmp_path / "a.tar").write_bytes(b"dockerlab/nginx dockerlab/outils")
    assert import_file(engine, tmp_path / "a.tar") == ["nginx", TOOLBOX]  # type: ignore[arg-type]
    assert engine.inspect_image("nginx") is mine
    other = ImageEngine()
    import_file(other, tmp_path / "a.tar")  # type: ignore[arg-type]
    assert other.inspect_image("nginx") is other.inspect_image("dockerlab/nginx")


def test_an_import_renews_the_name_of_an_image_that_the_course_built(tmp_path: Path) -> None:
    engine = ImageEngine()
    engine.add("nginx", recipe="ancienne")
    (tmp_path / "a.tar").write_bytes(b"dockerlab/nginx")
    import_file(engine, tmp_path / "a.tar")  # type: ignore[arg-type]
    assert engine.inspect_image("nginx") is engine.inspect_image("dockerlab/nginx")


@pytest.mark.parametrize(
    "make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_bytes(b"")], ids=["absent", "dossier", "vide"]
)  # fmt: skip
def test_a_file_that_is_not_an_export_is_refused(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "a.tar")
    failing = EngineError("refus", cause="unexpected EOF")
    with pytest.raises(UsageError, match=r"a\.tar") as caught:
        import_file(ImageEngine(failing=failing), tmp_path / "a.tar")  # type: ignore[arg-type]
    assert caught.value.cause


def test_an_engine_that_goes_away_during_an_import_is_not_a_bad_file(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(b"x")
    with pytest.raises(EngineGone):
        import_file(ImageEngine(failing=EngineGone("parti")), tmp_path / "a.tar")  # type: ignore[arg-type]


# Sur un vrai moteur


@pytest.mark.engine
@pytest.mark.parametrize("content", [b"", b"pas une archive", b"\x1f\x8b coupe"], ids=["vide", "texte", "gzip coupé"])
def test_a_real_engine_refuses_what_is_not_an_export(content: bytes, engine: Engine, tmp_path: Path) -> None:
    before = {tag for entry in engine.images() for tag in entry.get("RepoTags") or []}
    (tmp_path / "a.tar").write_bytes(content)
    with pytest.raises(UsageError):
        import_file(engine, tmp_path / "a.tar")
    assert {tag for entry in engine.images() for tag in entry.get("RepoTags") or []} == before


@pytest.mark.engine
def test_a_real_export_is_imported_again(engine: Engine, tmp_path: Path) -> None:
    size = export(engine, tmp_path / "images.tar")
    assert size > 1e6
    with tarfile.open(tmp_path / "images.tar") as archive:
        manifest = archive.extractfile("manifest.json")
        assert isinstance(manifest, io.BufferedReader)
        text = manifest.read().decode()
    assert all(f"{image.own}:latest" in text for image in CATALOGUE)
    assert import_file(engine, tmp_path / "images.tar") == [image.name for image in CATALOGUE]


@pytest.mark.engine
def test_the_toolbox_has_every_tool_of_the_course(engine: Engine) -> None:
    for tool in ("curl", "dig", "ip", "ss", "bridge", "iptables-save", "conntrack", "tcpdump", "python3"):
        assert run_helper(engine, ["sh", "-c", f"command -v {tool}"]).code == 0, tool


@pytest.mark.engine
def test_nginx_behaves_as_the_official_one(engine: Engine) -> None:
    with Lab("essai-nginx", engine=engine) as lab:
        server = lab.run("nginx", name="essai-nginx", ready="80/tcp")
        assert server.execute("test", "-f", "/usr/share/nginx/html/index.html").code == 0
        assert server.execute("test", "-d", "/etc/nginx/conf.d").code == 0
        assert server.execute("readlink", "/var/log/nginx/access.log").stdout.strip() == "/dev/stdout"
        assert "80/tcp" in server.inspect()["Config"]["ExposedPorts"]
        assert "nginx" in " ".join(engine.processes(server.id))


def fetch(server: Container, path: str) -> str:
    """Le statut et la page, lus depuis le conteneur lui-même."""
    script = (
        "import sys, urllib.request, urllib.error\n"
        "try: answer = urllib.request.urlopen(sys.argv[1], timeout=5)\n"
        "except urllib.error.HTTPError as error: answer = error\n"
        "print(answer.status, answer.read().decode())"
    )
    return server.execute("python3", "-c", script, f"http://127.0.0.1:8080{path}").stdout.strip()


@pytest.mark.engine
def test_the_guest_book_keeps_its_words_in_postgres_found_by_name(engine: Engine) -> None:
    with Lab("essai-livre", engine=engine) as lab:
        net = lab.network("essai-livre")
        settings = {"POSTGRES_USER": "ana", "POSTGRES_PASSWORD": "secret", "POSTGRES_DB": "mots", "BASE": "essai-base"}
        book = lab.run(BOOK, name="essai-livre", networks=[net], ready="8080/tcp", environment=settings)
        assert fetch(book, "/") == "503 La base «\u00a0essai-base\u00a0» n'est pas joignable\u00a0: nom inconnu."
        base = lab.run("postgres", name="essai-base", networks=[net], ready="5432/tcp", environment=settings)
        assert fetch(book, "/ecrire?mot=d%27accord") == "200 Écrit dans essai-base\u00a0: d'accord"
        assert base.execute("psql", "-U", "ana", "mots", "-Atc", "SELECT mot FROM livre").stdout.strip() == "d'accord"
        assert "d'accord" in fetch(book, "/")
        assert "GET /ecrire?mot=d%27accord" in book.logs()
        assert "ready to accept connections" in base.logs()
        assert fetch(book, "/ecrire?mot=").startswith("400")
        engine.remove_container(base.id)
        assert fetch(book, "/").startswith("503")
        assert not book.execute("id", "-u").stdout.startswith("0")


@pytest.mark.engine
def test_postgres_without_a_password_says_so_and_stops(engine: Engine) -> None:
    with Lab("essai-base", engine=engine) as lab, pytest.raises(NotReady, match="code 1") as caught:
        lab.run("postgres", name="essai-base", ready="5432/tcp")
    assert "POSTGRES_PASSWORD" in caught.value.cause


@pytest.mark.engine
def test_the_counter_counts_in_redis_and_shows_without_counting(engine: Engine) -> None:
    with Lab("essai-compteur", engine=engine) as lab:
        net = lab.network("essai-compteur")
        counter = lab.run(
            COUNTER, name="essai-compteur", networks=[net], ready="8080/tcp", environment={"REDIS": "essai-redis"}
        )
        assert "nom inconnu" in fetch(counter, "/")
        memory = lab.run("redis", name="essai-redis", networks=[net], ready="6379/tcp")
        assert fetch(counter, "/").startswith("200 Visite numéro 1")
        assert fetch(counter, "/visites").endswith(": 1")
        assert fetch(counter, "/").startswith("200 Visite numéro 2")
        assert memory.execute("redis-cli", "get", "visites").stdout.strip() == "2"
        assert "GET /visites" in counter.logs()
