"""`python -m tests.selftest.renew`: record the digests of the package's own models anew.

They change where a study draws or adds up otherwise than before, which is a change of every answer:
ask why before you keep them. Nothing is written unless the arrays agree with the engines.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import scenario.selftest
from scenario.kernel.arrays import ArrayCode
from scenario.selftest import SUBJECTS, WAYS, trial

PLACE = Path(scenario.selftest.__file__).with_name("recorded.json")


def main() -> int:
    found = {}
    for name in SUBJECTS:
        each = trial(name)
        digests = {str(way): each.digest(way.compile(each.kernel)) for way in WAYS[:2]}
        digests["arrays"] = each.digest(ArrayCode(each.kernel))
        if len(set(digests.values())) > 1:
            sys.stderr.write(f"{name}: the engines disagree: {digests}\n")
            return 1
        found[name] = digests["arrays"]
    PLACE.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    sys.stdout.write(f"{PLACE}: written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
