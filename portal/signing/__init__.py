"""Digital signatures: checking those of files that come in, telling citizens, signing what is published."""
