"""The form, section by section: shown with what is kept, kept whatever was typed, judged when one goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.citizens.frame import to, unkept
from portal.citizens.models import Citizen
from portal.citizens.signing_in import citizen_view, the_citizen
from portal.dossiers import drafts
from portal.dossiers.applying import asking, carrying_over, who, works
from portal.dossiers.applying.frame import acting, bp, me, shown
from portal.dossiers.applying.works import Work
from portal.dossiers.party import Party
from portal.dossiers.paths import CITIZEN
from portal.extensions import db
from portal.publishing.service import commit
from portal.services.definition.knowing import visible
from portal.services.definition.shapes import Definition
from portal.services.forms import after_row_act, row_act

BY_ITSELF, AS_DRAFT = "tu-dong", "nhap"
"""What the field `luu` says: kept by the script while somebody types, or by the button "Lưu nháp"."""
Keep = Callable[[Work, dict[str, Any]], dict[str, Any]]
"""Keeps answers in the draft, and answers what it says then."""


class _Sheet:
    """A section that is filled in: which definition it is of, what it says so far, where its answers go."""

    def __init__(
        self, work: Work, definition: Definition, key: str, answers: dict[str, Any], keep: Keep
    ) -> None:
        section = asking.section_of(definition, key)
        if section is None:
            abort(404)
        self.work, self.definition, self.section = work, definition, section
        self.answers, self.keep = answers, keep
        self.guided: Mapping[str, Any] = work.guided if definition is work.definition else {}

    @property
    def seen(self) -> str:
        """What tells whether the section was changed since the form was made."""
        return asking.mark_of(asking.own(self.answers, self.section))


def _form_sheet(work: Work, key: str) -> _Sheet:
    def keep(work: Work, answers: dict[str, Any]) -> dict[str, Any]:
        drafts.save(work.draft, answers=answers)
        return work.answers

    return _Sheet(work, work.definition, key, work.answers, keep)


def _who_sheet(work: Work, person: Citizen) -> _Sheet:
    def keep(work: Work, answers: dict[str, Any]) -> dict[str, Any]:
        before = who.applicant_from(who.answers_of(work.draft), person)
        now = who.applicant_from(answers, person)
        drafts.save(
            work.draft,
            answers=who.carried(work.definition, work.answers, before, now),
            applicant=now,
            delivery=str(answers.get("delivery") or ""),
            delivery_address=answers.get("delivery_address") or {},
        )
        return who.answers_of(work.draft)

    return _Sheet(work, who.asked(work.definition, person), who.KEY, who.answers_of(work.draft), keep)


@bp.get("/nhap/<key>/")
@citizen_view
def resume(key: str) -> ResponseReturnValue:
    """To the first page on which something is missing, or to the review."""
    work = works.not_handed_in(key, me())
    if carrying_over.newer(work) is not None:
        return to(f"{work.base}/ban-moi")
    open_part = next((one for one in work.parts(the_citizen()) if one.wrong), None)
    return to(open_part.path if open_part is not None else f"{work.base}/xem-lai")


@bp.route(f"/nhap/<key>/{who.KEY}", methods=["GET", "POST"])
@citizen_view
def applicant(key: str) -> ResponseReturnValue:
    """Who applies, and how the result is wanted."""
    person = the_citizen()
    return _filled_in(key, lambda work: _who_sheet(work, person), works.not_handed_in)


@bp.route("/nhap/<key>/khai/<part>", methods=["GET", "POST"])
@citizen_view
def section(key: str, part: str) -> ResponseReturnValue:
    """A section of the service's form."""
    return _filled_in(key, lambda work: _form_sheet(work, part), works.find)


def _filled_in(
    key: str, sheet_of: Callable[[Work], _Sheet], find: Callable[[str, Party], Work]
) -> ResponseReturnValue:
    if request.method != "POST":
        work = find(key, me())
        if carrying_over.newer(work) is not None:
            return to(f"{work.base}/ban-moi")
        return _page(sheet_of(work))
    with acting() as by:
        return _kept(sheet_of(find(key, by)))


def _kept(sheet: _Sheet) -> ResponseReturnValue:
    """Keep what was sent, unless the same section was changed in another window, and go on."""
    act = row_act(sheet.definition, request.form)
    sent, more_rows = after_row_act(act, request.form) if act is not None else (request.form, {})
    read = asking.read_section(sheet.definition, sheet.section, sent)
    answers = asking.merged(sheet.answers, sheet.section, read)
    how, seen = request.form.get("luu", ""), request.form.get("thay", "")
    if seen != sheet.seen and asking.mark_of(asking.own(answers, sheet.section)) != sheet.seen:
        return _conflict(sheet, answers, how)
    sheet.answers = answers = sheet.keep(sheet.work, answers)
    commit()
    if how == BY_ITSELF:
        return unkept(jsonify(seen=sheet.seen))
    if act is not None:
        return _page(sheet, more_rows=more_rows)
    if how == AS_DRAFT:
        flash(_("Đã lưu bản nháp. Ông/bà có thể quay lại nộp tiếp trong 30 ngày."), "success")
        return to(CITIZEN if sheet.work.completes is None else _next(sheet))
    wrong = asking.wrong_in(sheet.definition, sheet.section, answers, sheet.guided)
    if wrong:
        return _page(sheet, 422, wrong)
    return to(_next(sheet))


def _next(sheet: _Sheet) -> str:
    dossier_id = sheet.work.completes
    if dossier_id is not None:
        return f"{CITIZEN}{dossier_id}/bo-sung"
    return sheet.work.after(sheet.section.key, the_citizen())


def _conflict(sheet: _Sheet, answers: dict[str, Any], how: str) -> ResponseReturnValue:
    """The section was changed elsewhere: what was typed here is shown, nothing is overwritten yet."""
    db.session.rollback()
    seen = sheet.seen
    if how == BY_ITSELF:
        return unkept(jsonify(seen=seen)), 409
    sheet.answers = answers
    return _page(sheet, 409, seen=seen)


def _page(
    sheet: _Sheet,
    status: int = 200,
    wrong: Mapping[str, str] | None = None,
    more_rows: Mapping[str, int] | None = None,
    seen: str = "",
) -> ResponseReturnValue:
    work = sheet.work
    parts = work.parts(the_citizen()) if work.completes is None else []
    place = next((at for at, one in enumerate(parts) if one.key == sheet.section.key), 0)
    return shown(
        "section.html",
        status,
        work=work,
        form=asking.section_view(
            sheet.definition, sheet.section, sheet.answers, sheet.guided, wrong, more_rows
        ),
        section=sheet.section,
        vouched=who.vouched_for(the_citizen()) if sheet.section.key == who.KEY else [],
        seen=seen or sheet.seen,
        parts=parts,
        place=place,
        back=parts[place - 1].path if place else "",
        is_shown=_shows(sheet),
        conflict=status == 409,
        crumbs=[(work.service.name, f"{work.base}/" if work.completes is None else None)],
    )


def _shows(sheet: _Sheet) -> bool:
    """Whether earlier answers ask for this section at all."""
    keys = {one.key for one, _fields in visible(sheet.definition, sheet.answers, sheet.guided)}
    return sheet.section.key in keys


@bp.route("/nhap/<key>/ban-moi", methods=["GET", "POST"])
@citizen_view
def newer(key: str) -> ResponseReturnValue:
    """The service asks for something else since this draft was begun: what changed, and to go on with it."""
    work = works.not_handed_in(key, me())
    definition = carrying_over.newer(work)
    if definition is None:
        return to(f"{work.base}/")
    if request.method != "POST":
        told = carrying_over.told(work.definition, definition)
        return shown("newer.html", work=work, told=told, crumbs=[(work.service.name, None)])
    with acting() as by:
        mine = works.not_handed_in(key, by)
        fresh = carrying_over.newer(mine)
        if fresh is not None:
            carrying_over.move(mine.draft, mine.service.current_id, mine.definition, fresh)
            commit()
    flash(_("Đã chuyển sang mẫu mới, những gì ông/bà khai được giữ lại."), "success")
    return to(f"{work.base}/")


@bp.post("/nhap/<key>/xoa")
@citizen_view
def drop(key: str) -> ResponseReturnValue:
    """Delete a draft with its papers."""
    with acting() as by:
        work = works.find(key, by)
        target = f"{CITIZEN}{work.completes}" if work.completes is not None else CITIZEN
        drafts.drop(work.draft, by)
        commit()
    flash(_("Đã xóa bản nháp."), "success")
    return to(target)
