"""What `flask check` looks at, a module for each matter."""
