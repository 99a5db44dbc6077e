"""Blocks written as Word documents: how they look, how they are numbered, how they are kept."""
