"""Taking in at the counter: the clerk enters for a citizen, on one page, from the identity number to form 01."""
