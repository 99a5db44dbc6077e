"""Samples with weights, strata and clusters; and very many groups: estimates, not tests."""
