"""Two categorical answers of the same people: one table, what it shows and how sure that is."""
