"""What documents do to each other: found in their texts, confirmed by editors, shown from both ends."""
