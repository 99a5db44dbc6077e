"""Scales: how well the items of one go together, and what its scores look like."""
