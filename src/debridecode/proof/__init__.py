"""What can be proved of packs without an encounter, and the encounters that refute the rest."""
