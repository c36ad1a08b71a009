"""Reports from the field: what is wrong where, with pictures, on a drawn map."""
