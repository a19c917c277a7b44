"""The forecast log: what was forecast when, by whom and from what, and what became of it.

A log is one SQLite file to which rows are only ever added, chained by hashes. It knows forecasts,
and not how they are made; scores are worked out from what stands in it, and worded elsewhere.
"""
