"""The desk's pages of what citizens say: list, case, settings, export."""

from __future__ import annotations

from portal.voice.desk import case, pictures, settings
from portal.voice.desk.listing import HERE, bp

desk_pages = bp
"""The one blueprint to which the list, the case, its pictures and the settings add their pages."""

__all__ = ["HERE", "case", "desk_pages", "pictures", "settings"]
