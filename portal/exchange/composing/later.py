"""`draw`, for those who have a document drawn: what makes files of the format PDF is loaded with the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.on_use import on_use

if TYPE_CHECKING:
    from portal.exchange.composing.pdf import Drawn, draw
else:
    Drawn = on_use("portal.exchange.composing.pdf", "Drawn")
    draw = on_use("portal.exchange.composing.pdf", "draw")

__all__ = ["Drawn", "draw"]
