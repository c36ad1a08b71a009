"""Reading of foreign files, record by record: lines, strict fields, rejects and a summary."""
