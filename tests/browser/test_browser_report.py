"""The report in a real browser: fits wide and narrow pages, loads nothing, passes axe, prints."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

import scenario
from scenario.expr import parse
from scenario.report.quantities import formula

pytestmark = pytest.mark.browser
WIDTHS = [1280, 390]

_TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .filter(e => !e.closest('.scroll') && !e.closest('svg'))
  .map(e => e.outerHTML.slice(0, 80))"""


_OTHER_LETTERS = "svg text { font-family: monospace !important }"
"""Much wider ones than those that charts are laid out by."""

_OUT_OF_ITS_CHART = """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
  const room = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return room.width && box.width && (box.left < room.left - 1 || box.right > room.right + 1
      || box.top < room.top - 1 || box.bottom > room.bottom + 1);
  }).map(text => text.textContent);
})"""

_AS_BEFORE = """() => document.querySelectorAll('svg text')
  .forEach(text => text.removeAttribute('textLength'))"""


@pytest.fixture(params=WIDTHS)
def page(browser, report: Path, request):
    opened = browser.new_page(viewport={"width": request.param, "height": 900})
    opened.asked, opened.said = [], []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.on("console", lambda said: opened.said.append(said.text))
    opened.on("dialog", lambda dialog: opened.said.append(dialog.message))
    opened.goto(report.as_uri())
    yield opened
    opened.close()


def test_nothing_is_loaded_and_nothing_is_run(page, report: Path):
    assert page.asked == [report.as_uri()]
    assert page.said == []
    assert page.title() == "<script>alert(1)</script> **a deal** & [x](y)"


def test_nothing_is_wider_than_the_page(page):
    width = page.viewport_size["width"]

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(_TOO_WIDE) == []


def test_no_text_leaves_its_chart_whatever_letters_show_it(page):
    page.add_style_tag(content=_OTHER_LETTERS)
    assert page.evaluate(_OUT_OF_ITS_CHART) == []

    page.evaluate(_AS_BEFORE)
    assert page.evaluate(_OUT_OF_ITS_CHART) != []


def test_it_can_be_used_by_everybody(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wanted = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(page, options={"runOnly": wanted})

    told = [(one["id"], one["nodes"][0]["html"][:300]) for one in found.response["violations"]]
    assert told == []
    assert len(found.response["passes"]) > 20


def test_one_chart_of_two_is_shown(page):
    shown = page.evaluate(
        "[...document.querySelectorAll('.has-narrow')].map(f =>"
        " [...f.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width > 0).length)"
    )

    assert shown
    assert set(shown) == {1}


def test_it_can_be_read_with_the_keyboard_alone(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('details').open")


def pages_of(opened) -> int:
    printed = opened.pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    return len(re.findall(rb"/Type /Page\b", printed))


def test_what_is_folded_is_not_printed(browser, report: Path):
    opened = browser.new_page()
    opened.goto(report.as_uri())
    folded = pages_of(opened)
    opened.evaluate("document.querySelectorAll('details.appendix').forEach(d => d.open = true)")
    unfolded = pages_of(opened)
    opened.close()
    assert folded <= 4  # of two scenarios whose texts are far longer than any should be
    assert folded + 3 < unfolded < 60


def test_the_first_pages_of_a_real_report_are_two(browser, tmp_path: Path):
    base = scenario.load("scenarios/base.yaml")
    place = scenario.write_report(base, tmp_path / "r.html", by="A. Analyst")
    opened = browser.new_page()
    opened.goto(place.as_uri())
    told = opened.evaluate("document.body.innerText")
    pages = pages_of(opened)
    opened.close()
    assert pages == 2
    assert len(told.split()) < 1_600


def test_a_link_opens_what_is_folded(page):
    page.set_default_timeout(5_000)
    page.click("nav a[href='#facts']")
    assert page.evaluate("document.querySelector('#facts').closest('details').open")


_WIDTHS_OF_WORDS = """() => [...document.querySelectorAll('mtd mtext')]
  .map(word => Math.round(word.getBoundingClientRect().width))"""


def test_words_of_a_formula_are_whole_on_a_narrow_page(browser):
    sheet = files("scenario.present").joinpath("templates/page.css").read_text("utf-8")
    cases = "".join(formula(parse("a_long_factor if months_since_something < 12 else 1")).parts)
    opened = browser.new_page(viewport={"width": 1280, "height": 400})
    opened.set_content(f'<style>{sheet}</style><p><span class="formula scroll">{cases}</span></p>')
    whole = opened.evaluate(_WIDTHS_OF_WORDS)
    opened.set_viewport_size({"width": 260, "height": 400})

    assert len(whole) == 4
    assert opened.evaluate(_WIDTHS_OF_WORDS) == whole
    opened.add_style_tag(content="math { overflow-wrap: anywhere; white-space: normal }")
    assert opened.evaluate(_WIDTHS_OF_WORDS) != whole
    opened.close()
