"""What each appendix says, as blocks."""
