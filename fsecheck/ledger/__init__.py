"""What was invoiced before: the protocols, and the ledgers that keep them."""
