"""The report as a page: valid, self-contained, in order, deaf to what texts would have it do."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest

import scenario
from scenario.present.blocks import paragraph
from scenario.report import Material, Section, sections_of, text_of


def parsed(page: str):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert parser.errors == []
    return tree


@pytest.mark.parametrize("name", ["html", "hostile"])
def test_it_is_valid_html(pages, name: str):
    tree = parsed(getattr(pages, name))

    ids = [element.attrib["id"] for element in tree.iter() if element.attrib.get("id")]
    assert len(ids) == len(set(ids))
    links = [e.attrib["href"] for e in tree.iter("a")]
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []


def test_the_parser_sees_a_fault():
    with pytest.raises(AssertionError):
        parsed("<!doctype html><title>x</title><p><b></p></i>")


@pytest.mark.parametrize("name", ["html", "hostile"])
def test_it_loads_and_runs_nothing(pages, name: str):
    page = getattr(pages, name)

    tree = parsed(page)
    assert list(tree.iter("script")) == []
    for element in tree.iter():
        tags = {"img", "link", "iframe", "object", "embed", "image", "use", "foreignObject"}
        assert str(element.tag).rpartition("}")[2] not in tags
        assert not [key for key in element.attrib if str(key).lower().startswith("on")]
        for key in ("href", "src"):
            assert re.match(r"#|https?://|$", element.attrib.get(key, ""))
    assert "url(http" not in page
    assert len(page) < 3_000_000


def test_hostile_texts_are_shown_as_they_are(pages):
    tree = parsed(pages.hostile)

    (title,) = tree.iter("h1")
    assert title.text == "<script>alert(1)</script> **a deal** & [x](y)"
    assert "<script" not in pages.hostile
    assert "javascript:" not in pages.hostile.replace("javascript:alert(1)</p>", "")


def test_hostile_texts_are_shown_in_markdown(pages):
    text = pages.hostile_markdown

    assert re.search(r"(?<!\\)<script", text) is None
    assert r"# \<script\>alert(1)\</script\> \*\*a deal\*\* & \[x\](y)" in text


def test_headings_go_down_one_step_at_a_time(pages):
    levels = [int(level) for level in re.findall(r"<h(\d)[ >]", pages.html)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    steps = pairwise(levels)
    assert all(after <= before + 1 for before, after in steps)


def test_sections_stand_in_their_order(pages, material):
    found = re.findall(r'<section aria-labelledby="([\w-]+?)(?:-title)?"', pages.html)

    sections = [one for one in sections_of(material) if one.anchor != "evidence"]  # none is given
    assert found == [one.anchor for one in sections]
    assert found[:7] == ["answer", "because", "scenarios", "change", "watch", "ways", "basis"]
    assert found[7:9] == ["why", "when"]
    wanted = [f"## {one.title}" for one in sections]
    assert re.findall(r"^## .*", pages.markdown, re.MULTILINE) == wanted


def test_the_answer_comes_first_in_numbers_and_words(pages):
    lead = re.search(r'<p class="lead">(.*?)</p>', pages.html)

    assert lead is not None
    assert re.search(r"Deal by January 2033: \d\d\u00a0%, \w", lead[1])
    assert "judgement range" in lead[1]


def test_every_citation_leads_to_its_fact(pages):
    assert '<a href="#fact-paper-deals">paper.deals</a>' in pages.html
    assert '<tr id="fact-paper-deals">' in pages.html
    assert "[paper.deals](<#fact-paper-deals>)" in pages.markdown
    assert '<a id="fact-paper-deals"></a>' in pages.markdown
    assert "Nobody cites this." not in pages.html


def test_expectations_say_whether_they_hold(pages):
    assert re.search(r"P\(court by 2031-01\) &gt; 90%</th><td>Fails", pages.html)


def test_what_no_source_backs_is_listed(pages):
    part = pages.markdown.partition("## Assumptions")[2].partition("\n## ")[0]

    assert "[Weeks the strike fund lasts](<#drivers-fund>): As the union says." in part
    assert "[Anger](<#parameters-anger>): Either or." in part
    assert "Mediator" not in part


def test_the_command_that_makes_it_again_is_told(pages):
    assert "scenario report base.yaml -o r.html" in pages.html
    assert "```\nscenario report base.yaml -o r.html\n```" in pages.markdown


def test_the_same_material_gives_the_same_page(material, pages):
    first = text_of(material, sections=sections_of(material, appendix=False))

    assert "<nav" not in first
    assert first.partition("<main>")[2].partition("</main>")[0] in pages.html


def test_a_further_section_is_one_object(material):
    own = Section("mine", "Of my own", lambda found: [paragraph(f"State: {found.state}.")])
    none = Section("none", "Nothing to say", lambda _: [])

    text = text_of(replace(material, byline=""), ".md", [own, none])
    assert text.splitlines()[2:] == [
        "# Does the strike end in a deal?",
        "",
        '<a id="mine"></a>',
        "",
        "## Of my own",
        "",
        "State: deal.",
    ]


def test_a_model_of_the_outcome_alone_has_a_report(material: Material, tmp_path):
    import scenario

    file = tmp_path / "bare.yaml"
    file.write_text(
        "model: bare\ntitle: Bare\nstart: 2030-01\nstep: 1 month\n"
        "outcome: {start: a, states: [a], transitions: {}}\n",
        "utf-8",
    )
    base = scenario.load(file).with_run(20, horizon="3 months")
    bare = replace(material, scenarios=(base,), forecasts=(base.run(),), studies={})
    parsed(text_of(bare))
    assert "Bare" in text_of(bare, ".md")


def test_a_chain_that_is_exact_is_told_so_beside_one_that_is_not(tmp_path: Path) -> None:
    chain = (
        "{start: in_it, states: [in_it, out], transitions: {go: {from: in_it, to: out, rate: R}}}"
    )
    (tmp_path / "m.yaml").write_text(
        "model: m\ntitle: M\nquestion: Is it left?\nstart: 2030-01\nstep: 1 month\n"
        "drivers: {x: {start: 1, process: {random_walk: {volatility: 0.3}}}}\n"
        f"outcomes:\n  loose: {chain.replace('R', 'exp(x)')}\n"
        f"  known: {chain.replace('R', '0.5').replace('out', 'left')}\n",
        "utf-8",
    )
    (tmp_path / "s.yaml").write_text("model: m.yaml\nhorizon: 2 years\nruns: 100\n", "utf-8")
    one = scenario.load(tmp_path / "s.yaml")
    text = text_of(Material((one,), (one.run(workers=1),)), ".md")
    assert "The probability of “left” is exact, given the model" in text
    assert "More runs narrow this" not in text
