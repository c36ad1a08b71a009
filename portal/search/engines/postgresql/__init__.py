"""PostgreSQL as a search engine: one index that several web servers share."""
