"""Shares of one whole: parameters, two or more, that nothing cuts or joins with others."""

from __future__ import annotations

from scenario.resolve.crosscheck.world import Problems, World
from scenario.schema.shares import groups_of, share_of


def check_shares(world: World) -> Problems:
    """Every share is a parameter among others of its group, without a range or a correlation."""
    parameters = world.model.parameters
    for spot in world.quantities:
        if share_of(spot.value) and (spot.path[0], spot.path[-1]) != ("parameters", "value"):
            hint = "make a parameter of it, and name that here"
            yield world.problem("a share of a whole is a parameter", *spot.path, hint=hint)
    for group, names in groups_of(parameters).items():
        if len(names) == 1:
            path = ("parameters", names[0], "value")
            hint = f"give the others too: parameters with a dirichlet of the group {group}"
            yield world.problem(f"{names[0]} is the only share of {group}", *path, hint=hint)
        for name in names:
            if parameters[name].range is not None:
                message = f"{name} is a share of {group}, and a range would cut all of them"
                yield world.problem(message, "parameters", name, "range", hint="leave it out")
    for index, correlation in enumerate(world.model.correlations):
        for name in correlation.between:
            if name in parameters and (share := share_of(parameters[name].value)):
                message = f"{name} goes together with the other shares of {share.group} alone"
                hint = "leave the correlation out"
                yield world.problem(message, "correlations", index, "between", hint=hint)
