"""A Decision for people to read."""
