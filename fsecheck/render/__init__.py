"""A report in words, as text or JSON: a language never changes what a report holds."""
