"""The page as citizens will see it, before they do; links for a superior without an account."""

from __future__ import annotations

from portal.screens.contract import Part

PART = Part("previews", 40)
