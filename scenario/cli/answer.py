"""The answer in a sentence or two, under the name that commands know it by."""

from scenario.forecast.answer import answer, asked_state, judgement_range, said

__all__ = ["answer", "asked_state", "judgement_range", "said"]
