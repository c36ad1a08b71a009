"""The ledger: every đồng moves from one account to another, entries stay as they were, mistakes get a counter-entry.

`accounts` and `rules` are pure; `posting` is the only code that writes; `checking` looks through everything.
"""
