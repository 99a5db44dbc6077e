"""XLSForm expressions: parsed, type-checked against the instrument, evaluated, put into words."""
