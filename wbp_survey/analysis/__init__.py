"""Coded columns become result rows; nothing here words or rounds."""
