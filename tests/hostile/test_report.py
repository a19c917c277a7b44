"""Reports and charts of a hostile model: no script, no control character, sound markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.dom import minidom

import pytest

from scenario.cli import main
from tests.hostile.case import SMALL, TORN_YAML
from tests.hostile.test_hostile import controls

SCRIPT = "'\"><script>alert(1)</script><img src=x onerror=alert(2)>'"
LINKS = "'[a](javascript:alert(3)) ![b](https://example.org/c.png) `d`'"
HOSTILE = (
    SMALL.replace("title: M", f"title: {SCRIPT}").replace(
        "states: [a, b]", f"states: {{a: {SCRIPT}, b: {TORN_YAML}}}"
    )
    + f"question: {TORN_YAML}\naxis: [{SCRIPT}, {TORN_YAML}]\n"
    + f"drivers: {{d: {{title: {SCRIPT}, unit: {TORN_YAML}, because: {LINKS}, start: 1, "
    + "process: {random_walk: {volatility: 0.1}}}}\n"
    + f"events: {{e: {{title: {LINKS}, because: {TORN_YAML}, rate: 0.5}}}}\n"
)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "f.yaml").write_text(HOSTILE, "utf-8")
    monkeypatch.chdir(tmp_path)
    short = ("--runs", "50", "--horizon", "4 months", "--no-judgement", "--quiet")
    assert main(["report", "f.yaml", "-o", "report.html", *short]) == 0
    assert main(["report", "f.yaml", "-o", "report.md", *short]) == 0
    assert main(["run", "f.yaml", "--plot", "chart.svg", *short]) == 0
    return tmp_path


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= set(attrs)


def test_what_is_written_for_others_is_harmless(written: Path) -> None:
    for name in ("report.html", "report.md", "chart.svg"):
        text = (written / name).read_text("utf-8")
        assert not {character for character in text if controls(character)}
    page = Tags()
    page.feed((written / "report.html").read_text("utf-8"))
    assert not page.names & {"script", "img", "iframe", "object", "embed", "base", "form"}
    assert not {name for name, _ in page.attributes if name.startswith("on")}
    links = {value for name, value in page.attributes if name in ("href", "src", "xlink:href")}
    assert all(value and value.startswith("#") for value in links)
    marked = (written / "report.md").read_text("utf-8")
    assert not re.search(r"(?<!\\)<(script|img)", marked)
    assert not re.search(r"(?<!\\)\]\(javascript", marked)
    minidom.parse(str(written / "chart.svg"))
