"""Writing without losing a word: working copies that save themselves."""

from __future__ import annotations

from portal.screens.contract import Part

PART = Part("writing", 10)
