"""Mutants that no test can find out, because they compute the same; each with the reason."""

from __future__ import annotations

from tests.mutation.mutants import Mutant

_MEANS = "scenario/intervals/means.py"
_TEXTS = "scenario/kernel/wasm_texts.py"
EQUIVALENT: dict[tuple[str, str], str] = {
    (_MEANS, "np.inf + 0 * sd -> (np.inf - 0 * sd)"): "infinite in the shape of `sd` either way",
    (_MEANS, "0 * sd -> (0 / sd)"): "infinite in the shape of `sd` either way",
    (_TEXTS, "not readers_only -> (readers_only)"): (
        "what reads no memory comes to the same wherever it is written, before a block or in it"
    ),
}
"""`(module, change)`, and why it makes no difference."""


def reason(mutant: Mutant) -> str | None:
    return EQUIVALENT.get((mutant.path, mutant.change))
