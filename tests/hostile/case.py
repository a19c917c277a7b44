"""What one hostile case is: files laid in an empty folder, and what is then typed there.

It knows no particular case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Content = str | bytes | Callable[[Path], object]

MODEL = "model: m\ntitle: M\nstart: 2022-12\nstep: 1 month\n"
OUTCOME = "outcome: {start: a, states: [a, b], transitions: {x: {from: a, to: b, rate: 0.1}}}\n"
SMALL = MODEL + OUTCOME
WALK = "drivers: {d: {start: 1, process: random_walk}}\n"
SCENARIO = "model: m.yaml\nhorizon: 1 year\nruns: 100\n"


@dataclass(frozen=True)
class Case:
    """What stands in the folder, what is typed, and how it may end."""

    files: Mapping[str, Content]
    arguments: tuple[str, ...] = ("check", "f.yaml")
    codes: tuple[int, ...] = (2,)
    shows: str = field(default="")
    """What the error must say, or the output if there is none."""

    def lay(self, folder: Path) -> None:
        """Put everything in place."""
        folder.mkdir()
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if callable(content):
                content(path)
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)


def link(to: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(to)


def one(content: Content, shows: str = "", codes: tuple[int, ...] = (2,)) -> Case:
    """A single file, checked."""
    return Case({"f.yaml": content}, shows=shows, codes=codes)


def run(content: Content, *arguments: str, shows: str = "", code: int = 2) -> Case:
    """A single file, run."""
    return Case({"f.yaml": content}, ("run", "f.yaml", *arguments), (code,), shows)


def named(path: str, shows: str, **more: Content) -> Case:
    """A model that names a file of facts."""
    files: dict[str, Content] = {"f.yaml": SMALL + f'facts: ["{path}"]\n'}
    return Case(files | {f"{name}.yaml": item for name, item in more.items()}, shows=shows)


def scenario(text: str, shows: str = "", *, code: int = 2, model: str = SMALL) -> Case:
    """A scenario over a small model, run."""
    return Case({"m.yaml": model, "f.yaml": text}, ("run", "f.yaml"), (code,), shows)


def typed(*arguments: str, shows: str = "", code: int = 2) -> Case:
    """A sound scenario and arguments that are not."""
    files = {"m.yaml": SMALL + WALK, "f.yaml": SCENARIO}
    return Case(files, ("run", "f.yaml", "--no-judgement", *arguments), (code,), shows)


def lines(template: str, count: int) -> str:
    return "".join(template.replace("#", str(i)) + "\n" for i in range(count))


def chain(kind: str, template: str, last: str, count: int) -> str:
    """Elements each computed from the next."""
    body = "".join(f"  p{i:04d}: {template.replace('#', f'p{i + 1:04d}')}\n" for i in range(count))
    return f"{SMALL}{kind}:\n{body}  p{count:04d}: {last}\n"


TORN = "\x1b[31mred\x1b]0;mine\x07 \u202eevil\u2066 \u200b\u061c end"
"""Colours, a window title, a bell, and text that reads backwards."""
TORN_YAML = '"\\e[31mred\\e]0;mine\\a \\u202Eevil\\u2066 \\u200b\\u061c end"'
