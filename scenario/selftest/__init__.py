"""Whether this machine computes what others do: recorded digests, and the engines held to them.

The models stand beside this file, so that an installed package can examine itself anywhere.
`trials` makes a study of each, `ways` lists the engines, and `examination` holds these to that.
"""

from scenario.selftest.examination import Examination, Held, examine
from scenario.selftest.trials import SUBJECTS, Trial, recorded, trial
from scenario.selftest.ways import WAYS, Way

__all__ = [
    "SUBJECTS",
    "WAYS",
    "Examination",
    "Held",
    "Trial",
    "Way",
    "examine",
    "recorded",
    "trial",
]
