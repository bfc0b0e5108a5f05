"""Everything the rest of the product may read from this room."""
