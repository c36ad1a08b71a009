"""How a page's figures are written: numbers with units, changes, shares of a target."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from portal.charts.values import number_text
from portal.ioc.pages.figures import Figure
from portal.ioc.pages.shapes import Tile
from portal.ioc.warehouse.registry import DOWN, NEITHER

GOOD, BAD, PLAIN = "good", "bad", "plain"


def written(figure: Figure, value: Decimal | None) -> str:
    """A value of a figure with its unit; "–" where there is none."""
    return figure.unit.text(None if value is None else float(value))


def change_text(tile: Tile) -> str:
    """By how much it is more or less than before: points of a share, else the number and per cent."""
    change = tile.change
    if change is None:
        return ""
    if tile.figure.is_share and round(change, tile.figure.shown.decimals):
        amount = number_text(float(abs(change)), tile.figure.shown.decimals)
        return str(_("%(sign)s%(amount)s điểm phần trăm", sign=_sign(change), amount=amount))
    return told_change(change, tile.before, tile.figure.shown.decimals)


def told_change(change: Decimal, before: Decimal | None, decimals: int) -> str:
    """A change of a number from what it was before, with per cent where that is more than nothing."""
    if round(change, decimals) == 0:
        return str(_("không đổi"))
    amount = f"{_sign(change)}{number_text(float(abs(change)), decimals)}"
    if not before:
        return amount
    percent = number_text(float(abs(change) / abs(before) * 100), 1)
    return f"{amount} ({_sign(change)}{percent}%)"


def _sign(change: Decimal) -> str:
    return "+" if change > 0 else "−"


def change_tone(tile: Tile) -> str:
    """Whether the change is for the better."""
    change = tile.change
    if change is None or tile.figure.better == NEITHER or round(change, tile.figure.shown.decimals) == 0:
        return PLAIN
    return GOOD if (change > 0) != (tile.figure.better == DOWN) else BAD


def arrow(tile: Tile) -> str:
    """The way that it went, as a sign beside the words."""
    change = tile.change
    if change is None or round(change, tile.figure.shown.decimals) == 0:
        return ""
    return "▲" if change > 0 else "▼"


def meets(tile: Tile) -> bool | None:
    """Whether the target is met; None without a target or a value."""
    if tile.target is None or tile.value is None:
        return None
    if tile.figure.better == DOWN:
        return tile.value <= tile.target.value
    return tile.value >= tile.target.value
