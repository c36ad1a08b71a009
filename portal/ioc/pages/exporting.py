"""A page as files: a workbook, JSON with stable names (docs/trung-tam-dieu-hanh.md), its charts as pictures."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from portal.clock import to_local
from portal.ioc.pages.figures import Figure
from portal.ioc.pages.shapes import PageRead, Tile
from portal.tenancy.directory import Portal
from portal.web.spreadsheet import Cell, Sheet
from portal.web.templating import iso_instant

FORMAT = 1


def _rounded(figure: Figure, value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, max(figure.shown.decimals, 0) + 2))


def as_json(page: PageRead) -> dict[str, Any]:
    """Everything that a page tells, with how each figure is made."""
    span = page.span
    return {
        "format": FORMAT,
        "page": page.plan.slug,
        "about": {"slug": (page.viewed.own or page.viewed.here).slug, "name": page.viewed.name},
        "period": {
            "key": span.key,
            "first": span.first.isoformat(),
            "last": span.until.isoformat(),
            "compared_with": {
                "first": span.before.first.isoformat(),
                "last": span.before.until.isoformat(),
            },
        },
        "counted_at": iso_instant(page.filled_at) if page.filled_at is not None else None,
        "figures": [_figure(one) for one in page.tiles],
        "trends": {
            key: [
                {
                    "figure": one.figure.key,
                    "points": [
                        {
                            "first": bucket.first.isoformat(),
                            "last": bucket.last.isoformat(),
                            "value": _rounded(one.figure, value),
                        }
                        for bucket, value in zip(page.buckets[key], one.now, strict=True)
                    ],
                }
                for one in courses
            ]
            for key, courses in page.courses.items()
        },
        "units": [
            {
                "slug": one.slug,
                "name": one.name,
                "figures": {
                    figure.key: _rounded(figure, figure.value(page.units[one.id]))
                    for figure in page.plan.of_units
                },
            }
            for one in _told(page)
        ],
    }


def _told(page: PageRead) -> Iterable[Portal]:
    """The units whose figures may be told by name."""
    return page.viewed.beside if page.viewed.is_district else page.viewed.units


def _figure(tile: Tile) -> dict[str, Any]:
    figure = tile.figure
    return {
        "key": figure.key,
        "label": str(figure.label),
        "unit": str(figure.shown.name),
        "value": _rounded(figure, tile.value),
        "before": _rounded(figure, tile.before),
        "target": float(tile.target.value) if tile.target is not None else None,
        "formula": figure.formula,
        "measures": [
            {"key": one.key, "label": str(one.label), "meaning": str(one.meaning), "basis": str(one.basis)}
            for one in figure.reasons
        ],
    }


def sheets(page: PageRead) -> list[Sheet]:
    """A page as sheets of a workbook: figures, trends, units, and how the figures are made."""
    return [_figures(page), *_trends(page), _units(page), _reasons(page)]


def _figures(page: PageRead) -> Sheet:
    rows: list[list[Cell]] = [
        [
            str(one.figure.label),
            _rounded(one.figure, one.value),
            str(one.figure.shown.name),
            _rounded(one.figure, one.before),
            float(one.target.value) if one.target is not None else None,
        ]
        for one in page.tiles
    ]
    counted = to_local(page.filled_at) if page.filled_at is not None else None
    rows += [
        [],
        [_("Đơn vị"), page.viewed.name],
        [_("Kỳ"), page.span.label],
        [_("So với"), page.span.before_label],
        [_("Đếm lúc"), counted.replace(tzinfo=None) if counted is not None else None],
    ]
    header = [_("Chỉ tiêu"), _("Giá trị"), _("Đơn vị tính"), _("Kỳ trước"), _("Mục tiêu năm")]
    return Sheet(_("Số liệu"), header, rows)


def _trends(page: PageRead) -> Iterable[Sheet]:
    for trend in page.plan.trends:
        courses = page.courses[trend.key]
        header = [_("Từ ngày"), _("Đến ngày"), *(str(one.figure.label) for one in courses)]
        rows: list[list[Cell]] = [
            [bucket.first, bucket.last, *(_rounded(one.figure, one.now[at]) for one in courses)]
            for at, bucket in enumerate(page.buckets[trend.key])
        ]
        yield Sheet(str(trend.title), header, rows)


def _units(page: PageRead) -> Sheet:
    figures = page.plan.of_units
    header = [_("Đơn vị"), *(_head(one) for one in figures)]
    rows: list[list[Cell]] = [
        [one.name, *(_rounded(each, each.value(page.units[one.id])) for each in figures)]
        for one in _told(page)
    ]
    return Sheet(_("Các đơn vị"), header, rows)


def _head(figure: Figure) -> str:
    name = str(figure.shown.name)
    return f"{figure.label} ({name})" if name else str(figure.label)


def _reasons(page: PageRead) -> Sheet:
    rows: list[list[Cell]] = [
        [str(figure.label), figure.formula, str(one.label), str(one.meaning), str(one.basis)]
        for figure in page.plan.figures
        for one in figure.reasons
    ]
    header = [_("Chỉ tiêu"), _("Cách tính"), _("Số đếm"), _("Định nghĩa"), _("Căn cứ")]
    return Sheet(_("Vì sao"), header, rows)
