"""An instrument as a form on paper."""
