"""The desk of targets: what each unit is to reach in a year, as a table or by workbook."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.signing_in import acting, desk_view
from portal.clock import today
from portal.digits import whole_number
from portal.extensions import db
from portal.indicators import defining, files, queries
from portal.indicators.catalogue import Measure, catalogue, grouped, heirs, keeper
from portal.indicators.desk.typed import LONGEST_TYPED
from portal.indicators.models import OWN
from portal.indicators.numbers import NotANumber, read_number
from portal.indicators.periods import FIRST_YEAR, LAST_YEAR
from portal.indicators.transitions import DEFINE, ENTER
from portal.media.refusal import Refused
from portal.publishing.service import StaleVersion
from portal.tenancy.directory import Portal, directory
from portal.web.request import current_portal, path
from portal.web.spreadsheet import XLSX

PATH = "/quan-tri/chi-tieu/muc-tieu"
bp = Blueprint("indicator_targets", __name__, template_folder="../templates", url_prefix=PATH)


def _asked_year() -> int:
    year = whole_number(request.values.get("nam"), LAST_YEAR) or today().year
    return year if year >= FIRST_YEAR else today().year


def _measures(portal: Portal, year: int) -> list[Measure]:
    """The indicators that are in force in some period of a year."""
    return [
        one
        for one in catalogue(portal)
        if one.active_from.year <= year and (one.active_until is None or one.active_until.year >= year)
    ]


def _units(portal: Portal) -> list[Portal]:
    """The portal at the top, then those below it that live, by name; a unit sees itself alone."""
    top = keeper(portal)
    if portal.id != top.id:
        return [portal]
    return [top, *(one for one in directory().living() if one.id in top.descendants)]


def _asked_of(measure: Measure, unit: Portal, top: Portal) -> bool:
    if unit.id == top.id:
        return True
    return measure.made != OWN and (not measure.collected_from or unit.id in heirs(measure.collected_from))


@bp.get("")
@desk_view(ENTER)
def table() -> str:
    """The targets of a year (`?nam=`): of all units at the top, its own elsewhere; one indicator with `?chi-tieu=`."""
    portal, year = current_portal(), _asked_year()
    top, measures = keeper(portal), _measures(portal, year)
    chosen = next((one for one in measures if one.code == request.args.get("chi-tieu")), None)
    held = queries.targets(portal, year)
    return render_template(
        "indicators/targets.html",
        year=year,
        years=[today().year + 1, *range(today().year, today().year - 4, -1)],
        units=_units(portal),
        groups=grouped(measures),
        chosen=chosen,
        held=held,
        asked_of=lambda one, unit: _asked_of(one, unit, top),
        own=portal.id == top.id,
        top=top,
        where=PATH,
    )


def _own_only() -> Portal:
    portal = current_portal()
    if keeper(portal).id != portal.id:
        abort(404)
    return portal


@bp.post("")
@desk_view(DEFINE)
def save() -> ResponseReturnValue:
    """Set targets: fields `t_<code>/<slug>`; an empty one takes the target away. What cannot be read comes back."""
    portal, year = _own_only(), _asked_year()
    known = {one.code: one for one in _measures(portal, year)}
    wanted: dict[tuple[str, str], int | None] = {}
    unread: dict[str, tuple[str, str]] = {}
    for name, text in request.form.items():
        code, mark, slug = name.removeprefix("t_").partition("/")
        if not name.startswith("t_") or not mark or code not in known:
            continue
        try:
            wanted[(code, slug)] = read_number(text[:LONGEST_TYPED], known[code].decimals)
        except NotANumber as error:
            unread[f"{code}/{slug}"] = (text, str(error))
    try:
        count = defining.set_targets(year, wanted, acting())
    except LookupError:
        abort(404)
    except StaleVersion:
        db.session.rollback()
        flash(_("Người khác vừa sửa mục tiêu cùng lúc. Xem lại rồi lưu lần nữa."), "warning")
        count = 0
    if count:
        flash(ngettext("Đã lưu %(num)s mục tiêu.", "Đã lưu %(num)s mục tiêu.", count), "success")
    elif not unread:
        flash(_("Không có gì thay đổi."), "info")
    chosen = known.get(request.form.get("chi-tieu", ""))
    if unread:
        return _again(portal, year, chosen, unread)
    more = f"&chi-tieu={chosen.code}" if chosen is not None else ""
    return redirect(path(f"{PATH}?nam={year}{more}"))


def _again(
    portal: Portal, year: int, chosen: Measure | None, unread: dict[str, tuple[str, str]]
) -> ResponseReturnValue:
    page = render_template(
        "indicators/targets.html",
        year=year,
        years=[today().year + 1, *range(today().year, today().year - 4, -1)],
        units=_units(portal),
        groups=grouped(_measures(portal, year)),
        chosen=chosen,
        held=queries.targets(portal, year),
        asked_of=lambda one, unit: _asked_of(one, unit, portal),
        unread=unread,
        own=True,
        top=portal,
        where=PATH,
    )
    return page, 422


@bp.get("/tep.xlsx")
@desk_view(DEFINE)
def download() -> Response:
    """The targets of a year to fill in."""
    portal, year = _own_only(), _asked_year()
    body = files.targets_file(
        portal, year, _measures(portal, year), _units(portal), queries.targets(portal, year)
    )
    answer = Response(body, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="muc-tieu-{year}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/tep")
@desk_view(DEFINE)
def upload() -> ResponseReturnValue:
    """What would change by a file; it is taken over by the form of the preview."""
    portal, year = _own_only(), _asked_year()
    measures, units, held = _measures(portal, year), _units(portal), queries.targets(portal, year)
    sent = request.files.get("file")
    try:
        came = files.read_targets(
            sent.read() if sent is not None else b"",
            sent.filename or "" if sent else "",
            portal,
            year,
            measures,
            units,
        )
    except Refused as error:
        flash(str(error), "danger")
        return redirect(path(f"{PATH}?nam={year}"))
    known, by_slug = {one.code: one for one in measures}, {one.slug: one for one in units}
    changes = []
    for key, entry in came.entries.items():
        code, _mark, slug = key.partition("/")
        now = held.get((code, by_slug[slug].id))
        if now != entry.value:
            one = known[code]
            changes.append((key, one, by_slug[slug], one.written(now), one.written(entry.value)))
    wrong = [
        (known[key.partition("/")[0]], by_slug[key.partition("/")[2]], text, said)
        for key, (text, said) in came.unread.items()
    ]
    return render_template(
        "indicators/targets_preview.html", year=year, changes=changes, wrong=wrong, odd=came.odd, where=PATH
    )
