"""Hypothesis strategies for whole, valid, tame models as plain data.

Tame: values stay where nothing overflows, so that what differs between two engines is an error in
one of them. A name is never its place in the alphabet, since order must never matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

Data = dict[str, Any]
Draw = st.DrawFn

WHOLE = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a model takes minutes
)
"""For tests of whole models; how many of them is for the test to say."""

START = 2022 * 12 + 11
"""December 2022, as months since January of year 0."""

NAMES = {
    "parameters": ("pull", "gate", "reading"),
    "drivers": ("trade", "opinion", "protest", "aid"),
    "actors": ("public", "court", "army"),
    "events": ("vote", "crisis", "treaty"),
    "states": ("outside", "member", "frozen", "gone"),
    "transitions": ("leave", "announce", "return_", "freeze", "thaw"),
    "rules": ("weariness", "hope", "caution"),
}

SIZES = {
    "parameters": (0, 1, 2, 3),
    "drivers": (0, 1, 2, 3, 3, 4),
    "actors": (0, 1, 2, 3),
    "events": (0, 1, 2, 2, 3),
    "states": (2, 3, 3, 4),
    "transitions": (1, 2, 3, 4),
    "rules": (0, 1, 2, 3),
}
"""How many there are of each, the likelier ones listed more often."""


def month(offset: int) -> str:
    """The month so many months after the start."""
    index = START + offset
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def plain(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with four digits; no two places are likely to hold the same one."""
    return st.floats(low, high).map(lambda x: round(x, 4))


@st.composite
def judgements(draw: Draw, low: float, high: float) -> Any:
    """A distribution with nearly all of its mass between these, and above 0 if they are."""
    a, b = sorted((draw(plain(low, high)), draw(plain(low, high))))
    a, b = round(a, 4), round(max(b, a + (high - low) / 100), 4)
    mid, sd = (a + b) / 2, (b - a) / 4
    choices: list[Any] = [
        {"uniform": {"low": a, "high": b}},
        {"triangular": {"low": a, "mode": mid, "high": b}},
        {"pert": {"low": a, "mode": a, "high": b}},
        {"choice": {a: 2, b: 1}},
        {"metalog": {10: (3 * a + b) / 4, 50: mid, 90: (a + 3 * b) / 4, "low": a, "high": b}},
    ]
    if low <= 0:
        choices += [
            {"normal": {"mean": mid, "sd": sd}},
            {"student_t": {"median": mid, "scale": sd / 2, "degrees_of_freedom": 30}},
            {"quantiles": {5: a, 40: mid, 95: b}},
        ]
    if a * b > 0:
        choices.append(f"{a} to {b}")
    if a > 0:
        choices.append({"lognormal": {"median": mid, "sigma": 0.2}})
        choices.append({"gamma": {"mean": mid, "sd": sd}})
    if a > 0 and b < 1:
        choices.append({"beta": {"mean": mid, "sd": sd * mid * (1 - mid)}})
    return draw(st.sampled_from(choices))


class Maker:
    """A model in the making: what is named already can be read by what comes later."""

    def __init__(self, draw: Draw, reads_outcome: bool, several: bool) -> None:
        self.draw = draw
        self.several = several and self.maybe(0.5)
        """Whether there are two chains of states."""
        self.step = draw(st.sampled_from([1, 1, 1, 3]))
        self.names = {
            kind: draw(st.permutations(names))[: draw(st.sampled_from(SIZES[kind]))]
            for kind, names in NAMES.items()
        }
        chain = "m" if self.several else "outcome"
        seen = [f"{chain}.{state}" for state in self.names["states"]]
        seen += ["k.off", "k.on"] if self.several else []
        self.seen_states = seen if reads_outcome else []
        self.set_already: set[str] = set()

    def one(self, options: list[Any]) -> Any:
        return self.draw(st.sampled_from(options))

    def maybe(self, chance: float = 0.3) -> bool:
        return self.draw(st.integers(0, 99)) >= 100 * (1 - chance)

    # Expressions

    def leaf(self, drivers: list[str] | None = None) -> str:
        """A number that can be read in a run; `drivers` limits which ones may be named."""
        drivers = self.names["drivers"] if drivers is None else drivers
        options = [str(self.draw(plain(-1, 1))), "t", *self.names["parameters"], *drivers]
        options += [f"{actor}.alignment" for actor in self.names["actors"]]
        options += [f"change({driver})" for driver in drivers]
        options += [f"change({actor}.alignment)" for actor in self.names["actors"]]
        options += [f"min(months_since({event}), 30) / 10" for event in self.names["events"]]
        options += [f"(1 if {state} else 0)" for state in self.seen_states]
        found = str(self.one(options))
        return self.looking_back(found) if self.maybe(0.15) else found

    def looking_back(self, what: str) -> str:
        """A function of the past, of what changes."""
        if what in self.names["parameters"] or not any(map(str.isalpha, what)):
            return what
        function = self.one(["ago", "mean", "highest", "lowest"])
        return f"{function}({what}, {self.draw(st.integers(1, 7))} months)"

    def formula(self, drivers: list[str] | None = None) -> str:
        """An expression between about -2 and 2."""
        a, b = self.leaf(drivers), self.leaf(drivers)
        shapes = [a, f"{a} + {b}", f"({a}) * ({b})", f"max({a}, {b})", f"({a}) ** 2 - {b}"]
        if drivers is None:
            shapes.append(f"{a} if {self.condition()} else {b}")
        return f"clip({self.one(shapes)}, -2, 2)"

    def condition(self) -> str:
        options = [f"t > {self.draw(plain(0, 3))}"]
        options += [f"{name} > {self.draw(plain(-1, 1))}" for name in self.names["drivers"]]
        options += [f"{name}.alignment < 0.0123" for name in self.names["actors"]]
        options += [f"not happened({name})" for name in self.names["events"]]
        options += [f"months_since({name}) < 7" for name in self.names["events"]]
        options += self.seen_states
        options += [f"months_since({state}) >= 3" for state in self.seen_states]
        options.append(f"month() <= {self.draw(st.integers(1, 12))}")
        options += [f"lasted({self.one(options)}, {self.draw(st.integers(1, 5))} months)"]
        word = self.one(["and", "or"])
        both = f"{self.one(options)} {word} {self.one(options)}"
        return str(both if self.maybe() else self.one(options))

    # Quantities

    def anything(self, low: float = -1.0, high: float = 1.0) -> Any:
        choice = self.draw(st.integers(0, 3))
        if choice == 0:
            return self.formula()
        return self.draw(judgements(low, high) if choice == 1 else plain(low, high))

    def positive(self, low: float = 0.1, high: float = 2.0) -> Any:
        if self.maybe(0.2):
            return f"{low} + {high - low} * logistic({self.formula()})"
        return self.draw(judgements(low, high) if self.maybe() else plain(low, high))

    def rate(self) -> Any:
        """A rate; a formula may come out negative, but is no negative constant."""
        if self.maybe():
            return f"t + {self.formula()}"
        return self.draw(judgements(0.1, 3) if self.maybe() else plain(0.1, 3))

    def fixed(self, low: float, high: float) -> Any:
        """A quantity that names parameters only."""
        if self.names["parameters"] and self.maybe(0.2):
            name = self.one(self.names["parameters"])
            return f"{low} + {high - low} * logistic({name})"
        return self.draw(judgements(low, high) if self.maybe() else plain(low, high))

    # Elements

    def parameter(self, name: str) -> Data:
        earlier = self.names["parameters"][: self.names["parameters"].index(name)]
        if earlier and self.maybe():
            return {"value": f"{self.one(earlier)} / 2 + {self.draw(plain(-1, 1))}"}
        limits = {"range": [-0.8, 0.9]} if self.maybe(0.2) else {}
        return {"value": self.draw(judgements(-0.7, 0.8)), **limits}

    def driver(self, name: str) -> Data:
        kinds = ["constant", "random_walk", "mean_reverting", "growth", "logistic"]
        kinds.append("regime_switching")
        kind = self.one([*kinds, *kinds, "path", "derived"])
        if kind == "path":
            months = self.draw(st.lists(st.integers(-6, 30), min_size=1, max_size=3, unique=True))
            points = {month(offset): self.fixed(-1, 1) for offset in months}
            beside = {"interpolate": "linear"} if self.maybe() else {}
            return {"process": {"path": points, **beside}}
        if kind == "derived":
            drivers = self.names["drivers"]
            return {"process": {"derived": self.formula(drivers[: drivers.index(name)])}}
        described = {"start": self.fixed(0.5, 1.5), "process": {kind: self.process(kind)}}
        if self.maybe():
            described["jumps"] = {"rate": self.positive(), "size": self.anything(-0.2, 0.2)}
            described["jumps"] |= {"sd": self.positive(0.01, 0.1)} if self.maybe() else {}
        if kind in ("growth", "logistic") or self.maybe():
            described["range"] = [0.05, self.draw(plain(2, 5))]
        return described

    def process(self, kind: str) -> Data:
        noise = {"volatility": self.positive(0.05, 0.5)} if self.maybe(0.8) else {}
        if kind == "random_walk":
            return {"drift": self.anything(), **noise}
        if kind == "mean_reverting":
            pull = self.one(["half_life", "speed"])
            spread = {"spread": self.positive(0.05, 0.5)} if self.maybe() else noise
            return {"level": self.anything(), pull: self.positive(0.3, 3), **spread}
        if kind == "growth":
            return {"rate": self.anything(-0.3, 0.3), **noise}
        if kind == "logistic":
            return {"capacity": self.positive(1, 3), "rate": self.anything(), **noise}
        if kind == "regime_switching":
            return self.regimes()
        return {}

    def regimes(self) -> Data:
        rates = {key: self.positive(0.5, 5) for key in ("crisis_rate", "recovery_rate")}
        noise = {f"{name}_volatility": self.positive(0.05, 0.5) for name in ("calm", "crisis")}
        drifts = {f"{name}_drift": self.anything() for name in ("calm", "crisis") if self.maybe()}
        return {**rates, **noise, **drifts, "crisis_at_start": self.one([0, 0.4, 1])}

    def actor(self, name: str) -> Data:
        others = [other for other in self.names["actors"] if other != name]
        described: Data = {"alignment": self.fixed(-0.9, 0.9)}
        if others and self.maybe(0.7):
            described["susceptibility"] = self.positive(0.1, 0.9)
            described["listens_to"] = {other: self.positive() for other in others}
        if self.names["drivers"] and self.maybe(0.5):
            described["responds_to"] = {self.one(self.names["drivers"]): self.anything(-0.3, 0.3)}
        extra = {"speed": self.positive(0.1, 3), "volatility": self.positive(0.05, 0.3)}
        return described | {key: value for key, value in extra.items() if self.maybe(0.5)}

    def event(self, model: Data) -> Data:
        described: Data = {"rate": self.rate()}
        if self.maybe(0.4):
            months = self.draw(st.lists(st.integers(-3, 24), min_size=1, max_size=3, unique=True))
            described = {"date": [month(offset) for offset in sorted(months)]}
            if self.maybe(0.3):
                described = {
                    "every": f"{self.draw(st.integers(1, 9))} months from {month(min(months))}"
                }
            described |= {"probability": self.positive(0.1, 0.9)} if self.maybe(0.5) else {}
        described |= {"when": self.condition()} if self.maybe() else {}
        described |= {"once": self.draw(st.booleans())} if self.maybe(0.6) else {}
        described |= {"enabled": False} if self.maybe(0.05) else {}
        described |= self.span()
        effects = [self.effect(model) for _ in range(self.draw(st.integers(0, 3)))]
        return {**described, "effects": [effect for effect in effects if effect]}

    def span(self) -> Data:
        if not self.maybe(0.15):
            return {}
        first = self.draw(st.integers(-3, 12))
        return {"between": [month(first), month(first + self.draw(st.integers(0, 12)))]}

    def duration(self) -> str:
        return f"{self.draw(st.integers(1, 5)) * self.step} months"

    def targets(self, model: Data) -> tuple[list[str], list[str], list[str]]:
        """Values; fields of either sign (and rates); fields that must stay above 0."""
        values, free, above = list(self.names["actors"]), [], []
        values += [f"{actor}.alignment" for actor in values]
        free += [f"{actor}.target" for actor in self.names["actors"]]
        for name, driver in model["drivers"].items():
            (kind, described), *_ = driver["process"].items()
            if kind in ("path", "derived"):
                continue
            values.append(name)
            loose = {"drift", "level", "calm_drift", "crisis_drift"}
            loose |= {"rate"} if kind in ("growth", "logistic") else set()
            described = set(described) - {"crisis_at_start"}
            free += [f"{name}.{key}" for key in sorted(described & loose)]
            above += [f"{name}.{key}" for key in sorted(described - loose)]
            free += [f"{name}.jumps.{key}" for key in ("rate", "size") if "jumps" in driver]
        free += [name for name, event in model["events"].items() if "rate" in event]
        free += [f"{'m.' if self.several else ''}{name}.rate" for name in self.rated]
        free += ["k.turn.rate"] if self.several else []
        return values, free, above

    def effect(self, model: Data) -> Data:
        """One effect of an event, or nothing where there is nothing to act on."""
        values, free, above = self.targets(model)
        if not values + free + above:
            return {}
        target = self.one(values + free + above)
        size = self.positive(0.5, 1.5) if target in above else self.anything(-0.3, 0.3)
        end = size if target in values or target in above else self.rate()
        kinds = [{"add": size, "to": target}, {"multiply": target, "by": self.positive(0.5, 1.6)}]
        kinds.append({"divide": target, "by": self.positive(0.5, 1.6)})
        plain_name = target.removesuffix(".alignment").removesuffix(".rate")
        if plain_name not in self.set_already:
            kinds.append({"set": target, "to": end})
        effect: Data = dict(self.one(kinds))
        if "set" in effect:
            self.set_already.add(plain_name)
        effect |= {"after": self.duration()} if self.maybe() else {}
        lasting = "over" if target in values else "for"
        return effect | ({lasting: self.duration()} if self.maybe(0.5) else {})

    def rule(self, model: Data) -> Data:
        values, free, above = self.targets(model)
        effects: list[Data] = []
        for _ in range(self.draw(st.integers(0, 2))):
            pool = values + free + above
            if not pool:
                break
            target = self.one(pool)
            gate = {self.one(["multiply", "divide"]): target, "by": self.positive(0.4, 2.5)}
            added = {"add": self.anything(-0.3, 0.3), "to": target}
            choices = [added] if target in values else [gate] if target in above else [added, gate]
            effects.append(self.one(choices))
        return {"when": self.condition(), "effects": effects, **self.span()}

    def transition(self, name: str) -> Data:
        states = self.names["states"]
        to = self.one(states)
        others = [state for state in states if state != to]
        origins = self.draw(st.lists(st.sampled_from(others), min_size=1, unique=True))
        described: Data = {"from": origins, "to": to}
        if name in self.rated:
            described["rate"] = self.rate()
        if name not in self.rated or self.maybe(0.2):
            # a delay of its own for each, so that no two waits are over at once
            place = self.names["transitions"].index(name)
            described["after"] = f"{(1 + 2 * place) * self.step} months"
            if self.maybe(0.2):
                described["after"] = {"uniform": {"low": 0.1 + place, "high": 0.8 + place}}
        return described

    # The whole

    def model(self) -> Data:
        self.rated = [name for name in self.names["transitions"] if self.maybe(0.8)]
        model: Data = {"model": "generated", "title": "Generated", "start": month(0)}
        model |= {"step": f"{self.step} months"}
        model["parameters"] = {name: self.parameter(name) for name in self.names["parameters"]}
        model["drivers"] = {name: self.driver(name) for name in self.names["drivers"]}
        model["actors"] = {name: self.actor(name) for name in self.names["actors"]}
        model["events"] = {}
        for name in self.names["events"]:
            model["events"][name] = self.event(model)
        model["rules"] = {name: self.rule(model) for name in self.names["rules"]}
        model["outcome"] = {
            **self.start(self.names["states"]),
            "states": self.names["states"],
            "transitions": {name: self.transition(name) for name in self.names["transitions"]},
        }
        entered = sorted({way["to"] for way in model["outcome"]["transitions"].values()})
        for event in model["events"].values():
            if entered and self.maybe(0.3):
                event["moves"] = f"{'m.' if self.several else ''}{self.one(entered)}"
        if self.several:
            model["outcomes"] = {"m": model.pop("outcome"), "k": self.switch()}
        model["correlations"] = self.correlations(model)
        return model

    def switch(self) -> Data:
        """A chain of two states, on and off."""
        ways: Data = {"turn": {"from": "off", "to": "on", "rate": self.rate()}}
        back: Data = {"after": self.duration()} if self.maybe(0.4) else {"rate": self.rate()}
        if self.maybe(0.6):
            ways["back"] = {"from": "on", "to": "off", **back}
        return {**self.start(["off", "on"]), "states": ["off", "on"], "transitions": ways}

    def start(self, states: Sequence[str]) -> Data:
        """Where a chain starts, perhaps in one of several states, and perhaps since when."""
        some = [self.one(states)]
        if self.maybe(0.3):
            some = self.draw(st.lists(st.sampled_from(states), min_size=1, unique=True))
        shares = {1: [1.0], 2: [0.3, 0.7], 3: [0.25, 0.5, 0.25]}.get(len(some))
        shares = shares or [1 / len(some)] * len(some)
        found: Data = {"start": some[0]}
        if len(some) > 1:
            found = {"start": dict(zip(some, shares, strict=True))}
        since = {state: month(-self.draw(st.integers(0, 9))) for state in some if self.maybe()}
        return {**found, "since": since} if since else found

    def correlations(self, model: Data) -> list[Data]:
        shaken = [
            name
            for name, driver in model["drivers"].items()
            if {"volatility", "spread"}
            & set(str(next(iter(driver["process"].values()))).split("'"))
        ]
        judged = [
            name
            for name, parameter in model["parameters"].items()
            if isinstance(parameter["value"], dict) or " to " in parameter["value"]
        ]
        pairs = [(a, b) for group in (shaken, judged) for a in group for b in group if a < b]
        chosen = self.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
        limit = 0.95 if len(chosen) == 1 else 0.3
        return [
            {"between": list(pair), "value": self.draw(plain(-limit, limit))} for pair in chosen
        ]

    def hold(self) -> Data:
        names = [*self.names["drivers"], *self.names["actors"]]
        held = [name for name in names if self.maybe(0.1)]
        return {name: "start" if self.maybe(0.5) else self.fixed(0.1, 0.9) for name in held}


@st.composite
def documents(
    draw: Draw,
    months: int = 24,
    runs: int = 16,
    reads_outcome: bool = True,
    several: bool = False,
) -> Data:
    """A scenario with its model inline, as plain data.

    Args:
        draw: Draws from strategies.
        months: Its length.
        runs: How many runs it makes.
        reads_outcome: Whether anything may read the outcome's states.
        several: Whether there may be two chains of states.
    """
    maker = Maker(draw, reads_outcome, several)
    document = {"model": maker.model(), "horizon": f"{months} months", "runs": runs}
    return {**document, "random_seed": draw(st.integers(0, 1000)), "hold": maker.hold()}
