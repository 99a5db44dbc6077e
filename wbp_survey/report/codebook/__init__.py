"""The codebook of one instrument version."""
