"""Le cours dans un vrai navigateur : JupyterLab en français, un énoncé, un verdict, dans les deux thèmes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from polling import until

from dockerlab.course.desk import Desk

pytestmark = [pytest.mark.engine, pytest.mark.browser]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def jupyter(desk: Desk, tmp_path: Path) -> Iterator[str]:
    """JupyterLab lancé comme par un étudiant ; rend son adresse, jeton compris."""
    log = tmp_path / "jupyter.log"
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("dockerlab")), "jupyter", "--no-browser", "--port=0"],
            cwd=desk.root, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield until(lambda: _address(log), 60, f"JupyterLab n'a pas donné son adresse : {log.read_text()}")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _address(log: Path) -> str | None:
    found = re.search(r"http://127\.0\.0\.1:\d+/lab\S*\?token=\w+", log.read_text())
    return found[0] if found else None


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    assert executable, "chromium manque : « apt-get install chromium »"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


def open_notebook(page: Page, address: str, name: str) -> None:
    """Ouvre `name` dans JupyterLab et attend son noyau."""
    base, _, query = address.partition("?")
    page.goto(f"{base.split('/lab')[0]}/lab/tree/{name}?{query}")
    expect(page.locator(".jp-NotebookPanel:visible .jp-Notebook")).to_be_visible(timeout=60_000)
    expect(page.locator(".jp-NotebookPanel-toolbar >> text=/Python 3/")).to_be_visible(timeout=60_000)


def run_cell(page: Page, rank: int) -> None:
    """Exécute la cellule de code de rang `rank` par Maj + Entrée, et attend sa fin."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(rank)
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"), timeout=60_000)


def write_cell(page: Page, rank: int, text: str) -> None:
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(rank)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_student_goes_from_the_statement_to_the_verdict(
    theme: str, chromium: Browser, jupyter: str, shots: Path
) -> None:
    page = chromium.new_page(color_scheme=theme, viewport={"width": 1280, "height": 1000}, locale="fr-FR")
    open_notebook(page, jupyter, "publier-nginx.ipynb")
    expect(page.get_by_role("menuitem", name="Fichier")).to_be_visible(timeout=30_000)
    run_cell(page, 0)
    verify = page.get_by_role("button", name="Vérifier").first
    verify.click()
    report = page.locator(".jp-OutputArea").first
    expect(report).to_contain_text("à revoir", timeout=30_000)
    expect(report).to_contain_text("aucun conteneur ne porte le nom test_nginx")
    page.screenshot(path=shots / f"enonce-a-revoir-{theme}.png")
    write_cell(page, 1, "%%bash -e\ndocker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx")
    run_cell(page, 1)
    verify.click()
    expect(report).to_contain_text("4 points sur 4, réussi", timeout=30_000)
    verify.scroll_into_view_if_needed()
    page.screenshot(path=shots / f"enonce-reussi-{theme}.png")
    page.get_by_role("button", name="Un indice").first.click()
    expect(report).to_contain_text("Indice 1 sur 3", timeout=30_000)
    run_cell(page, 2)
    expect(page.locator(".jp-OutputArea svg[role=img]").first).to_be_visible()
    page.locator(".jp-Notebook .jp-CodeCell").nth(2).scroll_into_view_if_needed()
    page.screenshot(path=shots / f"enonce-dessin-{theme}.png")
    page.close()


DRAW = """
from dockerlab import Lab, draw
lab = Lab("essai-dessin")
quai, rive = (lab.network(nom, subnet=f"10.203.{n}.0/24") for nom, n in (("quai", 253), ("rive", 252)))
barque = lab.run("dockerlab/outils", name="barque", networks=[quai], command=["sleep", "infinity"])
draw("cables", lab="essai-dessin")
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_redraw_button_shows_what_a_command_changed(
    theme: str, chromium: Browser, jupyter: str, shots: Path
) -> None:
    page = chromium.new_page(color_scheme=theme, viewport={"width": 1280, "height": 1000}, locale="fr-FR")
    open_notebook(page, jupyter, "publier-nginx.ipynb")
    write_cell(page, 0, DRAW)
    run_cell(page, 0)
    output = page.locator(".jp-Notebook .jp-CodeCell").nth(0).locator(".jp-OutputArea").first
    expect(output.locator("svg[role=img]")).to_have_count(1)
    expect(output.locator("svg title", has_text="eth0").first).to_be_attached()  # ce que dit le survol
    page.locator("text=Les mêmes faits, en tableau").first.click()
    expect(output.locator("table").first).to_contain_text("barque")
    page.locator("text=Les mêmes faits, en tableau").first.click()
    redraw = output.get_by_role("button", name="Redessiner")
    redraw.click()
    expect(output).to_contain_text("Rien n'a changé depuis la lecture précédente.", timeout=30_000)
    write_cell(page, 1, "%%bash -e\ndocker network connect rive barque")
    run_cell(page, 1)
    redraw.click()
    expect(output.locator(".widget-html, .jupyter-widgets").get_by_text("ajouté").first).to_be_visible(timeout=30_000)
    redraw.scroll_into_view_if_needed()
    page.screenshot(path=shots / f"redessiner-{theme}.png")
    write_cell(page, 1, "lab.clean()")
    run_cell(page, 1)
    page.close()


HOSTILE = r"""
from dataclasses import replace
from IPython.display import display
from dockerlab.drawing.figure import Figure
from dockerlab.model.building import build
from dockerlab.snapshot.snapshot import Snapshot
from dockerlab.widgets.display import Drawing
attack = "</title></text></svg><script>window.pris=1</script><img src=x onerror=window.pris=1>\n\"'&{{}}"
seen = build(Snapshot.load("../tests/recorded/scene-26.1.json"))
bad = replace(
    seen,
    containers=tuple(replace(c, name=f"{attack}{i}", image=attack) for i, c in enumerate(seen.containers)),
    networks=tuple(replace(n, name=f"{attack}{n.name}", options=((attack, attack),)) for n in seen.networks),
    publications=tuple(replace(p, container=f"{attack}0") for p in seen.publications),
)
for view in ("simple", "ports", "cables"):
    display(Figure(bad, view), Figure.difference(seen, bad, view))
Drawing(Figure(bad), lambda: Figure.difference(seen, bad).html())
"""


def test_no_name_becomes_a_script_in_the_page(chromium: Browser, jupyter: str, shots: Path) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 1000}, locale="fr-FR")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_notebook(page, jupyter, "publier-nginx.ipynb")
    write_cell(page, 0, HOSTILE)
    run_cell(page, 0)
    output = page.locator(".jp-Notebook .jp-CodeCell").nth(0).locator(".jp-OutputArea").first
    expect(output.locator("svg[role=img]")).to_have_count(7)
    expect(output).to_contain_text("<script>window.pris=1</script>")
    output.get_by_role("button", name="Redessiner").click()
    expect(output.locator("svg[role=img]")).to_have_count(8, timeout=30_000)
    assert output.locator("script, img").count() == 0
    assert page.evaluate("window.pris") is None
    assert dialogs == []
    page.screenshot(path=shots / "noms-hostiles.png")
    # Le témoin : la même charge, non échappée, se voit bien dans cette page.
    write_cell(page, 1, "from IPython.display import HTML\nHTML('<img src=x onerror=window.pris=1>')")
    run_cell(page, 1)
    page.wait_for_function("window.pris === 1", timeout=10_000)
    page.close()


def test_jupyter_listens_on_the_loopback_and_wants_its_token(jupyter: str) -> None:
    base, _, page = jupyter.partition("/lab")
    assert page.startswith("/tree/00-accueil.ipynb?token=")
    assert base.startswith("http://127.0.0.1:")
    with pytest.raises(HTTPError) as refused, urlopen(f"{base}/api/contents", timeout=10):
        pass
    assert refused.value.code == 403
    refused.value.close()
