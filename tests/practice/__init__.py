"""A whole practice, generated: every sheet lawful, so that a refusal or a warning is ours to explain."""
