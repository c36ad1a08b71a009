"""What every published thing shares: states, revisions, audit trail, change log."""
