"""Released figures drawn, with their data and words beside them."""
