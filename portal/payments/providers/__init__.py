"""Payment providers behind one interface: `contract` says what one does, `configured` reads which there are, `http`
is the adapter, `signing` the signature of every message, `calling` the way out."""
