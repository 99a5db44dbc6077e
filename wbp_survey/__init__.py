"""wbp-survey: instruments, interviews, round tables, honest comparison and Word appendices."""

__version__ = "0.1.0"
