"""What the payer says: rule packs, from JSON to the rules that hold on one day."""
