"""The live page in a real browser: what it shows is what the command line computes, to the bit."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from random import Random
from typing import Any

import pytest

import scenario
from scenario.api import load
from scenario.cli import main
from scenario.page import write_page
from tests.hostile.test_report import HOSTILE

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2] / "scenarios"
BASE, PRESETS = (
    ROOT / "base.yaml",
    ("karabakh_falls.yaml", "moscow_returns.yaml", "peacekeepers_stay.yaml"),
)
TOLD = ("outcomes", "ever", "events", "runs")  # of one chain `outcome`, of several `outcomes`


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = [BASE, *(ROOT / name for name in PRESETS)]
    return write_page([load(one) for one in files], tmp_path_factory.mktemp("page") / "page.html")


@pytest.fixture(scope="module")
def page(browser, place: Path):
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.asked, opened.said = [], []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.on("console", lambda said: opened.said.append(said.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.goto(place.as_uri())
    opened.evaluate("scenario.answer()")
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def anew(request):
    if "page" in request.fixturenames:
        request.getfixturevalue("page").evaluate("scenario.reset()")


def run_saved(text: str, folder: Path) -> dict[str, Any]:
    """What the command line says of a saved what-if, from any folder."""
    file = folder / "what-if.yaml"
    file.write_text(text, "utf-8")
    return load(file).run(workers=1).as_dict()


def differing(found: Any, expected: Any, path: str = "") -> list[str]:
    if isinstance(found, dict):
        return [x for key in found for x in differing(found[key], expected[key], f"{path}/{key}")]
    same = found == expected
    return [] if same else [f"{path}: {found!r} and not {expected!r}"]


def same(found: dict[str, Any], expected: dict[str, Any]) -> bool:
    told = [key for key in TOLD if key in found]
    told += [] if "outcomes" in found else ["outcome"]
    assert len(told) == 4
    return [x for key in told for x in differing(found[key], expected[key], key)][:5] == []


def test_the_base_is_that_of_the_command_line(page, tmp_path: Path) -> None:
    found = page.evaluate("scenario.answer()")

    assert found["runs"] == 4000
    assert same(found, load(BASE).run(workers=1).as_dict())
    assert same(found, run_saved(page.evaluate("scenario.file()"), tmp_path))


@pytest.mark.parametrize("number", range(len(PRESETS)))
def test_a_preset_saved_is_its_file(page, number: int, tmp_path: Path) -> None:
    title = page.evaluate("scenario.presets()")[number]
    found = page.evaluate("title => scenario.preset(title)", title)

    assert same(found, load(ROOT / PRESETS[number]).run(workers=1).as_dict())
    assert same(found, run_saved(page.evaluate("scenario.file()"), tmp_path))
    assert not same(found, load(BASE).run(workers=1).as_dict())


def some(random: Random, many: dict[str, Any], most: int) -> list[tuple[str, Any]]:
    listed = sorted(many.items())
    return random.sample(listed, min(most, len(listed)))


def what_ifs(form: dict[str, Any], random: Random) -> dict[str, Any]:
    """A few changes at random, of every kind that a page can make."""
    found: dict[str, Any] = {}
    for path, own in some(random, form["judgements"], 3):
        low, high = own["low"], own["high"]
        if own["moves"] and random.random() < 0.5 and low > 0:
            by = random.choice([0.9, 1.1])
            found[path] = f"{low * by:.3g} to {high * by:.3g}"
        elif own["fixes"]:
            found[path] = round(low + (high - low) * random.uniform(0.1, 0.9), 5)
    events = {name: own for name, own in form["events"].items() if not own["past"]}
    for name, own in some(random, events, 1):
        if own["datable"] and random.random() < 0.6:
            found[f"events.{name}.date"] = random.choice(form["dates"][1:-1])
            found.pop(f"events.{name}.rate", None)  # it has one or the other
        else:
            found[f"events.{name}.enabled"] = not own["on"]
    found |= {
        f"rules.{name}.enabled": not own["on"] for name, own in some(random, form["rules"], 2)
    }
    return found | {f"hold.{name}": "start" for name, _ in some(random, form["holds"], 1)}


def form_of(page: Any) -> dict[str, Any]:
    return json.loads(page.evaluate("document.getElementById('model').textContent"))["forms"][0]


@pytest.mark.parametrize("seed", range(4))
def test_a_what_if_saved_has_the_same_bits(page, seed: int, tmp_path: Path) -> None:
    changes = what_ifs(form_of(page), Random(seed))
    found = page.evaluate("changes => scenario.set(changes)", changes)

    assert same(found, run_saved(page.evaluate("scenario.file()"), tmp_path))


@pytest.mark.parametrize("name", ["every", "starter"])
def test_other_models_have_the_same_bits(browser, name: str, tmp_path: Path) -> None:
    base = load(Path(scenario.__file__).parent / "selftest" / "models" / f"{name}.yaml")
    opened = browser.new_page()
    opened.goto(write_page(base, tmp_path / "page.html").as_uri())
    form = form_of(opened)
    for seed in range(3):
        opened.evaluate("scenario.reset()")
        changes = what_ifs(form, Random(seed))
        found = opened.evaluate("changes => scenario.set(changes)", changes)
        file = tmp_path / "what-if.yaml"
        file.write_text(opened.evaluate("scenario.file()"), "utf-8")
        # where outcomes are drawn, a page leaves out what judgements do to them
        expected = load(file).run(workers=1, judgement=form["carries"]).as_dict()
        assert same(found, expected)
    opened.close()


def test_calls_have_their_own_answers_in_turn(page) -> None:
    dates = ["2024-01", "2026-01", "2028-01"]
    asked = "scenario.set({'events.karabakh_falls.date': date})"
    alone = [page.evaluate(f"date => {asked}", date) for date in dates]
    page.evaluate("scenario.reset()")

    assert page.evaluate(f"dates => Promise.all(dates.map(date => {asked}))", dates) == alone


def test_a_first_answer_comes_of_few_futures(page) -> None:
    told = page.evaluate(
        """async () => {
      const [pace, seen] = [document.querySelector('.pace'), []];
      const seeing = new MutationObserver(() => seen.push(pace.textContent));
      seeing.observe(pace, { childList: true, characterData: true, subtree: true });
      await scenario.set({ 'parameters.gate_on_exit.value': 4.2 });
      seeing.disconnect();
      return seen;
    }"""
    )
    futures = [int(text.split()[1].replace(",", "")) for text in told]

    assert futures[0] <= 512
    assert futures[-1] == 4000
    assert futures == sorted(futures)


def test_a_difference_in_the_last_digit_is_seen(page) -> None:
    found = page.evaluate("scenario.answer()")
    found["ever"]["csto"]["left"]["se"] *= 1 + 2e-16

    assert not same(found, load(BASE).run(workers=1).as_dict())


def test_a_path_that_the_kernel_cannot_take_says_what_to_do(page) -> None:
    said = page.evaluate(
        "scenario.set({'drivers.protest.process': 'constant'}).catch(e => e.message)"
    )

    assert "scenario run FILE --set" in said
    assert page.evaluate("scenario.answer()")["runs"] == 4000


def test_dragging_shows_what_the_api_says(page) -> None:
    before = page.evaluate("document.querySelector('.sentence').textContent")
    slider = page.locator(".slider input[type=range]").first
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.pace').textContent.includes('settled')")
    found = page.evaluate("scenario.answer()")
    shown = page.evaluate("document.querySelector('.sentence').textContent")

    assert shown != before
    assert f"{round(100 * found['ever']['csto']['left']['p'])} of 100" in shown
    assert "1 change" in page.evaluate("document.getElementById('about').textContent")


def test_a_link_holds_the_state(browser, page) -> None:
    found = page.evaluate("scenario.set({'events.karabakh_falls.date': '2023-09'})")
    other = browser.new_page()
    other.goto(page.evaluate("location.href"))

    assert other.evaluate("scenario.answer()") == found
    other.close()


def test_nothing_is_loaded_and_nothing_is_said(page, place: Path) -> None:
    assert {url for url in page.asked if not url.startswith("blob:")} == {place.as_uri()}
    assert page.said == []
    assert place.stat().st_size < 1_500_000


def test_without_scripts_the_base_stands_there(browser, place: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(place.as_uri())
    text = opened.inner_text("main")

    assert "Out of the CSTO by November 2032: 17 %" in text
    assert opened.locator("main svg polyline").count() == 1
    assert opened.locator("main table tbody tr").count() == 6
    context.close()


def test_a_hostile_model_is_shown_and_not_run(browser, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "f.yaml").write_text(HOSTILE, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["explore", "f.yaml", "-o", "page.html", "--runs", "100", "--quiet"]) == 0
    opened, said = browser.new_page(), []
    opened.on("dialog", lambda dialog: said.append(dialog.message))
    opened.on("request", lambda asked: said.append(asked.url))
    opened.goto((tmp_path / "page.html").as_uri())
    found = opened.evaluate("scenario.answer()")

    assert [x for x in said if not x.startswith(("file:", "blob:"))] == []
    assert opened.locator("img, iframe").count() == 0
    assert "<script>alert(1)</script>" in opened.inner_text("#live")
    assert found["outcome"] == scenario.load("f.yaml", {"runs": "100"}).run().as_dict()["outcome"]
    opened.close()


_TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .filter(e => !e.closest('.scroll') && !e.closest('svg') && !e.closest('.skip'))
  .map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_used_by_everybody(browser, place: Path, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    opened = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    opened.goto(place.as_uri())
    opened.evaluate("scenario.set({'rules.freeze_replaces_exit.enabled': false})")
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wanted = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(opened, options={"runOnly": wanted})
    told = [(one["id"], one["nodes"][0]["html"][:300]) for one in found.response["violations"]]

    assert told == []
    assert opened.evaluate(_TOO_WIDE) == []
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    opened.close()


def test_a_kept_what_if_has_its_letter_in_the_chart(page) -> None:
    letters = "[...document.querySelectorAll('.curves .letter')].map((one) => one.textContent)"
    assert page.evaluate(letters) == []

    page.get_by_role("button", name="Keep as B").click()
    page.get_by_role("button", name="Keep as B").click()

    assert page.evaluate(letters) == ["B", "C"]


def test_the_chart_is_saved_as_a_picture(page) -> None:
    with page.expect_download() as waited:
        page.get_by_role("button", name="Image").click()
    found = waited.value

    width, height = struct.unpack(">II", Path(found.path()).read_bytes()[16:24])
    shown = page.locator(".curves").bounding_box()
    assert found.suggested_filename == "forecast.png"
    assert (width, height) == (round(2 * shown["width"]), round(2 * shown["height"]))
