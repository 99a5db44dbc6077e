"""From coded answers to result rows: counts, rank statistics, exact tests, and what to refuse."""
