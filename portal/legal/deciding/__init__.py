"""The desk where editors decide on relations between documents."""
