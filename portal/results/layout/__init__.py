"""Templates as texts: what they say, how they are filled in, and the paper that they become. Pure, no tables."""
