"""The national exchange format edXML (QCVN 102:2016/BTTTT): packages as values, written, signed, read and refused.

Nothing here knows a database or a carrier. `shapes` says what a package holds, `writing` makes one, `signing` seals it
and opens it, `reading` answers only what the seal covers.
"""
