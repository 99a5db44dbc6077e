"""The page of a comparison of groups on the terminal: each item, then what they come to."""
