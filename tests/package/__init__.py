"""The built wheel, outside the checkout."""
