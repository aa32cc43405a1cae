"""Mistakes of sense: packs that load, and cannot mean what they say."""
