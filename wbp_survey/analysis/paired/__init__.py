"""Answers of the same people under several conditions: before and after, or two questions."""
