"""What a report is made from, gathered per subject."""
