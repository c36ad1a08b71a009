"""Every save is a revision: who, when, what changed between any two, and back."""

from __future__ import annotations

from portal.screens.contract import Part

PART = Part("history", 50)
