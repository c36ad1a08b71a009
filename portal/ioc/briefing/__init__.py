"""The morning briefing of the chairperson: what changed, what is late, what is to be decided. Page, PDF,
e-mail."""
