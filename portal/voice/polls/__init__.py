"""Polls: one question, some choices, counts alone."""
