"""Arguments in, one workflow call, print; the only layer that prints or exits."""
