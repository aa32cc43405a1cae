"""A pack change replayed over past encounters, before it goes live."""
