"""`python -m tests.docs.generate`: every generated part of the documents, made anew.

It writes what the project prints; the sentences around it are written by people.
"""

from __future__ import annotations

import sys

from tests.docs.console import ROOT
from tests.docs.documents import DOCUMENTS, renewed


def main(names: list[str]) -> None:
    """Renew these documents, or all of them."""
    for name in names or DOCUMENTS:
        path = ROOT / name
        old = path.read_text("utf-8")
        new = renewed(old)
        if new != old:
            path.write_text(new, "utf-8")
        sys.stdout.write(f"{name}: {'renewed' if new != old else 'is current'}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
