"""Mutants that no test can find out, because they compute the same; each with the reason."""

from __future__ import annotations

from tests.mutation.mutants import Mutant

_MEANS = "scenario/intervals/means.py"
EQUIVALENT: dict[tuple[str, str], str] = {
    (_MEANS, "np.inf + 0 * sd -> (np.inf - 0 * sd)"): "infinite in the shape of `sd` either way",
    (_MEANS, "0 * sd -> (0 / sd)"): "infinite in the shape of `sd` either way",
}
"""`(module, change)`, and why it makes no difference."""


def reason(mutant: Mutant) -> str | None:
    return EQUIVALENT.get((mutant.path, mutant.change))
