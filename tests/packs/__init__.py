"""Rules of others: a small pack of a vendor, and packs that cannot be used."""
