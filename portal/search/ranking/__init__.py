"""What the close reading consists of; `portal.search.rank` puts it together."""
