"""Every standard error and every interval of the package, and the constants they rest on.

It is arithmetic on counts, means and samples; what they were counted for is not known here. All
intervals are of 95 %, but for the spread of judgements, which goes from a 5th to a 95th percentile.

Callers import this package alone; its modules are parts of one subject: `normal` and `means` for
estimates that are normal about the truth, `shares` for probabilities of runs, `weighted` for runs
that count in part, `paired` and `gaps` for differences on the same runs, `replicates` for runs that
are drawn together, `samples` for resamples and double sampling, `mixture` for several judgements.
"""

from scenario.intervals.means import (
    counts_apart,
    error_between,
    error_from_squares,
    error_of_clusters,
    error_of_gap,
    error_of_mean,
    error_of_pairs,
    error_of_sum,
    means_apart,
    reach,
)
from scenario.intervals.mixture import Curve, mixed_range
from scenario.intervals.normal import (
    ENDS_95,
    JUDGED,
    Z_INTERVAL_95,
    Z_PERCENTILE_95,
    Counts,
    Floats,
    Number,
    around,
    critical,
    differs,
    half_width,
    positive_of_many,
    reach_of_few,
    share_around,
    widened,
)
from scenario.intervals.paired import (
    Differences,
    carried_curve,
    carried_range,
    differences,
    differences_carried,
    error_allowing,
    error_if_alike,
    error_of_paired,
    mean_range,
    paired_range,
)
from scenario.intervals.replicates import (
    SIZE,
    Grouped,
    by_group,
    by_replicate,
    replicates,
    variance_of_mean,
)
from scenario.intervals.samples import carried_over, ends, error_of_samples, jackknife, resampled
from scenario.intervals.shares import FEW, hidden_range, probabilities, shares, unseen
from scenario.intervals.weighted import Weights, effective_runs, error_of_weighted, ratio_ends

__all__ = [
    "ENDS_95",
    "FEW",
    "JUDGED",
    "SIZE",
    "Z_INTERVAL_95",
    "Z_PERCENTILE_95",
    "Counts",
    "Curve",
    "Differences",
    "Floats",
    "Grouped",
    "Number",
    "Weights",
    "around",
    "by_group",
    "by_replicate",
    "carried_curve",
    "carried_over",
    "carried_range",
    "counts_apart",
    "critical",
    "differences",
    "differences_carried",
    "differs",
    "effective_runs",
    "ends",
    "error_allowing",
    "error_between",
    "error_from_squares",
    "error_if_alike",
    "error_of_clusters",
    "error_of_gap",
    "error_of_mean",
    "error_of_paired",
    "error_of_pairs",
    "error_of_samples",
    "error_of_sum",
    "error_of_weighted",
    "half_width",
    "hidden_range",
    "jackknife",
    "mean_range",
    "means_apart",
    "mixed_range",
    "paired_range",
    "positive_of_many",
    "probabilities",
    "ratio_ends",
    "reach",
    "reach_of_few",
    "replicates",
    "resampled",
    "share_around",
    "shares",
    "unseen",
    "variance_of_mean",
    "widened",
]
