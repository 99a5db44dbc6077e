"""What a study can show: planned, beside every test, without one case, and when it is alike."""
