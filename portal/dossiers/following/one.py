"""One dossier of a citizen: where it stands, what happened, what is asked, and what may be done."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.citizens.frame import to
from portal.citizens.signing_in import citizen, citizen_view
from portal.digits import whole_number
from portal.dossiers import moment, queries, service
from portal.dossiers.errors import Forbidden, NotPossible, StaleVersion
from portal.dossiers.facts import buttons
from portal.dossiers.following.frame import acting, bp, crumbs, me, own, page
from portal.dossiers.following.taking import MINE_TO_TAKE, given_of, results_of
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party
from portal.dossiers.paths import CITIZEN
from portal.dossiers.plan import definition_of
from portal.dossiers.settling import SUBJECT
from portal.dossiers.standing import standing_of, story
from portal.dossiers.states import DELIVERY_LABELS
from portal.dossiers.telling import contact_for
from portal.dossiers.verbs.closing import open_request
from portal.dossiers.verbs.ending import CHANGEABLE, rating_of
from portal.extensions import db
from portal.payments.models import PaymentDemand
from portal.publishing.service import commit
from portal.services.definition.answers import shown
from portal.services.definition.shapes import Field
from portal.services.definition.values import as_read, wrong_with

QUESTIONS = ("access", "attitude", "pace", "result")


@bp.get("/<int:dossier_id>")
@citizen_view
def dossier(dossier_id: int) -> ResponseReturnValue:
    """Everything about one dossier."""
    by = me()
    return dossier_page(own(dossier_id, by), by)


@bp.get("/<int:dossier_id>/da-nop")
@citizen_view
def handed_in(dossier_id: int) -> ResponseReturnValue:
    """Right after the handing in: the code, what comes next, what is to be paid now."""
    found = own(dossier_id, me())
    return page(
        "dossiers/public/handed_in.html",
        dossier=found,
        standing=standing_of(found),
        demand=demand_of(found),
        is_reached=contact_for(found) is not None,
        crumbs=crumbs(found, (_("Đã nộp"), None)),
        tabs_of_citizen=[],
    )


def dossier_page(found: Dossier, by: Party, status: int = 200, **more: Any) -> Response:
    """The page of a dossier."""
    rating = rating_of(found)
    values: dict[str, Any] = {
        "dossier": found,
        "standing": standing_of(found),
        "story": list(reversed(story(queries.events_of(found)))),
        "asked": open_request(found),
        "demand": demand_of(found),
        "verbs": set(buttons(found, by)),
        "answers": shown(definition_of(found), found.answers or {}, found.guide_answers or {}),
        "applicant": found.applicant or {},
        "delivery": DELIVERY_LABELS.get(found.delivery, ""),
        "given": given_of(found),
        "results": results_of(found),
        "forms": [
            one for one in queries.forms_of(found) if one.issued_at is not None and one.kind in MINE_TO_TAKE
        ],
        "form_names": MINE_TO_TAKE,
        "rating": rating,
        "may_rate": rating is None or moment.now() <= rating.rated_at + CHANGEABLE,
        "questions": questions(),
        "crumbs": crumbs(found),
        "refused": "",
        "wrong": {},
        "typed": {},
    }
    return page("dossiers/public/dossier.html", status, **(values | more))


def questions() -> list[tuple[str, str]]:
    """The four questions of Decision 766/QĐ-TTg (satisfaction of organisations and citizens)."""
    return [
        ("access", _("Tìm hiểu thủ tục và nộp hồ sơ có dễ không?")),
        ("attitude", _("Cán bộ hướng dẫn, phục vụ thế nào?")),
        ("pace", _("Thời gian giải quyết thế nào?")),
        ("result", _("Ông/bà hài lòng với kết quả đến mức nào?")),
    ]


def demand_of(found: Dossier) -> PaymentDemand | None:
    """What is, or was, to be paid for a dossier; the latest."""
    statement = select(PaymentDemand).where(
        PaymentDemand.subject_kind == SUBJECT, PaymentDemand.subject_id == found.id
    )
    return db.session.scalar(statement.order_by(PaymentDemand.id.desc()).limit(1))


def may_see(demand: PaymentDemand) -> bool:
    """Whether the citizen of this request may see a payment page without its secret: it is for a dossier of theirs."""
    person = citizen() if demand.subject_kind == SUBJECT else None
    if person is None:
        return False
    statement = select(Dossier.id).where(Dossier.id == demand.subject_id, Dossier.citizen_id == person.id)
    return db.session.scalar(statement) is not None


def payer_page(demand: PaymentDemand) -> str:
    """Where who paid for a dossier goes on: to the dossier where it is theirs, else to following it by its code."""
    return (
        f"{CITIZEN}{demand.subject_id}" if may_see(demand) else f"{CITIZEN}tra-cuu?ma={demand.subject_code}"
    )


@bp.post("/<int:dossier_id>/rut")
@citizen_view
def withdraw(dossier_id: int) -> ResponseReturnValue:
    """Take the dossier back."""
    reason = request.form.get("ly_do", "").strip()[:1000]
    with acting() as by:
        found = own(dossier_id, by, lock=True)
        try:
            service.withdraw(found, by, found.version, reason=reason)
        except (Forbidden, NotPossible, StaleVersion) as error:
            return _refused(dossier_id, by, error)
        commit()
    flash(_("Hồ sơ đã được rút. Tiền đã nộp (nếu có) được hoàn trả theo quy định."), "success")
    return to(f"{CITIZEN}{dossier_id}")


def _refused(dossier_id: int, by: Party, error: Exception, **more: Any) -> Response:
    """An act that can't be done as the dossier stands now: the page as it is, with the reason."""
    db.session.rollback()
    said = str(error) or _("Hồ sơ vừa thay đổi. Hãy xem lại rồi làm lại.")
    if isinstance(error, Forbidden):
        said = _("Việc này không làm được khi hồ sơ ở trạng thái hiện tại.")
    return dossier_page(own(dossier_id, by), by, 409, refused=said, **more)


@bp.route("/<int:dossier_id>/lien-he", methods=["GET", "POST"])
@citizen_view
def contact(dossier_id: int) -> ResponseReturnValue:
    """Change where the office reaches the citizen for this dossier."""
    if request.method != "POST":
        by = me()
        found = own(dossier_id, by)
        return _contact_page(found, dict(found.applicant or {}), {})
    fields = {one.key: one for one in _contact_fields()}
    typed = {key: str(as_read(one, request.form.get(key, "")) or "") for key, one in fields.items()}
    wrong = {key: said for key, one in fields.items() if (said := wrong_with(one, typed[key]))}
    with acting() as by:
        found = own(dossier_id, by, lock=True)
        if not typed["phone"] and not (found.applicant or {}).get("identity"):
            wrong.setdefault("phone", _("Chưa điền."))
        if wrong:
            return _contact_page(found, typed, wrong, 422)
        try:
            service.change_contact(found, by, found.version, **typed)
        except (Forbidden, NotPossible, StaleVersion) as error:
            return _refused(dossier_id, by, error)
        commit()
    flash(_("Đã đổi thông tin liên hệ của hồ sơ."), "success")
    return to(f"{CITIZEN}{dossier_id}")


def _contact_fields() -> tuple[Field, ...]:
    return (
        Field("phone", _("Số điện thoại"), "phone"),
        Field("email", _("Thư điện tử"), "email"),
        Field("address", _("Nơi ở hiện tại"), "text", most=300),
    )


def _contact_page(
    found: Dossier, typed: dict[str, Any], wrong: dict[str, str], status: int = 200
) -> Response:
    return page(
        "dossiers/public/contact.html",
        status,
        dossier=found,
        fields=_contact_fields(),
        typed=typed,
        wrong=wrong,
        crumbs=crumbs(found, (_("Thông tin liên hệ"), None)),
        tabs_of_citizen=[],
    )


@bp.post("/<int:dossier_id>/danh-gia")
@citizen_view
def rate(dossier_id: int) -> ResponseReturnValue:
    """The four questions of Decision 766 and a remark; what was said may be changed for a week."""
    given = {name: whole_number(request.form.get(name, ""), 5) or 0 for name in QUESTIONS}
    remark = request.form.get("gop_y", "").strip()[:2000]
    typed = given | {"remark": remark}
    with acting() as by:
        found = own(dossier_id, by, lock=True)
        wrong = {name: _("Chọn một mức.") for name, value in given.items() if not 1 <= value <= 5}
        if wrong:
            return dossier_page(found, by, 422, wrong=wrong, typed=typed)
        try:
            service.rate(found, by, **given, remark=remark)
        except (Forbidden, NotPossible, StaleVersion) as error:
            return _refused(dossier_id, by, error, typed=typed)
        commit()
    flash(_("Cảm ơn ông/bà đã đánh giá. Ông/bà sửa được đánh giá này trong 7 ngày."), "success")
    return to(f"{CITIZEN}{dossier_id}")
