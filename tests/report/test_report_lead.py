"""The first pages: what they say is what the studies say; the appendix folds behind them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import scenario
from scenario.present import headline_of
from scenario.present.blocks import Heading, Items, Table
from scenario.report import Material, byline, in_short, sections_of, text_of
from scenario.report.lead import SHORT, SIGNS
from scenario.report.material import Section
from tests.support import strike


def lead(material: Material, anchor: str) -> list:
    (section,) = (one for one in sections_of(material) if one.anchor == anchor)
    assert not section.appendix
    return list(section.build(material))


def test_studies_in_short_are_made_of_the_scenario_and_its_kept_runs(material: Material) -> None:
    assert set(material.short) == set(SHORT)
    assert material.short["signposts"].runs == material.forecast.paths.runs
    assert material.short["paths"].document == material.forecast.document


@pytest.mark.parametrize(
    ("anchor", "name"), [("because", "explain"), ("change", "tornado"), ("ways", "paths")]
)
def test_each_part_says_what_its_study_answers_but_not_the_answer_again(
    material: Material, anchor: str, name: str
) -> None:
    said = headline_of(material.short[name])
    shown = lead(material, anchor)
    texts = [getattr(block, "text", None) for block in shown]
    assert said[-1] in shown or said[-1].text in texts
    if len([block for block in said if block.kind == "paragraph"]) > 1:
        assert said[0].text not in texts
    assert all(block.style != "lead" for block in shown if block.kind == "paragraph")


def test_reasons_signs_and_ways_are_few(material: Material) -> None:
    (reasons,) = (block for block in lead(material, "because") if isinstance(block, Items))
    assert 1 <= len(reasons.items) <= 3
    tables = [block for block in lead(material, "watch") if isinstance(block, Table)]
    assert all(len(table.rows) <= SIGNS for table in tables)
    *_, ways = lead(material, "ways")
    assert isinstance(ways, Items)
    assert len(ways.items) == len(material.short["paths"].paths)
    stories = [path.story for path in material.short["paths"].paths]
    assert ["".join(item[1:]) for item in ways.items] == stories
    assert not any(isinstance(block, Heading) for block in lead(material, "ways"))


def test_what_cannot_be_studied_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "model: m\ntitle: M\nstart: 2030-01\nstep: 1 month\n"
        "outcome: {start: a, states: [a], transitions: {}}\n",
        "utf-8",
    )
    bare = scenario.load(tmp_path / "m.yaml").with_run(20, horizon="3 months")
    forecast = bare.run(workers=1)
    short = in_short(bare, forecast, 1)
    page = text_of(Material((bare,), (forecast,), short=short), ".md")
    assert "## The answer" in page
    assert "## How sure, and on whose numbers" in page


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_a_report_of_one_study_has_no_parts_of_the_others(material: Material, suffix: str) -> None:
    page = text_of(replace(material, short={"paths": material.short["paths"]}), suffix)
    assert "How it could go" in page
    assert "What to watch" not in page


def test_the_appendix_is_folded_unfolded_or_left_out(material: Material) -> None:
    folded, unfolded = (text_of(material, unfolded=open_) for open_ in (False, True))
    behind = [one for one in sections_of(material) if one.appendix and one.anchor != "evidence"]
    assert folded.count('<details class="appendix">') == len(behind)
    assert unfolded.count('<details class="appendix" open>') == len(behind)
    assert unfolded.replace('appendix" open>', 'appendix">') == folded
    alone = text_of(material, sections=sections_of(material, appendix=False))
    assert "appendix" not in alone.partition("<body>")[2]
    assert not any(one.appendix for one in sections_of(material, appendix=False))


def test_charts_of_a_report_have_no_sources_and_the_report_has_them_once(pages) -> None:
    charts = " ".join(re.findall(r"<svg.*?</svg>", pages.html, re.DOTALL))
    assert "random seed" not in charts
    assert "Sources:" not in charts
    assert pages.html.count("Sources: ") == 1


@pytest.mark.parametrize(
    ("by", "made", "told"),
    [
        ("Ada", date(2026, 3, 1), "By Ada, 1 March 2026."),
        ("", date(2026, 12, 31), "31 December 2026."),
        ("Ada", None, "By Ada."),
        ("", None, ""),
    ],
)
def test_the_byline(by: str, made: date | None, told: str) -> None:
    assert byline(by, made) == told


def test_the_byline_stands_under_the_title_and_is_no_markup(pages) -> None:
    assert '<p class="byline">By Ada &amp; Bo, 1 February 2030.</p>' in pages.html
    assert re.search(r"^By Ada & Bo, 1 February 2030\.$", pages.markdown, re.MULTILINE)
    assert "By &lt;b&gt;Eve&lt;/b&gt;." in pages.hostile
    assert r"By \<b\>Eve\</b\>." in pages.hostile_markdown


def test_a_section_stands_among_the_first_pages_unless_it_says_otherwise() -> None:
    assert not Section("a", "A", lambda _: ()).appendix


# ------------------------------------------------------------------------------ as it is typed


@pytest.fixture
def call(tmp_path: Path, monkeypatch, capsys) -> Callable[..., tuple[int, str, str]]:
    strike.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["scenario"])

    def typed(*arguments: str) -> tuple[int, str, str]:
        options = ("--runs", "200", "--no-judgement", "--workers", "1", "-q")
        return (scenario.cli.main(["report", *arguments, *options]), *capsys.readouterr())

    return typed


@pytest.mark.parametrize("extent", ["--short", "--full"])
def test_a_report_is_as_long_as_it_is_asked_to_be(call, extent: str) -> None:
    assert call("base.yaml", "-o", "r.html", extent, "--by", "Ada")[0] == 0
    page = Path("r.html").read_text("utf-8")
    assert re.search(r'class="byline">By Ada, \d+ \w+ \d{4}\.</p>', page)
    assert ('<details class="appendix" open>' in page) == (extent == "--full")
    assert ("Provenance" in page) == (extent == "--full")
    if extent == "--full":
        assert f"scenario report base.yaml -o r.html --by Ada {extent} " in page


def test_markdown_has_its_pictures_beside_it(call) -> None:
    assert call("base.yaml", "-o", "of strikes.md")[0] == 0
    page = Path("of strikes.md").read_text("utf-8")
    linked = re.findall(r"!\[.+?\]\(<(of strikes_files/[\w-]+\.svg)>\)", page)
    assert linked
    assert sorted(linked) == sorted(map(str, Path("of strikes_files").iterdir()))
    for picture in linked:
        assert Path(picture).read_text("utf-8").startswith("<!-- made by scenario ")
    assert call("base.yaml", "-o", "of strikes.md")[0] == 0  # over its own


def test_a_picture_of_others_is_refused_before_anything_is_written(call) -> None:
    Path("r_files").mkdir()
    Path("r_files/outcome.svg").write_text("mine", "utf-8")
    code, _, err = call("base.yaml", "-o", "r.md")
    assert code == 2
    assert "r_files/outcome.svg exists and was not made by scenario" in err
    assert [place.name for place in Path("r_files").iterdir()] == ["outcome.svg"]
    assert not Path("r.md").exists()
    assert call("base.yaml", "-o", "r.md", "--overwrite")[0] == 0
    assert "<svg" in Path("r_files/outcome.svg").read_text("utf-8")


def test_a_report_with_evidence_says_why_no_reasons_are_divided(tmp_path: Path) -> None:
    folder = strike.write(tmp_path)
    (folder / "seen.yaml").write_text(
        "title: Seen\nevidence:\n"
        "- {driver: fund, date: 2030-06, value: 20, sd: 9, because: Books.}\n",
        "utf-8",
    )
    base = (folder / "base.yaml").read_text("utf-8")
    (folder / "given.yaml").write_text(f"{base}\ngiven: seen.yaml\n", "utf-8")
    given = scenario.load(folder / "given.yaml").with_run(1_024)
    forecast = given.run(workers=1)
    short = in_short(given, forecast, 1)
    assert "explain" not in short
    assert "tornado" in short
    page = text_of(Material((given,), (forecast,), short=short), ".md")
    why = page.partition("## Why\n")[2].partition("\n## ")[0]
    assert "listed in the appendix, under Evidence" in why
    assert "## Evidence" in page
