"""The weekly work schedule."""
