"""The law as data: what the loader refuses, values through time, the tables."""
