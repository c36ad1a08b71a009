"""The embedded engine: Whoosh's files and dictionary, our postings and our scoring."""
