"""`Sheet`, for those who begin a paper or name its type: loaded with the first paper that is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.on_use import on_use

if TYPE_CHECKING:
    from portal.printing.sheet import Sheet
else:
    Sheet = on_use("portal.printing.sheet", "Sheet")

__all__ = ["Sheet"]
