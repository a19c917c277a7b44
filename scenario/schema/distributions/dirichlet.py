"""`dirichlet`: one of several shares that add up to one."""

from __future__ import annotations

import math
from collections.abc import Callable

from pydantic import model_validator

from scenario.schema.base import Identifier, refuse
from scenario.schema.beta_shaped import BetaShaped
from scenario.schema.distributions.gamma import Gamma
from scenario.schema.number import Positive

LEAST, MOST = 0.01, 1e6
"""Bounds of a weight: below, a share is nearly always nothing; above, it is a number."""


class Dirichlet(BetaShaped):
    """One of the shares of a `group`, which add up to one, by its `weight`."""

    group: Identifier
    """The name that all shares have in common which add up to one."""
    weight: Positive
    """Its mean is this part of all weights; the larger all are together, the surer all shares."""
    total: Positive | None = None
    """All weights of the group together: worked out from them."""

    rank = 35
    summary = (
        "One of several shares that add up to one, by weights:"
        " `{dirichlet: {group: votes, weight: 5}}`."
    )
    example = {"group": "votes", "weight": 5, "total": 10}

    @model_validator(mode="after")
    def _possible(self) -> Dirichlet:
        if not LEAST <= self.weight <= MOST:
            message = f"a weight of {self.weight:g} cannot be drawn from"
            raise refuse(message, f"write one from {LEAST:g} to {MOST:,.0f}", at="weight")
        return self

    def _ab(self) -> tuple[float, float]:
        total = 2 * self.weight if self.total is None else self.total
        return self.weight, max(total - self.weight, LEAST)

    def weighed(self) -> Gamma:
        """The amount that is drawn for it: its share is its part of all such amounts.

        Independent gammas with the weights for shapes and one scale, divided by their sum, are
        Dirichlet (Devroye 1986, "Non-Uniform Random Variate Generation", XI.4).
        """
        return Gamma(mean=self.weight, sd=math.sqrt(self.weight))

    def words(self, amount: Callable[[float], str]) -> str:
        own, others = self._ab()
        name = self.group.replace("_", " ")
        return f"about {amount(own / (own + others))}, one of the shares of {name} (Dirichlet)"
