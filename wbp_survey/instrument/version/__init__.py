"""Versions: how they differ, what was decided about it, publishing and the lock."""
