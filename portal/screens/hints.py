"""Hints on the language of what is being written."""

from __future__ import annotations

from portal.screens.contract import Part

PART = Part("hints", 30)
