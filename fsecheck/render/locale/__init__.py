"""The languages of the renderers: French is the source language, English its translation."""
