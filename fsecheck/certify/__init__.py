"""The certification runner: scenario packs played on a vendor's software, and the evidence of it."""
