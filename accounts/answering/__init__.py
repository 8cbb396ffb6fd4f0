"""Finding out, later and out of sight, what a public request means: one module a kind, `run` hands out."""
