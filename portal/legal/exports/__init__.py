"""Exports of a legal document: Akoma Ntoso 3.0, JSON, plain text, its original files."""
