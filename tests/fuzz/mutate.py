"""Small damage, at random: to bytes, to trees of plain data, to expressions and questions.

Whether the damage is noticed is not its business.
"""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from tests.fuzz.seeds import expressions, keys, strings, texts, trees

BYTES = (
    b"\0", b"\t", b"\r", b"\n", b"\x1b", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xc2\x85",
    b"'", b'"', b"{", b"}", b"[", b"]", b":", b": ", b"- ", b"#", b"&a ", b"*a", b"!", b"|", b">",
    b"%", b"@", b"`", b"<<: ", b"? ", b"---\n", b"...\n", b"~", b"null", b"true", b".nan",
    b".inf", b"0x1F", b"1e999", b"-", b"1_0", b"43%", b"2 to 20", b"to", b"\\u202e", b"\\x00",
    b"2023-13",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 0.5, -0.0, 1e308, -1e308, 1e-320, 5e-324, 10**18, 2**63, "",
    " ", "0", "43%", "1_000", "2 to 20", "20 to 2", "0 to 1", "-1 to 1", "1e999", "nan", "inf",
    "start", "constant", "random_walk", "growth", "linear", "6 months", "1 month", "0 months",
    "1e9 years", "2 years", "0.01 years", "2022-12", "2023-06", "9999-12", "0000-01", "t",
    "outcome", "true", "t > 1", "trade", "trade > 0.5", "1 / 0", "1 / trade", "exp(1000)",
    "log(-1)", "log(trade)", "trade ** 0.5", "9 ** 9 ** 9", "months_since(crisis)",
    "happened(crisis)", "outcome.a", "change(trade)", "government.alignment", "gate",
    "gate * gate", "x\ny", "a\u202eb", "'", '"', [], {}, [0, 1], [1, 0], [None, None], ["a"],
    ["a", "b"], ["trade"], ["trade", "aid"], [[]], {"constant": {}},
    {"normal": {"mean": 0, "sd": 1}}, {"uniform": {"low": 0, "high": 1}},
    {"beta": {"mean": 0.5, "sd": 0.1}}, {"choice": {"1": 1}},
    {"quantiles": {"5": 0, "50": 1, "95": 2}}, {"add": 1, "to": "trade"},
    {"multiply": "leave", "by": 2}, {"path": {"2023-01": 1}}, {"rate": 1},
    {"from": "a", "to": "b", "rate": 1}, {"when": "t > 1", "effects": []},
)  # fmt: skip
WORDS = (
    "(", ")", "+", "-", "*", "/", "**", "<", "<=", "==", "!=", ">", ",", ".", "and", "or", "not",
    "if", "else", "min(", "max(", "abs(", "exp(", "log(", "sqrt(", "logistic(", "clip(", "t",
    "trade", "gate", "government.alignment", "outcome.a", "happened(crisis)",
    "months_since(crisis)", "months_since(outcome.b)", "change(trade)", "true", "false", "0", "1",
    "2.5", "43%", "1e308", "1e-320", "1_000", " ", "\n", "P(", "by", "at", "mean(", "2023-06",
    "=", "%", "a", "b", "x", "'", "[", "{", "\u2212", "²", "𝟙", "\u202e", "\0",
)  # fmt: skip


def damaged_bytes(chance: Random) -> bytes:
    """A file with a few bytes changed, cut out, doubled, or put in from elsewhere."""
    data = bytearray(chance.choice(texts()))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((0, 1, 1, 2, 5, 20, 200)))
        match chance.randrange(5):
            case 0:
                data[at:end] = b""
            case 1:
                data[at:at] = chance.choice(BYTES)
            case 2:
                data[at:end] = chance.randbytes(end - at)
            case 3:
                data[at:at] = data[at:end] * chance.randint(1, 40)
            case 4:
                other = chance.choice(texts())
                start = chance.randrange(len(other) + 1)
                data[at:end] = other[start : start + chance.choice((5, 50, 500))]
    return bytes(data)


def damaged_tree(chance: Random) -> dict[str, Any]:
    """A resolved scenario as plain data, with a few parts of it another."""
    data = copy.deepcopy(chance.choice(trees()))
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if not data:
            break
        holder, key = _place(data, chance)
        _damage(holder, key, chance)
    return data


def _place(data: Any, chance: Random) -> tuple[Any, Any]:
    """A mapping or list somewhere in the data, and a key or position in it."""
    holder, key = data, chance.choice(list(data))
    while isinstance(holder[key], (dict, list)) and holder[key] and chance.random() < 0.85:
        holder = holder[key]
        key = (
            chance.choice(list(holder))
            if isinstance(holder, dict)
            else chance.randrange(len(holder))
        )
    return holder, key


def _damage(holder: Any, key: Any, chance: Random) -> None:
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1 | 2:
            holder[key] = copy.deepcopy(chance.choice(VALUES))
        case 3 if isinstance(holder, dict):
            holder[chance.choice(keys())] = copy.deepcopy(chance.choice(VALUES))
        case 3:
            holder.insert(key, copy.deepcopy(chance.choice(VALUES)))
        case 4:
            other, place = _place(chance.choice(trees()), chance)
            holder[key] = copy.deepcopy(other[place])
        case 5 if isinstance(holder, dict):
            holder[chance.choice(keys())] = holder.pop(key)
        case _:
            holder[key] = damaged_expression(chance)
    if not holder and chance.random() < 0.5 and isinstance(holder, dict):
        holder["title"] = "x"


def damaged_expression(chance: Random) -> str:
    """Words of the language in any order, or an expression with a few of them changed."""
    if chance.random() < 0.3:
        return "".join(chance.choices(WORDS, k=chance.randint(1, 30)))
    words = list(chance.choice(expressions()) if expressions() else "t > 1")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(words) + 1)
        words[at : at + chance.choice((0, 0, 1, 3))] = [f" {chance.choice(WORDS)} "]
    text = "".join(words)
    return text * chance.choice((1, 1, 1, 1, 2, 60))


def path_and_value(chance: Random) -> tuple[str, str]:
    """An argument of `--set`, nearly right."""
    data, path = chance.choice(trees())["model"], []
    while isinstance(data, dict) and data and chance.random() < 0.85:
        path.append(chance.choice(list(data)))
        data = data[path[-1]]
    if chance.random() < 0.3:
        path.insert(chance.randrange(len(path) + 1), chance.choice((*keys(), "0", "99", "-1", "")))
    value = chance.choice(VALUES)
    said = chance.choice(strings(chance.choice(trees())) or ["x"])
    return ".".join(path), str(value) if chance.random() < 0.6 else said
