"""What people type, read as answers; what cannot be one is refused in a sentence. Pure."""
