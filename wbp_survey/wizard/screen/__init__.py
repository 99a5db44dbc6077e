"""The calm screen: what stands on it, what each key does to it, how it is painted."""
