"""A small project with one of everything a chart or a report can show, written to a folder."""

from __future__ import annotations

from pathlib import Path

MODEL = """\
model: strike
title: The dock workers' strike
question: Does the strike end in a deal?
start: 2030-01
as_of: 2030-01-20
step: 1 month
axis: [Owners, Workers]
because: A strike ends in a deal or before a court.
facts: [facts.yaml]
parameters:
  deal_rate:
    title: Deals per year
    value: {uniform: {low: 0.4, high: 0.9}}
    because: Deals per year of strike.
    cites: [paper.deals]
  patience: {value: 2 to 5, because: Years., assumed: true}
  anger: {value: {choice: {1: 3, 0: 1}}, because: Either or.}
drivers:
  fund:
    title: Weeks the strike fund lasts
    unit: weeks
    start: 10
    range: [0, 60]
    process: {mean_reverting: {level: 8 - 2 * anger, half_life: 1 to 2, spread: 2}}
    because: As the union says.
    assumed: true
  wages:
    title: Wages lost
    start: 1
    process: {growth: {rate: 0.02, volatility: 0.1}}
    jumps: {rate: 0.5, size: 0.1, sd: 0.02}
    because: They add up.
    cites: [paper.deals]
  strain:
    title: Strain
    process: {derived: "max(0, 1 - fund / 20) * wages ** 2"}
    because: It is computed.
    assumed: true
actors:
  union:
    title: The union
    alignment: {normal: {mean: 0.6, sd: 0.1}}
    susceptibility: 0.4
    listens_to: {owners: 1, press: 3}
    responds_to: {fund: 0.02}
    volatility: 0.1
    because: It leads.
    assumed: true
  owners: {title: The owners, alignment: -0.8, because: They own., cites: [paper.deals]}
  press: {alignment: 0, because: It writes., assumed: true}
events:
  mediation:
    title: A mediator is called
    rate: 0.5 * exp(change(wages))
    when: not outcome.deal
    effects:
      - {multiply: sign, by: 2, for: 6 months}
      - {add: 3, to: fund, over: 3 months, after: 1 month}
      - {set: union.target, to: 0.1}
    because: It happened in half of past strikes.
    cites: [paper.deals]
  hearing:
    title: The court hears the case
    date: [2030-06, 2031-06]
    probability: 0.4
    effects: [{add: 0.1, to: fund.level}]
    because: The calendar of the court.
    cites: [paper.calendar]
rules:
  hunger:
    title: Hunger makes people sign
    when: fund < 6 and months_since(mediation) > 2
    effects: [{multiply: sign, by: 1.5}, {add: -0.1, to: union}]
    because: Empty funds make people sign.
    assumed: true
  pride:
    enabled: false
    when: union.alignment > 0.8
    between: [2030-06, 2031-06]
    effects: [{divide: [sign, ban], by: patience}]
    because: Nobody likes to yield.
    cites: [paper.deals]
outcome:
  start: strike
  states: {strike: {means: On strike}, deal: {means: A deal is signed},
    court: {means: Ended by a court}}
  transitions:
    sign: {from: strike, to: deal, rate: deal_rate, because: Its parameter., cites: [paper.deals]}
    ban:
      from: strike
      to: court
      rate: 0.05 if happened(hearing) else 0.01
      because: Rare.
      assumed: true
    appeal: {from: court, to: strike, after: 6 months, because: The law., cites: [paper.calendar]}
  resolves: When both sides have signed.
correlations: [{between: [fund, wages], value: -0.3, because: Both follow the strike.}]
expectations:
  - {that: P(deal by 2031-01) > 30%, because: Most strikes end in deals., cites: [paper.deals]}
  - {that: P(court by 2031-01) > 90%, because: It is wrong on purpose.}
"""
FACTS = """\
source: {id: paper, title: A paper, author: A. Nonymous, date: 2029, url: "https://example.org/p"}
facts:
  deals:
    claim: Half of all strikes end in a deal within the year.
    figures: {share: 50}
    unit: "%"
    period: 1990 to 2020
    paragraph: 4
    confidence: verified
    note: Of those that were counted.
  calendar: {claim: The court sits in June., contested: true}
  unused: {claim: Nobody cites this.}
"""
SCENARIO = """\
title: As things stand
model: model.yaml
horizon: 3 years
runs: 300
random_seed: 7
because: Nothing is changed.
"""
OTHER = """\
title: The fund is full
extends: base.yaml
set: {drivers.fund.start: 40}
"""


def write(folder: Path) -> Path:
    """Write the project; the folder."""
    texts = {"model": MODEL, "facts": FACTS, "base": SCENARIO, "full": OTHER}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def hostile(folder: Path) -> Path:
    """The same, every text in it an attempt to be run as markup."""
    write(folder)
    script = "<script>alert(1)</script>"
    evil = {
        "The dock workers' strike": '"</title><script>alert(1)</script>"',
        "Does the strike end in a deal?": f'"{script} **a deal** & [x](y)"',
        "Weeks the strike fund lasts": '"<img src=x onerror=alert(1)> weeks"',
        "A mediator is called": '"</svg><script>alert(1)</script>"',
        "The union": "\"<b onclick='alert(1)'>union</b>\"",
        "Empty funds make people sign.": '"<script>alert(1)</script> | & `code`"',
        "[Owners, Workers]": '["<script>a</script>", "]]> \\" \'"]',
    }
    file = folder / "model.yaml"
    text = file.read_text("utf-8")
    for innocent, bad in evil.items():
        assert innocent in text
        text = text.replace(innocent, bad)
    file.write_text(text, "utf-8")
    facts = folder / "facts.yaml"
    half = "Half of all strikes end in a deal within the year."
    said = facts.read_text("utf-8").replace("https://example.org/p", "javascript:alert(1)")
    facts.write_text(said.replace(half, f'"{script} half"'), "utf-8")
    base = folder / "base.yaml"
    title = base.read_text("utf-8").replace(
        "As things stand", '"<script>alert(1)</script> | as is"'
    )
    base.write_text(title, "utf-8")
    return folder
