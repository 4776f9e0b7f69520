"""The command line: what a user types, what he gets, and how it exits."""
