"""How it follows: from an encounter and the rules of one day to a Decision. No I/O, no clock."""
