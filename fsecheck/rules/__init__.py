"""The rules: one chapter, one module; a rule is a function that yields what is wrong."""
