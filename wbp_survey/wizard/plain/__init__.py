"""The same session in plain lines: for screen readers, pipes and old consoles."""
