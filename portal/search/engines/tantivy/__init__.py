"""The fast engine for one machine: Tantivy's index, with the tokens of our own analysis."""
