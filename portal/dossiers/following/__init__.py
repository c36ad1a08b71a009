"""A citizen follows: the dossiers of an account, one with all that can be done, and by code without an account."""
