"""What is done with dossiers. Every verb checks the table of transitions and the version that the page showed, writes
rows, event, trail and messages; the caller commits."""
