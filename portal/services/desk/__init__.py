"""The desk of services: an administrator who knows only Word makes forms, papers, fees and processes here."""
