"""How well coders agree: coefficients of unit x code counts, with intervals over units."""
