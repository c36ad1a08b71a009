"""Packages between offices, exactly once in effect.

`outbox` writes what is to be sent in the transaction of the act, `posting` carries it, `receiving` takes what comes;
`receipts` is how both sides know what became of a package. `offices` is the book of who can be written to.
"""
