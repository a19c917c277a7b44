"""The distributions of judgements, one a module; the name of the module is the key in a model."""
