"""`python -m tests.mutation [ROOM ...]`: do the tests of a room notice that its code is wrong?

Changes one operator, number or statement at a time and runs the tests nearest to it. What is told
are the survivors: changes that no test has noticed. See CONTRIBUTING.
"""

from __future__ import annotations

import argparse
import sys
import time

import pytest

from tests.mutation.equivalent import reason
from tests.mutation.mutants import Mutant
from tests.mutation.rooms import ROOMS, ROOT, mutants_of, sample
from tests.mutation.session import Session

OPTIONS = ("-q", "-s", "--no-header", "-p", "no:cacheprovider", "--hypothesis-seed=0")


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    survivors = [tried(room, options) for room in options.rooms or ROOMS]
    return 1 if any(survivors) else 0


def tried(room: str, options: argparse.Namespace) -> int:
    """Tries the mutants of one room; tells and counts those that survive."""
    start = time.monotonic()
    every = [one for one in mutants_of(room) if any(part in one.path for part in options.only)]
    chosen = sample(every, None if options.all else options.sample, options.seed)
    doubtful = [mutant for mutant in chosen if not reason(mutant)]
    survivors: list[Mutant] = []

    def told(mutant: Mutant, tests: int) -> None:
        survivors.append(mutant)
        _say(f"  {mutant}  ({tests} tests)")

    _say(f"{room}: {len(chosen)} of {len(every)} mutants")
    session = Session(ROOT, f"scenario/{room}", doubtful, options.processes, told)
    code = pytest.main([*OPTIONS, *(str(ROOT / folder) for folder in ROOMS[room])], [session])
    if code:
        raise SystemExit(f"{room}: its tests do not pass without a mutant (pytest: {int(code)})")
    _say(
        f"{room}: {len(doubtful) - len(survivors)} found out, {len(survivors)} survived, "
        f"{len(chosen) - len(doubtful)} known to be equivalent; "
        f"{(time.monotonic() - start) / 60:.1f} minutes\n"
    )
    return len(survivors)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of {', '.join(ROOMS)}")
    parser.add_argument("--sample", type=int, default=50, help="mutants of each room; default: 50")
    parser.add_argument("--all", action="store_true", help="every mutant instead of a sample")
    parser.add_argument("--seed", type=int, default=1, help="of the sample; default: 1")
    parser.add_argument(
        "--only", nargs="+", default=[""], help="modules whose path holds such a text"
    )
    parser.add_argument("--processes", type=int, default=2, help="mutants at a time; default: 2")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
