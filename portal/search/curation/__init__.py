"""What editors and citizens add to search: synonyms, promoted results, and the count of what is asked for."""
