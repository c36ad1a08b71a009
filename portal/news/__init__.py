"""News and notices of each portal."""
