"""Regression models: what goes with an answer, with errors that know who shares a case."""
