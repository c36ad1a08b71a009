"""Drafts on which citizens comment until a day, and the summary of what was taken up."""
