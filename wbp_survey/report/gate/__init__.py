"""The one gate between what was computed and who reads it."""
