"""Programs, the kernels they are emitted as, and what runs them."""
