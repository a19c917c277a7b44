"""Model + scenario + facts -> an explicit, cross-checked model, every value with its origin.

It runs nothing: what it gives is what the engine compiles, `show` prints and `check` judges. The
steps on the way have a module each, though most have one caller: `revalidate` checks a merged tree
again, `salvage` looks at names where the form is wrong, `document` writes the long form, `origins`
looks up who said what, and `json_schema` says what may be written.
"""

from scenario.resolve.chain import Chain
from scenario.resolve.crosscheck import crosscheck
from scenario.resolve.load import load, load_any, read_chain
from scenario.resolve.merge import merge
from scenario.resolve.resolved import Resolved, digest_of, finish

__all__ = [
    "Chain",
    "Resolved",
    "crosscheck",
    "digest_of",
    "finish",
    "load",
    "load_any",
    "merge",
    "read_chain",
]
