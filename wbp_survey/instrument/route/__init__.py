"""Routes through an instrument: proved with a solver, counted, drawn."""
