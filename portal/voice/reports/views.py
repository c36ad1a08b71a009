"""Public pages of reports from the field: the map with a list, one report, the form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.voice.cases import queries
from portal.voice.cases.labels import PUBLIC_STATES, STATE_TONES
from portal.voice.cases.models import REPORT, VoiceCase
from portal.voice.cases.pictures import MOST, RESULT, SENT, encoded, shown_pictures
from portal.voice.cases.receiving import Letter
from portal.voice.forms import ReportForm, choose
from portal.voice.frame import LANDING, voice_frame
from portal.voice.reports.outlines import drawing, read_place
from portal.voice.sending import Door, answer
from portal.voice.settings import VoiceSettings, voice_settings
from portal.web.paging import paged
from portal.web.request import current_portal, public_url
from portal.web.sanitise import excerpt, render_markdown

bp = Blueprint("reports", __name__, url_prefix="/phan-anh")
HERE = "/phan-anh/"
LOCATING = "camera=(), geolocation=(self), microphone=()"  # the form may ask the device where it is


def crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a page of reports."""
    return [(_("Ý kiến người dân"), LANDING), (_("Phản ánh hiện trường"), HERE if more else None), *more]


def map_context(cases: list[VoiceCase]) -> dict[str, Any]:
    """The drawn map around this portal's commune, with a numbered pin for each of these cases that has a place."""
    plan, portal = drawing(), current_portal()
    pins = [
        {"number": number, "at": plan.place(one.lat, one.lon), "done": one.state == "answered"}
        for number, one in enumerate(cases, 1)
        if one.lat is not None and one.lon is not None and plan.holds(one.lat, one.lon)
    ]
    return {"plan": plan, "pins": pins, "own_code": portal.code, "map_box": plan.box_of(portal.code)}


@bp.get("/")
def listing() -> str:
    """The map and the list of published reports."""
    sort = request.args.get("loai", "")[:120]
    sorts = queries.fields_in_use(REPORT)
    sort = sort if sort in dict(sorts) else ""
    found = queries.published(REPORT, field=sort)
    page = paged(queries.count_of(found), lambda offset, limit: queries.latest(found, offset, limit))
    return render_template(
        "voice/reports.html",
        page=page,
        sort=sort,
        sorts=[(name, name, count) for name, count in sorts],
        labels=PUBLIC_STATES,
        tones=STATE_TONES,
        excerpt=excerpt,
        can_report=REPORT not in voice_settings(current_portal()).closed,
        canonical_url=public_url(HERE),
        crumbs=crumbs(),
        **map_context(page.items),
        **voice_frame(HERE),
    )


def areas_of(settings: VoiceSettings) -> tuple[str, ...]:
    """The places to choose from without a map: the commune's hamlets, or the district's communes."""
    if settings.areas or not current_portal().is_district:
        return settings.areas
    return tuple(one.name for one in drawing().communes)


@bp.route("/gui", methods=["GET", "POST"])
def report() -> ResponseReturnValue:
    """Report something."""
    portal = current_portal()
    settings = voice_settings(portal)
    if REPORT in settings.closed:
        abort(404)
    form = ReportForm()
    choose(form.field, settings.sorts, _("Chọn loại việc"))
    choose(form.area, areas_of(settings), _("Chọn khu vực"))
    if not areas_of(settings):
        del form.area

    def letter(number: str, suspicion: list[str]) -> Letter:
        place = read_place(form.lat.data or "", form.lon.data or "")
        return Letter(
            REPORT,
            form.title.data or "",
            form.text.data or "",
            number,
            form.sender(portal),
            field=form.field.data or "",
            may_publish=bool(form.may_publish.data),
            area=(form.area.data or "") if "area" in form else "",
            place=form.place.data or "",
            lat=place[0] if place else None,
            lon=place[1] if place else None,
            suspicion=suspicion,
        )

    chosen = read_place(form.lat.data or "", form.lon.data or "")
    context = map_context([]) | {
        "days": settings.report_days,
        "chosen": drawing().place(*chosen) if chosen else None,
        "most": MOST,
        "had_files": any(one.filename for one in request.files.getlist("anh")),
        "crumbs": crumbs((_("Gửi phản ánh"), None)),
    }
    door = Door(
        "report",
        "voice/report_form.html",
        context | voice_frame(HERE),
        letter,
        lambda: encoded(request.files.getlist("anh")),
    )
    page = make_response(answer(door, form))
    page.headers["Permissions-Policy"] = LOCATING
    return page


@bp.get("/<int:case_id>")
def one_report(case_id: int) -> str:
    """One published report with its state, pictures and result."""
    found = queries.published_by_id(REPORT, case_id)
    if found is None:
        abort(404)
    pictures = shown_pictures(found)
    return render_template(
        "voice/report.html",
        case=found,
        label=PUBLIC_STATES[found.state],
        tone=STATE_TONES.get(found.state, "neutral"),
        answer=render_markdown(found.answer, request.script_root) if found.state == "answered" else "",
        sent=pictures[SENT],
        results=pictures[RESULT],
        canonical_url=public_url(queries.case_path(found)),
        crumbs=crumbs((found.title, None)),
        **map_context([found]),
        **voice_frame(HERE),
    )
