"""Drawings as SVG: within a page, where classes say the colours (the policy of pages allows no style), and as a
file of its own that brings them along."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from portal.charts.marks import MIDDLE, START, Area, Dot, Drawing, Hatch, Mark, Point, Stroke
from portal.charts.palette import PAINTS, WHITE, Paint

SVG = "image/svg+xml"


def within_page(drawing: Drawing, key: str, title: str, description: str) -> Markup:
    """The drawing as an image with a name and a description; `key` makes their ids unique on the page."""
    size = f"0 0 {_number(drawing.width)} {_number(drawing.height)}"
    name, told = quoteattr(f"{key}-ten"), quoteattr(f"{key}-mo-ta")
    return Markup(  # nosec B704 # numbers of ours; every text went through escape or quoteattr
        f'<svg class="ch__drawing" viewBox="{size}" role="img" focusable="false" '
        f"aria-labelledby={quoteattr(f'{key}-ten {key}-mo-ta')}>"
        f"<title id={name}>{_text(title)}</title><desc id={told}>{_text(description)}</desc>"
        f"{''.join(map(_mark, drawing.marks))}</svg>"
    )


def standalone(drawing: Drawing, title: str, description: str) -> bytes:
    """The drawing as a file: UTF-8, colours within, on white ground."""
    width, height = _number(drawing.width), _number(drawing.height)
    style = "".join(_rule(name, paint) for name, paint in PAINTS.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_number(drawing.width * 2)}" '
        f'height="{_number(drawing.height * 2)}" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="ten mo-ta" xml:lang="vi">'
        f'<title id="ten">{_text(title)}</title><desc id="mo-ta">{_text(description)}</desc>'
        "<style>text{font-family:'Be Vietnam Pro',system-ui,'Segoe UI',Arial,sans-serif}"
        f".ch-bold{{font-weight:600}}{style}</style>"
        f'<rect width="{width}" height="{height}" fill="{WHITE}"/>'
        f"{''.join(map(_mark, drawing.marks))}</svg>\n"
    ).encode()


def _rule(name: str, paint: Paint) -> str:
    said = [f"fill:{paint.fill or 'none'}"]
    if paint.stroke:
        said += [f"stroke:{paint.stroke}", f"stroke-width:{paint.width:g}"]
    if paint.dashes:
        said.append(f"stroke-dasharray:{' '.join(f'{one:g}' for one in paint.dashes)}")
    return f".ch-{name}{{{';'.join(said)}}}"


def _mark(mark: Mark) -> str:
    if isinstance(mark, Area):
        return _shape("path", f'd="{_way(mark.points)}Z"', mark.role, mark.told)
    if isinstance(mark, Stroke):
        return _shape("path", f'd="{_way(mark.points)}"', mark.role)
    if isinstance(mark, Hatch):
        return _shape("path", f'd="{"".join(map(_way, mark.pieces))}"', mark.role)
    if isinstance(mark, Dot):
        place = f'cx="{_number(mark.x)}" cy="{_number(mark.y)}" r="{_number(mark.radius)}"'
        return _shape("circle", place, mark.role, mark.told)
    anchor = "" if mark.anchor == START else f' text-anchor="{"middle" if mark.anchor == MIDDLE else "end"}"'
    bold = " ch-bold" if mark.bold else ""
    return (
        f'<text class="ch-{mark.role}{bold}" x="{_number(mark.x)}" y="{_number(mark.y)}" '
        f'font-size="{_number(mark.size)}"{anchor}>{_text(mark.text)}</text>'
    )


def _shape(name: str, place: str, role: str, told: str = "") -> str:
    begin = f'<{name} class="ch-{role}" {place}'
    return f"{begin}><title>{_text(told)}</title></{name}>" if told else f"{begin}/>"


def _way(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(value) < 0.05
        else f"{value:.1f}".removesuffix(".0")
    )


def _text(text: str) -> str:
    """Letters of a text; what XML has none for is left out."""
    return escape(
        "".join(
            one
            for one in text
            if one >= " " and one not in "\ufffe\uffff" and not "\ud800" <= one <= "\udfff"
        )
    )
