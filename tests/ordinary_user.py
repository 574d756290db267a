"""Exécuter comme un utilisateur ordinaire du groupe docker : c'est le compte de l'étudiant, non celui de root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import copy_course

NOBODY = 65534


@dataclass(frozen=True)
class Account:
    """Un compte ordinaire, sa copie du cours et son dossier personnel."""

    course: Path
    home: Path
    options: dict[str, Any]

    def run(self, *command: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Exécute `command` dans la copie du cours. `timeout` : en secondes."""
        binaries = Path(sys.executable).parent
        environment = {
            "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.home), "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(self.course), "IPYTHONDIR": str(self.home / "ipython"), "PYTHONDONTWRITEBYTECODE": "1",
            **{key: value for key, value in os.environ.items() if key.startswith("DOCKER_") and key != "DOCKER_CONFIG"},
        }  # fmt: skip
        return subprocess.run(
            command,
            cwd=self.course,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=timeout,
            **self.options,
        )


@contextmanager
def ordinary_account() -> Iterator[Account]:
    """Le compte courant s'il est ordinaire ; depuis root, un compte sans droits, avec le seul groupe de la socket de Docker."""
    base = Path(tempfile.mkdtemp(prefix="dockerlab-etudiant-"))
    try:
        course, home = copy_course(base / "cours"), base / "maison"
        home.mkdir()
        plugins = Path.home() / ".docker" / "cli-plugins"
        if plugins.is_dir():
            shutil.copytree(plugins, home / ".docker" / "cli-plugins")
        options: dict[str, Any] = {}
        if os.geteuid() == 0:
            group = os.stat("/var/run/docker.sock").st_gid  # noqa: PTH116
            base.chmod(0o755)
            for path in (base, *base.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
            options = {"user": NOBODY, "group": NOBODY, "extra_groups": [group]}
        account = Account(course, home, options)
        seen = account.run(
            sys.executable, "-c", "import os; print(os.geteuid(), os.access('/var/run/docker.sock', os.W_OK))"
        )
        uid, _, reaches = seen.stdout.strip().partition(" ")
        assert uid not in ("", "0"), (
            f"ce Python n'est pas utilisable par un autre compte : {sys.executable} {seen.stderr}"
        )
        assert reaches == "True", "ce compte ne peut pas parler au moteur"
        yield account
    finally:
        shutil.rmtree(base)
