"""Reports in words: both languages say the same, and the JSON is the one described."""
