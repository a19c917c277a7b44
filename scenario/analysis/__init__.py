"""What kept futures show: pure functions of a saved forecast or of paths kept for the purpose.

Nothing here runs a model. Algorithms of the literature that know nothing of futures have modules of
their own, whoever calls them: `prim` finds boxes, `medoids` groups.
"""
