"""Packs, runs on a vendor's software, evidence."""
