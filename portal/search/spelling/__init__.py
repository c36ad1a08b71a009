"""Misspellings: what was meant, and the question as one would write it."""

from portal.search.spelling.correcting import Correction, correct
from portal.search.spelling.writing import written

__all__ = ["Correction", "correct", "written"]
