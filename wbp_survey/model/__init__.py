"""Frozen nouns and the pure functions over them; no input, no output, no heavy library."""
