"""The model in plain words, compared with a text that was read and found right."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from scenario.expr import parse
from scenario.report.mathml import formula

GOLDEN = Path(__file__).parent / "golden" / "model.md"


def test_the_model_in_words(pages):
    told = pages.markdown.partition("### The outcome")[2].partition('<a id="assumptions">')[0]

    assert told.strip() == GOLDEN.read_text("utf-8").strip()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a + b * (c - 2)", "a+b·(c−2)"),
        ("(a + b) * c", "(a+b)·c"),
        ("a - (b - c)", "a−(b−c)"),
        ("-a ** 2", "−a2"),
        ("(-a) ** 2", "(−a)2"),
        ("a / (b + 1)", "ab+1"),
        ("exp(-x)", "exp(−x)"),
        ("1e-9 * x", "1×10-9·x"),
        ("clip(x, 0, 1)", "clip(x,0,1)"),
        ("x if happened(e) else 0", "{xif e has happened0otherwise"),
        ("a < b <= 3", "a<b≤3"),
        ("a > 1 and (b > 2 or not outcome.left)", "a>1 and (b>2 or not outcome is left)"),
        ("change(g.alignment) / t", "Δgt"),
        ("sqrt(abs(x))", "|x|"),
        ("months_since(outcome.left) > 6", "months since left>6"),
    ],
)
def test_formulas(text: str, plain: str):
    found = formula(parse(text))

    parts = [ElementTree.fromstring(part.replace("&#160;", " ")) for part in found.parts]
    assert "".join("".join(part.itertext()) for part in parts) == plain


def test_a_long_formula_can_be_broken_at_its_signs():
    assert len(formula(parse("a + b * c - d")).parts) == 3
    assert len(formula(parse("a * b * exp(c)")).parts) == 3
