"""The quality board of a portal, and of all portals for the district."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.signing_in import acting, desk_view
from portal.clock import to_local, today
from portal.extensions import db
from portal.jobs.service import enqueue, job_of
from portal.publishing.service import commit
from portal.quality import queries, service
from portal.quality.checking import PORTAL
from portal.quality.following import JOB
from portal.quality.models import Finding
from portal.quality.outside import queries as outside
from portal.quality.queries import Asked
from portal.quality.registry import registered
from portal.quality.rules import GROUPS, RULES
from portal.quality.shown import edit_path, kind_label, outside_part
from portal.tenancy.directory import directory
from portal.web.paging import paged
from portal.web.request import current_portal, path
from portal.web.spreadsheet import Cell, Sheet, csv_answer, xlsx_answer

PATH = "/quan-tri/chat-luong/"
MOST_EXPORTED = 20_000
bp = Blueprint("desk_quality", __name__, template_folder="templates", url_prefix=PATH.rstrip("/"))


def _asked() -> Asked:
    given = request.args
    rule, group, whose = given.get("loi", ""), given.get("nhom", ""), given.get("ai", "")
    kind = given.get("loai", "")
    return Asked(
        rule=rule if rule in RULES else "",
        group=group if group in GROUPS else "",
        kind=kind if kind in registered().checked or kind == PORTAL else "",
        whose=whose if whose in {queries.MINE, queries.NOBODYS} else "",
        q=given.get("q", "")[:200].strip(),
        ignored=given.get("xem") == "bo-qua",
    )


@bp.get("/")
@desk_view("content.read")
def board() -> str:
    """What is to be put right on this portal; a fragment for HTMX."""
    asked, me = _asked(), acting().user_id
    page = paged(queries.count(asked, me), lambda offset, limit: queries.some(asked, me, offset, limit))
    shown = {
        "page": page,
        "asked": asked,
        "rules": RULES,
        "said_outside": outside.of_places(one.place for one in page.items if one.rule == outside.RULE),
        "edit_path": edit_path,
        "kind_label": kind_label,
    }
    if request.headers.get("HX-Request"):
        return render_template("quality/_findings.html", **shown)
    counts, course = queries.by_rule(), queries.course()
    job = job_of(JOB, current_portal().id)
    return render_template(
        "quality/board.html",
        counts=counts,
        groups=GROUPS,
        by_group=queries.by_group(counts),
        choices=_choices(),
        course=course,
        looked_at=course[-1].at if course else None,
        mine=_my_portals(),
        looking=job is not None and job.state in {"waiting", "running"},
        **(outside_part() | shown),
    )


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "rules": [(code, str(one.label)) for code, one in RULES.items()],
        "kinds": [(kind, kind_label(kind)) for kind in (*registered().checked, PORTAL)],
        "whose": [(queries.MINE, _("Của tôi")), (queries.NOBODYS, _("Chưa giao ai"))],
    }


def _my_portals() -> list[tuple[str, str, queries.PortalLine]]:
    """(name, address of switching, figures) of the person's portals, where there are several: theirs and no other."""
    ids = {one.for_tenant_id for one in current_user.user.memberships}
    mine = [one for one in directory().living() if one.id in ids]
    if len(mine) < 2:
        return []
    found = queries.of_portals(
        [one.id for one in mine], "người có nhiều cổng xem chất lượng các cổng của mình"
    )
    return [(one.name, f"/quan-tri/chuyen/{one.slug}", found[one.id]) for one in mine]


def _finding(object_id: int) -> Finding:
    found = queries.by_id(object_id)
    if found is None:
        abort(404)
    return found


def _back() -> ResponseReturnValue:
    ignored = request.form.get("xem") == "bo-qua"
    return redirect(path(f"{PATH}?xem=bo-qua" if ignored else PATH))


@bp.post("/<int:object_id>/bo-qua")
@desk_view("content.edit")
def ignore(object_id: int) -> ResponseReturnValue:
    """Put a finding aside, with the reason."""
    finding = _finding(object_id)
    try:
        service.ignore(finding, request.form.get("reason", ""), acting())
    except service.NotPossible as error:
        flash(str(error), "danger")
        return _back()
    commit()
    flash(_("Đã bỏ qua: %(title)s. Xem lại ở mục “Đã bỏ qua”.", title=finding.title), "success")
    return _back()


@bp.post("/<int:object_id>/xem-lai")
@desk_view("content.edit")
def heed(object_id: int) -> ResponseReturnValue:
    """Take a finding up again."""
    finding = _finding(object_id)
    service.heed(finding, acting())
    commit()
    flash(_("Đã đưa trở lại danh sách: %(title)s", title=finding.title), "success")
    return _back()


@bp.post("/kiem-tra")
@desk_view("content.publish")
def look_again() -> ResponseReturnValue:
    """Ask for a look through the whole portal, beside the web workers."""
    enqueue(JOB, current_portal().id, acting())
    db.session.commit()
    flash(_("Đang kiểm tra toàn cổng. Kết quả hiện ở đây sau ít phút."), "success")
    return redirect(path(PATH))


@bp.get("/xuat")
@desk_view("content.read")
def export() -> Response:
    """What the board shows, as a file for a spreadsheet (`?dang=csv` or a workbook)."""
    asked, me = _asked(), acting().user_id
    header = [_("Loại"), _("Tiêu đề"), _("Lỗi"), _("Chỗ"), _("Thấy từ"), _("Bỏ qua vì")]
    rows: Iterator[list[Cell]] = (
        [
            kind_label(one.kind),
            one.title,
            str(_rule(one)),
            one.place,
            to_local(one.first_seen).date(),
            one.reason,
        ]
        for one in queries.some(asked, me, 0, MOST_EXPORTED)
    )
    sheet = Sheet(_("Chất lượng"), header, rows)
    name = f"chat-luong-{current_portal().slug}-{today():%Y%m%d}"
    csv = request.args.get("dang") == "csv"
    return csv_answer(f"{name}.csv", sheet) if csv else xlsx_answer(f"{name}.xlsx", sheet)


def _rule(finding: Finding) -> Any:
    return RULES[finding.rule].label if finding.rule in RULES else finding.rule


@bp.get("/tat-ca")
@desk_view("district.tenants")
def all_portals() -> ResponseReturnValue:
    """All portals beside each other; as a workbook with `?dang=xlsx`."""
    living = directory().living()
    found = queries.of_portals([one.id for one in living], "huyện xem chất lượng mọi cổng")
    rows = [(one, found[one.id]) for one in living]
    if request.args.get("dang") != "xlsx":
        return render_template("quality/all.html", rows=rows, groups=GROUPS)
    header = [_("Cổng"), *(str(label) for label in GROUPS.values()), _("Tổng"), _("Kiểm tra lần cuối")]
    lines: list[list[Cell]] = [
        [
            one.name,
            *line.groups.values(),
            line.total,
            to_local(line.looked_at).replace(tzinfo=None) if line.looked_at else None,
        ]
        for one, line in rows
    ]
    return xlsx_answer(f"chat-luong-cac-cong-{today():%Y%m%d}.xlsx", Sheet(_("Các cổng"), header, lines))
