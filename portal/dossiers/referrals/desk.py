"""The desk's pages of referred steps: what came to this office, and what it sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.dossiers import files, moment
from portal.dossiers.counter.reading import note
from portal.dossiers.errors import NotPossible, StaleVersion
from portal.dossiers.people import in_role
from portal.dossiers.referrals import queries, service
from portal.dossiers.referrals.models import (
    ABOVE,
    LABELS,
    Referral,
    Referred,
    ReferredPaper,
    ReferredReading,
)
from portal.dossiers.referrals.telling import CAME, SENT, office_name
from portal.extensions import db
from portal.media.refusal import Refused
from portal.papers import queries as papers
from portal.papers.models import Paper
from portal.papers.service import PaperLost
from portal.publishing.service import commit
from portal.tenancy.scope import editing, entered
from portal.web.paging import paged_rows
from portal.web.request import path

came_bp = Blueprint("desk_referred", __name__, template_folder="templates", url_prefix=CAME.rstrip("/"))
sent_bp = Blueprint("desk_referral", __name__, template_folder="templates", url_prefix=SENT.rstrip("/"))
READ, ASK, ASSIGN = service.READ, service.ASK_RIGHT, service.ASSIGN
NOTED_FOR = timedelta(minutes=10)
WIDTHS = (320, 900, 1600)


@came_bp.get("/")
@desk_view(READ)
def listing() -> str:
    """What came, by when it is due; what is done, by ?xem=xong."""
    ended = request.args.get("xem") == "xong"
    page = paged_rows(queries.came(acting(), ended=ended))
    return _shown("came.html", page=page, ended=ended)


@came_bp.get("/<int:object_id>")
@desk_view(READ)
def one(object_id: int) -> str:
    """A referred step with its extract, papers, words, and what can be done."""
    _note(object_id, "dossier")
    row = _came(object_id)
    return _shown(
        "one.html",
        row=row,
        papers=_with_paper(row),
        people=in_role(row.role, row.tenant_id) if acting().may(ASSIGN) else [],
        mine=row.holder_id is not None and row.holder_id == acting().user_id,
        may_take=row.holder_id is None and row.role in acting().roles,
        ABOVE=ABOVE,
    )


@came_bp.get("/<int:object_id>/giay-to/<int:paper_id>")
@desk_view(READ)
def paper(object_id: int, paper_id: int) -> ResponseReturnValue:
    """A paper to save; that it was is written down."""
    named, held = _paper(object_id, paper_id)
    _note(object_id, "paper")
    # What was brought here has a name that was given here; else it is what the service calls it.
    return files.attachment(held, held.name if named.side == ABOVE else files.named(named.title, held))


@came_bp.get("/<int:object_id>/giay-to/<int:paper_id>/<int:number>.webp")
@desk_view(READ)
def picture(object_id: int, paper_id: int, number: int) -> ResponseReturnValue:
    """A page of a paper as a picture."""
    _named, held = _paper(object_id, paper_id)
    _note(object_id, "paper")
    width = whole_number(request.args.get("rong", ""), 4000)
    return files.picture(held, number, width if width in WIDTHS else 900)


@came_bp.post("/<int:object_id>/giay-to")
@desk_view(READ)
def attach(object_id: int) -> ResponseReturnValue:
    """Bring a paper that goes with the answer."""
    row, file = _came(object_id), request.files.get("file")
    if file is None or not file.filename:
        return _back(CAME, object_id, _("Chọn một tệp PDF hoặc ảnh."), "warning")

    def act() -> None:
        assert file is not None
        title = request.form.get("title", "")
        service.attach(row, file.read(), file.filename or "", title, _seen(), acting())

    return _tried(CAME, object_id, act, _("Đã thêm giấy tờ vào câu trả lời."))


@came_bp.post("/<int:object_id>/<act>")
@desk_view(READ)
def do(object_id: int, act: str) -> ResponseReturnValue:
    """Take, give back to the queue, assign, ask back, note, drop a paper, answer, return."""
    row, text = _came(object_id), request.form.get("text", "")
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "nhan": (lambda: service.take(row, _seen(), acting()), _("Việc này đã ở trong tay bạn.")),
        "tra-hang-cho": (lambda: service.release(row, _seen(), acting()), _("Đã trả lại hàng chờ.")),
        "phan-cong": (lambda: service.assign(row, _to(), _seen(), acting()), _("Đã phân công.")),
        "hoi": (lambda: service.ask_back(row, text, _seen(), acting()), _("Đã gửi câu hỏi cho nơi gửi.")),
        "ghi-chu": (lambda: service.note(row, text, _seen(), acting()), _("Đã ghi chú.")),
        "bo-giay": (lambda: _drop(row), _("Đã bỏ giấy tờ.")),
        "tra-loi": (
            lambda: service.answer(row, text, _seen(), acting()),
            _("Đã gửi câu trả lời cho nơi gửi."),
        ),
        "tra-lai": (lambda: service.give_back(row, text, _seen(), acting()), _("Đã trả lại nơi gửi.")),
    }
    if act not in acts:
        abort(404)
    return _tried(CAME, object_id, *acts[act])


@sent_bp.get("/")
@desk_view(READ)
def sent_listing() -> str:
    """What this office sent, and where each step stands."""
    return _shown("sent.html", page=paged_rows(queries.sent(acting())))


@sent_bp.get("/<int:object_id>")
@desk_view(READ)
def sent_one(object_id: int) -> str:
    """A step that was sent: where it stands, words, reply, recall."""
    row = _sent(object_id)
    note(row.dossier_id, acting())
    return _shown("sent_one.html", row=row)


@sent_bp.post("/<int:object_id>/<act>")
@desk_view(ASK)
def sent_do(object_id: int, act: str) -> ResponseReturnValue:
    """Reply, recall, send again."""
    row, text = _sent(object_id), request.form.get("text", "")
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "tra-loi": (lambda: service.reply(row, text, _seen(), acting()), _("Đã gửi lời của bạn.")),
        "thu-hoi": (
            lambda: service.recall(row, text, _seen(), acting()),
            _("Đã thu hồi; hồ sơ về bước trước."),
        ),
        "chuyen-lai": (lambda: service.again(row, _seen(), acting()), _("Đã chuyển lại.")),
    }
    if act not in acts:
        abort(404)
    return _tried(SENT, object_id, *acts[act])


def _tried(where: str, object_id: int, act: Callable[[], Any], done: str) -> ResponseReturnValue:
    """Do it, and say what happened; what was typed comes back where nothing was done."""
    try:
        act()
        commit()
    except (StaleVersion, NotPossible, Refused, PaperLost) as error:
        db.session.rollback()
        stale = _("Chưa làm gì: việc này vừa thay đổi. Hãy xem lại rồi làm tiếp.")
        said = stale if isinstance(error, StaleVersion) else str(error)
        return _back(where, object_id, said, "warning")
    return _back(where, object_id, done)


def _back(where: str, object_id: int, said: str, kind: str = "success") -> ResponseReturnValue:
    flash(said, kind)
    return redirect(path(f"{where}{object_id}"), 303)


def _shown(template: str, **context: Any) -> str:
    return render_template(
        f"referrals/{template}",
        came_path=CAME,
        sent_path=SENT,
        labels=LABELS,
        office_name=office_name,
        now=moment.now(),
        **context,
    )


def _came(object_id: int) -> Referred:
    found = queries.referred(object_id)
    if found is None:
        abort(404)
    return found


def _sent(object_id: int) -> Referral:
    found = queries.referral(object_id)
    if found is None:
        abort(404)
    return found


def _with_paper(row: Referred) -> list[tuple[ReferredPaper, Paper]]:
    rows = queries.papers_of(row)
    held = papers.papers([one.paper_id for one in rows])
    return [(one, held[one.paper_id]) for one in rows if one.paper_id in held]


def _paper(object_id: int, paper_id: int) -> tuple[ReferredPaper, Paper]:
    row = _came(object_id)
    named = queries.paper_of(row, paper_id)
    held = papers.paper(named.paper_id) if named is not None else None
    if named is None or held is None:
        abort(404)
    return named, held


def _note(object_id: int, what: str) -> None:
    """Write down that somebody reads, in a short transaction of its own; the same again only after a while."""
    actor = acting()
    statement = select(ReferredReading.id).where(
        ReferredReading.referred_id == object_id,
        ReferredReading.by_id == actor.user_id,
        ReferredReading.what == what,
        ReferredReading.at >= moment.now() - NOTED_FOR,
    )
    if db.session.scalar(statement.limit(1)) is not None:
        return
    with entered(editing(actor.tenant_id)):
        if queries.opened(object_id, actor, what) is None:
            abort(404)
        commit()


def _seen() -> int:
    return whole_number(request.form.get("version", "")) or 0


def _to() -> int | None:
    return whole_number(request.form.get("to", ""))


def _drop(row: Referred) -> None:
    named = queries.paper_of(row, whole_number(request.form.get("paper", "")) or 0)
    if named is None:
        raise NotPossible(_("Giấy tờ này không còn nữa."))
    service.detach(row, named, _seen(), acting())
