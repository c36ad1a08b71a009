"""The trash: taken away, and back within thirty days."""

from __future__ import annotations

from portal.screens.contract import Part

PART = Part("trash", 70)
