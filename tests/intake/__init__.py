"""From bytes to an invoice."""
