"""After the talk: going through what is open, correcting, settling two entries."""
