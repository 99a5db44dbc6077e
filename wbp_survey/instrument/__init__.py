"""Versioned instruments: the only code that reads or writes YAML."""
