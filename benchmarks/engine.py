"""One measurement of our own engine in a process of its own, printed as a line of JSON.

`python -m benchmarks.engine FILE RUNS WORKERS [METHOD] [QUESTION]` reads, compiles and runs a
scenario, without ranges of judgements, and says what each took, and what it answers to a question.
METHOD is `sampled`, where nothing is said, or `propagated`. Comparing and repeating are left to
whoever starts it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import scenario
from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.markov import chain_of
from scenario.engine.simulate import Method
from scenario.expr.question import Question, parse_question
from scenario.forecast import Forecast


def peak_megabytes() -> float:
    """The most memory this process has held; the kernel's own count where there is one."""
    status = Path("/proc/self/status")
    if status.exists():
        # `ru_maxrss` begins with what the parent held, this begins anew
        line = next(x for x in status.read_text("utf-8").splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024**2 if sys.platform == "darwin" else 1024)


def asked(forecast: Forecast, question: Question) -> dict[str, float]:
    """The probability that a question asks for, and its standard error."""
    found = forecast.probability(question.subject, **{question.kind: question.month})
    return {"asked": found.p, "se": found.se}


def measured(file: str, runs: int, workers: int, method: Method, question: str) -> dict:
    before = peak_megabytes()
    began = time.process_time()
    read = scenario.load(file)
    loaded = time.process_time()
    program = compile_model(read.resolved)
    chain = chain_of(program) if method == "propagated" else None
    kernel = kernel_of(program, chain=chain)  # kept, and found again by the run
    ready = kernel.code
    compiled = time.process_time()
    if compiling := kernel.codes.prepare(kernel.grades):
        compiling.join()  # what a long study would compile while it runs
    prepared = time.process_time()
    told = [(0, prepared)]
    wall = time.perf_counter()
    forecast = read.run(
        runs,
        judgement=False,
        workers=workers,
        method=method,
        progress=lambda done, _: told.append((done, time.process_time())),
    )
    wall = time.perf_counter() - wall
    ended = time.process_time()
    middle = (len(told) - 1) // 2  # by then no more paths are kept
    (before_last, start), (last, end) = told[middle], told[-1]
    return {
        "read": loaded - began,
        "compile": compiled - loaded,
        "best": prepared - compiled,
        "run": ended - prepared,
        "wall": wall,
        "us_per_run": 1e6 * (ended - prepared) / runs,
        "us_in_last_block": 1e6 * (end - start) / (last - before_last),
        "imported_mb": before,
        "peak_mb": peak_megabytes(),
        "instance_mb": ready.open().memory.nbytes / 1024**2,
        "rows": len(program.lows),
        "runs": runs,
        "method": forecast.method,
        "p": [float(x) for x in forecast.at[-1] / runs],
        **(asked(forecast, parse_question(question)) if question else {}),
    }


def main(
    file: str, runs: str, workers: str, method: Method = "sampled", question: str = ""
) -> None:
    # the parts of the engine that load on first use are loaded before the clock starts
    scenario.load(Path(__file__).with_name("workload.yaml")).run(
        8, judgement=False, workers=1, method=method
    )
    print(json.dumps(measured(file, int(runs), int(workers), method, question)))


if __name__ == "__main__":
    main(*sys.argv[1:6])
