"""Files that come in: queued, read, looked through by a person, made into documents."""
