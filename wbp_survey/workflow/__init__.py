"""One function per user goal; the only layer that joins siblings and opens stores and files."""
