"""How good single forecasts were, and how far two ways of forecasting are apart.

All scores are zero for a perfect forecast, and the less the better. It knows probabilities, samples
and what came true; what was forecast, and by whom, is not known here.

Callers import this package alone; its modules are parts of one subject: `rules` scores single
forecasts, `difference` compares the scores of two, `skill` measures one against another.
"""

from scenario.scoring.difference import LEAST_CLUSTERS, MeanDifference, mean_difference
from scenario.scoring.rules import (
    FLOOR,
    brier,
    brier_of_states,
    crps,
    crps_of_normal,
    crps_of_quantiles,
    log_score,
    log_score_of_states,
    ranked_probability,
)
from scenario.scoring.skill import DRAWS, Skill, share_of_others, skill, weighted_mean

__all__ = [
    "DRAWS",
    "FLOOR",
    "LEAST_CLUSTERS",
    "MeanDifference",
    "Skill",
    "brier",
    "brier_of_states",
    "crps",
    "crps_of_normal",
    "crps_of_quantiles",
    "log_score",
    "log_score_of_states",
    "mean_difference",
    "ranked_probability",
    "share_of_others",
    "skill",
    "weighted_mean",
]
