"""Exécute la première moitié d'un carnet, puis tue son noyau par SIGKILL : les restes d'un passage interrompu."""

import os
import signal
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

path = Path(sys.argv[1]).resolve()
notebook = nbformat.read(path, as_version=4)
client = NotebookClient(notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}})
code = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
with client.setup_kernel():
    for index in code[: len(code) // 2 + 1]:
        client.execute_cell(notebook.cells[index], index)
    os.kill(client.km.provisioner.pid, signal.SIGKILL)
