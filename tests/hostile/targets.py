"""Places to write to that are none: what stands there stays, and nothing is waited for.

No case names a device of the machine as its target: a fault would replace it.
"""

from __future__ import annotations

import os

from tests.hostile.case import TORN, Case, Content, link
from tests.hostile.commands import MODEL, SCENARIO

_OUT = ("run", "f.yaml", "--no-judgement", "--quiet", "--out")
_PLOT = ("run", "f.yaml", "--no-judgement", "--quiet", "--plot")
_REPORT = ("report", "f.yaml", "--no-judgement", "-o")


def into(arguments: tuple[str, ...], shows: str = "", code: int = 2, **files: Content) -> Case:
    """A sound scenario, written somewhere; `__` in the name of a file stands for its dot."""
    named = {name.replace("__", "."): content for name, content in files.items()}
    return Case({"m.yaml": MODEL, "f.yaml": SCENARIO, **named}, arguments, (code,), shows)


FOLDERS = {
    f"--out into {name}{' to overwrite' * bool(more)}": into(
        (*_OUT, place, *more), shows, code=0 if shows == "" else 2, **files
    )
    for name, (place, shows, files) in {
        "a file": ("f.yaml", "f.yaml is no folder", {}),
        "a folder below a file": ("f.yaml/o", "f.yaml/o", {}),
        "the working folder": (".", "not ours", {}),
        "the folder above": ("..", "not ours", {}),
        "nothing": ("", "is empty", {}),
        "a name with NUL": ("a\0b", "cannot be a folder", {}),
        "a name of 300 letters": ("x" * 300, "File name too long", {}),
        "a path of 6,000 letters": ("x/" * 3_000, "cannot look into x/x/x/", {}),
        "a pipe": ("p", "p is no folder", {"p": os.mkfifo}),
        "a link to a pipe": ("l", "l is no folder", {"p": os.mkfifo, "l": link("p")}),
        "a link to itself": ("l", "cannot be a folder", {"l": link("l")}),
        "a folder of others": ("o", "not ours: x", {"o/x": "1"}),
        "a folder whose manifest is a pipe": ("o", "not ours", {"o/manifest.json": os.mkfifo}),
        "a folder where nothing can be": ("/proc/o", "/proc/o", {}),
        "a dangling link": ("l", "", {"l": link("deep/down")}),
        "a name of escape codes": (TORN, "", {}),
        "a name that is no text": ("a\udcffb", "", {}),
    }.items()
    for more in ((), ("--overwrite",))
}
_IN_THE_WAY: dict[str, tuple[str, Content]] = {
    "a file of others": ("was not made by scenario", "mine\n"),
    "a pipe": ("is not an ordinary file", os.mkfifo),
    "a link to a pipe": ("is not an ordinary file", link("p")),
    "a folder": ("is a folder", lambda path: path.mkdir()),
}
SINGLE_FILES = {
    f"{arguments[-1]} over {name}": into(
        (*arguments, f"r{ending}"), shows, **{f"r__{ending[1:]}": content, "p": os.mkfifo}
    )
    for arguments, ending in (
        (_REPORT, ".md"),
        (_REPORT, ".html"),
        (_PLOT, ".png"),
        (_PLOT, ".svg"),
    )
    for name, (shows, content) in _IN_THE_WAY.items()
} | {
    f"{arguments[-1]} into {name}": into((*arguments, place), shows)
    for arguments in (_REPORT, _PLOT)
    for name, (place, shows) in {
        "a name with NUL": ("a\0.html", "cannot be a file"),
        "nothing": ("", "is empty"),
        "a program": ("r.exe", "the ending says what to write"),
        "a name of escape codes": (f"{TORN}.exe", "the ending says what to write"),
    }.items()
}
OVERWRITTEN = {
    f"a report over {name}, to overwrite": into(
        (*_REPORT, "r.md", "--overwrite"), shows, r__md=content, p=os.mkfifo
    )
    for name, (shows, content) in _IN_THE_WAY.items()
    if name != "a file of others"
}
PROJECTS = {
    "init over a file": into(("init", "f.yaml"), "is a file"),
    "init below a file": into(("init", "f.yaml/p"), "f.yaml"),
    "init into a pipe": into(("init", "p"), "is a file", p=os.mkfifo),
    "init into a name of 300 letters": into(("init", "x" * 300), "File name too long"),
    "init into escape codes": into(("init", TORN), code=0),
    "init where a model is a link": into(
        ("init", "o"), "already has", **{"o/models/coalition.yaml": link("../../f.yaml")}
    ),
}

TARGETS = {**FOLDERS, **SINGLE_FILES, **OVERWRITTEN, **PROJECTS}
