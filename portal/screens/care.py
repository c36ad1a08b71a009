"""Who answers for a thing, when it is looked at again, and what only the desk sees."""

from __future__ import annotations

from portal.screens.contract import Part

PART = Part("care", 60)
