"""One session as it is held: where one stands, what each reply does, what is kept."""
