"""Responses or a data file become coded columns with labels and missing reasons."""
