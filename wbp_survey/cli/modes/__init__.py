"""What `wbp compare` does in each of its modes: from the command line to rows and their page."""
