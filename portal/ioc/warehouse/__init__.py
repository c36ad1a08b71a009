"""The warehouse of daily facts: what is counted, filled from what changed, rebuilt and compared at will."""
