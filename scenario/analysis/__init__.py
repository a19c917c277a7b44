"""What kept futures show: pure functions of a saved forecast or of paths kept for the purpose.

Nothing here runs a model.
"""
