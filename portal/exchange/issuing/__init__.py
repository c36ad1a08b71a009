"""From a draft of the register to the issued document: how it will look, Word out and in, signing, numbering.

`offices` and `papers` make of a row what `composing` draws, `act` issues it in one transaction, `signing` puts the
signatures on it, `views` and `desk` are the pages.
"""
