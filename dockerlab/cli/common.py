"""Ce que partagent les verbes : leurs codes de sortie, et un document JSON seul sur la sortie standard."""

from __future__ import annotations

import json
import sys
from typing import Any

OK, NOT_YET = 0, 1


def print_json(document: Any) -> None:
    """En UTF-8 quelle que soit la langue du terminal (RFC 8259, 8.1) : le fichier est lu sur une autre machine.

    Un octet que Python n'a pas su lire s'écrit alors \\udcXX, qui est du JSON.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(f"{text}\n".encode(errors="backslashreplace"))
