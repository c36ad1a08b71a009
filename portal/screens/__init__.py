"""The editing screens that all rooms share: list, create, edit, preview, publish, withdraw, attach files."""
