"""What every page shares: layout, freshness, page cache, headers, errors."""
