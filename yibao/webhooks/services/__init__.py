"""Adding addresses, owing messages, delivering them."""
