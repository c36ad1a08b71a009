"""Files: store, inspection, renditions, serving."""
