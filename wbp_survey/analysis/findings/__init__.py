"""Findings about data: straight-lining, durations, contradictions, duplicates, odd columns. Pure.

Nothing here drops or changes an answer, and nothing accuses anybody: each function says where
somebody should look. The numbers that decide are thresholds of `judgement.toml`.
"""
