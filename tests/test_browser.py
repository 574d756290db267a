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


def test_jupyter_listens_on_the_loopback_and_wants_its_token(jupyter: str) -> None:
    base, _, page = jupyter.partition("/lab")
    assert page.startswith("/tree/00-accueil.ipynb?token=")
    assert base.startswith("http://127.0.0.1:")
    with pytest.raises(HTTPError) as refused, urlopen(f"{base}/api/contents", timeout=10):
        pass
    assert refused.value.code == 403
    refused.value.close()
