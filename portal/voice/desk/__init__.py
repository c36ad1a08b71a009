"""The desk's pages of what citizens say: list, case, settings, export."""

from __future__ import annotations

from portal.voice.desk import case, settings
from portal.voice.desk.listing import HERE, bp

desk_pages = bp
"""The one blueprint to which the list, the case and the settings add their pages."""

__all__ = ["HERE", "case", "desk_pages", "settings"]
