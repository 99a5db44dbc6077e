"""The journal and its read tables: the only code that speaks SQL."""
