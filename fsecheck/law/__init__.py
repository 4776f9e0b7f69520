"""The law as data: dated values, each with its source, and the image they are read from."""
