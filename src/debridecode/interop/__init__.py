"""Other forms of an encounter and a decision: one file each."""
