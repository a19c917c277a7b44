"""What the judgements are in runs that agree with evidence, filter by filter, and the answer there.

How the runs were found is not known here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.engine import trials
from scenario.engine.conditioning import Posterior
from scenario.engine.particles import tiles
from scenario.resolve.questions import Asked

Floats = NDArray[np.float64]


class Drawn(NamedTuple):
    """What runs that agree with evidence show."""

    values: Floats
    """`[filter, judgement, particle]`."""
    answers: Floats
    """The answer to a question, by filter."""


def drawn(known: Posterior, question: Asked) -> Drawn:
    """Simulate the runs of all filters once more, as far as a question asks.

    Args:
        known: Runs that agree with evidence.
        question: The question.
    """
    task = known.task
    taken = trials.steps_taken([question], task.carried)
    instance = task.instance(task.counted, len(taken))
    instance.count_values(False)
    instance.count_rules(False)
    instance.take_at(taken)
    instance.run_until(question.step)
    player = task.player(instance, len(task.facts))
    values = np.empty((len(known.filters), len(task.program.draws), task.size))
    answers = np.empty((len(known.filters), task.size))
    for number, each in enumerate(known.filters):
        for here in tiles(task.size, instance.layout.width):
            runs = here.stop - here.start
            player.play(each.particles.some(here))
            answers[number, here] = trials.answers(instance, question, runs)
            values[number, :, here] = instance.draws(runs)
    return Drawn(values, answers.mean(axis=1))
