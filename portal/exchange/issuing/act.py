"""Issuing: number, signature, file and what follows in one transaction, the slow work outside of the write lock.

Whatever stops in between, a number is given together with the signed file or not at all (Nghị định 30/2020/NĐ-CP,
articles 13 to 19).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import to_local, today, utc_now
from portal.exchange.composing.later import Drawn, draw
from portal.exchange.issuing import signing
from portal.exchange.issuing.offices import Issuing, issuing_of
from portal.exchange.issuing.papers import SignAs, paper_of
from portal.exchange.kinds import BY_SLUG, figure_of
from portal.exchange.registers.acting import moved_to_target, note, own_organ, require
from portal.exchange.registers.drafting import LENGTHS
from portal.exchange.registers.errors import NotPossible, Wrong
from portal.exchange.registers.files import KIND, READABLE, Upload, add_outgoing, drop_outgoing, of_outgoing
from portal.exchange.registers.models import MAIN, OUT, OutgoingDocument, OutgoingFile
from portal.exchange.registers.numbering import next_number, peek
from portal.exchange.registers.people import tell, tell_clerks
from portal.exchange.registers.telling import listeners
from portal.exchange.registers.transitions import REGISTER, SIGN
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers import service as store
from portal.papers.models import RESULT
from portal.publishing.service import commit, touch
from portal.results.paper import keys_for
from portal.signing.turns import turn
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered

ATTEMPTS = 8
"""How often a document is signed anew because its number was given away meanwhile."""


class NumberTaken(NotPossible):
    """The number that somebody reckoned with was given away meanwhile; `number` is the next one now."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("Số vừa định dùng đã cấp cho văn bản khác. Số tiếp theo là %(number)s.", number=number)
        )
        self.number = number


@dataclass(frozen=True)
class _Job:
    """A document with the number that is next, drawn for this instant."""

    number: int
    found: Issuing
    day: date
    at: datetime
    drawn: Drawn
    reason: str


def find(document_id: int) -> OutgoingDocument | None:
    """A document going out of the portal in force."""
    return db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == document_id))


def issue(document_id: int, seen: int, signer: SignAs, actor: Actor) -> None:
    """Number, sign (PAdES) and keep a document, and send it on its way; commits by itself.

    It is drawn and signed before the write lock is taken, with the number that is next; who was faster in the series
    makes it be signed anew. The name on it is that of who signs. The caller's session must hold no changes: what it
    read is to be read again. Raises Forbidden, StaleVersion, NotPossible, Wrong, NoSigningKey, SigningFailed, Refused,
    StoreUnavailable; nothing is done then and no number is lost.
    """
    actor.require(SIGN)
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("issue is called with nothing pending")
    db.session.commit()  # lets go of the write lock
    signer = SignAs(signer.competence.strip(), " ".join(signer.position.split()), actor.name)
    _check(signer)
    portal = _portal(actor)
    keys = keys_for(portal, actor.user_id)
    with entered(editing(actor.tenant_id, writes=False)):
        row = _to_issue(document_id, seen, actor)
        series = issuing_of(portal, row.kind, signer.competence, row.unit).series
    with turn(actor.tenant_id, series):
        for _attempt in range(ATTEMPTS):
            with entered(editing(actor.tenant_id, writes=False)):
                job = _job(_to_issue(document_id, seen, actor), portal, signer)
            data = signing.signed(job.drawn, keys, signer.name, portal, job.reason, job.at)
            with entered(editing(actor.tenant_id)):
                try:
                    if _settle(document_id, seen, signer, job, data, actor):
                        return
                except BaseException:
                    db.session.rollback()  # the file that was kept goes at once, not with the next sweep
                    raise
    raise NotPossible(_("Nhiều người đang ký ban hành cùng lúc. Hãy thử lại sau ít phút."))


def _check(signer: SignAs) -> None:
    wrong = {}
    if not signer.position:
        wrong["position"] = _("Ghi chức vụ người ký.")
    for name in ("competence", "position"):
        if len(getattr(signer, name)) > LENGTHS[name]:
            wrong[name] = _("Nhiều nhất %(most)s ký tự.", most=LENGTHS[name])
    if wrong:
        raise Wrong(wrong)


def _to_issue(document_id: int, seen: int, actor: Actor) -> OutgoingDocument:
    row = find(document_id)
    if row is None:
        raise NotPossible(_("Văn bản không còn nữa."))
    require("issue", row, actor, seen)
    if not row.body.strip():
        raise NotPossible(_("Văn bản chưa có nội dung nên chưa ký được."))
    if any(one.role == MAIN for one in of_outgoing(row)):
        raise NotPossible(
            _("Văn bản đã có tệp bản ký giấy: dùng “Cấp số văn bản giấy”, hoặc gỡ tệp đó rồi ký số.")
        )
    return row


def _job(row: OutgoingDocument, portal: Portal, signer: SignAs) -> _Job:
    at = utc_now()
    day = to_local(at).date()
    found = issuing_of(portal, row.kind, signer.competence, row.unit)
    number = peek(OUT, found.series, day.year)
    drawn = draw(paper_of(row, portal, number=number, day=day, signer=signer, at=at))
    kind = BY_SLUG[row.kind].name.removesuffix(" (cá biệt)")
    reason = f"Ký ban hành {kind} số {figure_of(number)}/{found.notation}"
    return _Job(number, found, day, at, drawn, reason)


def _settle(document_id: int, seen: int, signer: SignAs, job: _Job, data: bytes, actor: Actor) -> bool:
    """Keep what was signed, in one transaction; False where its number is no longer the next one."""
    row = _to_issue(document_id, seen, actor)
    if next_number(OUT, job.found.series, job.day.year) != job.number:
        db.session.rollback()
        return False
    row.competence, row.position, row.signer_name = signer.competence, signer.position, signer.name
    row.place, row.pages = row.place or job.found.place, job.drawn.pages
    _number("issue", row, job.found, job.number, job.day, job.at, actor)
    _keep_main(row, data, actor)
    _finish("issue", row, actor)
    return True


def _number(
    verb: str, row: OutgoingDocument, found: Issuing, number: int, day: date, at: datetime, actor: Actor
) -> None:
    moved_to_target(verb, row)
    row.organ_id = own_organ(row.tenant_id)
    row.series, row.notation = found.series, found.notation
    row.year, row.number, row.day = day.year, number, day
    row.issued_at, row.issued_by_id = at, actor.user_id


def _keep_main(row: OutgoingDocument, data: bytes, actor: Actor) -> None:
    """The signed file among the office's papers, and as the document's own."""
    kind = BY_SLUG[row.kind].name.removesuffix(" (cá biệt)")
    kept = store.keep(
        data,
        f"{kind} {row.number_text}".replace("/", "-") + ".pdf",
        KIND,
        "",
        RESULT,
        actor,
        accept=frozenset({"pdf"}),
        read=False,
        may=READABLE,
        as_it_came=True,
        number=row.number_text,
        issued_on=row.day.isoformat() if row.day else "",
    )
    db.session.add(
        OutgoingFile(
            tenant_id=row.tenant_id,
            document_id=row.id,
            paper_id=kept.id,
            role=MAIN,
            name=kept.name,
            mime=kept.mime,
            size=kept.size,
            sha256=hashlib.sha256(data).hexdigest(),
        )
    )


def _finish(verb: str, row: OutgoingDocument, actor: Actor) -> None:
    """What numbering and signing end with: its course, who listens, commit."""
    note(row, verb, row.number_text, actor)
    for one in listeners().issued:
        one(row)
    title = _("Đã ban hành văn bản số %(number)s", number=row.number_text)
    tell(row, [row.drafter_id], "issued", title, actor, row.subject)
    tell_clerks(row, "issued", title, actor, row.subject)
    touch(db.session(), row.tenant_id)
    commit()


def next_number_of(row: OutgoingDocument, portal: Portal, day: date, competence: str) -> str:
    """The number that a document would get on this day, signed in whose name; another may be faster."""
    found = issuing_of(portal, row.kind, competence, row.unit)
    return f"{figure_of(peek(OUT, found.series, day.year))}/{found.notation}"


def keep_scan(row: OutgoingDocument, upload: Upload, seen: int, actor: Actor) -> None:
    """Keep the scan of a document that was signed on paper, in the place of an earlier one (the caller commits). Raises
    Forbidden, StaleVersion, NotPossible, Refused, StoreUnavailable."""
    require("number", row, actor, seen)
    for former in of_outgoing(row):
        if former.role == MAIN:
            drop_outgoing(former, actor)
    (made,) = add_outgoing(row, [Upload(upload.name, upload.data, MAIN)], actor)
    note(row, "attach", made.name, actor)


def number_on_paper(
    document_id: int, seen: int, expected: str, day: date, signer: SignAs, actor: Actor
) -> None:
    """Give a document that was signed on paper its number, as the clerk wrote it (`expected`), with the day on it; its
    scan is the draft's MAIN file. Commits by itself; it goes on its way as a signed one does.

    Raises Forbidden, StaleVersion, NotPossible, Wrong; NumberTaken where the number is no longer the next one: nothing
    is done then and no number is lost.
    """
    actor.require(REGISTER)
    row = find(document_id)
    if row is None:
        raise NotPossible(_("Văn bản không còn nữa."))
    require("number", row, actor, seen)
    main = [one for one in of_outgoing(row) if one.role == MAIN]
    _check_paper(main, day, signer)
    portal = _portal(actor)
    found = issuing_of(portal, row.kind, signer.competence, row.unit)
    number = next_number(OUT, found.series, day.year)
    if (given := f"{figure_of(number)}/{found.notation}") != expected.strip():
        db.session.rollback()
        raise NumberTaken(given)
    row.competence, row.position, row.signer_name = signer.competence, signer.position, signer.name
    row.place, row.on_paper = row.place or found.place, True
    held = papers.paper(main[0].paper_id)
    row.pages = max(1, held.pages if held is not None else 1)
    _number("number", row, found, number, day, utc_now(), actor)
    _finish("number", row, actor)


def _check_paper(main: list[OutgoingFile], day: date, signer: SignAs) -> None:
    wrong = {}
    if not main:
        wrong["file"] = _("Tải lên bản quét của văn bản đã ký, đóng dấu.")
    if day > today():
        wrong["day"] = _("Ngày của văn bản ở phía sau hôm nay.")
    if not signer.name:
        wrong["signer_name"] = _("Ghi họ tên người đã ký.")
    wrong |= {
        name: _("Nhiều nhất %(most)s ký tự.", most=most)
        for name, most in (("competence", 200), ("position", 120), ("signer_name", 120))
        if len(getattr(signer, "name" if name == "signer_name" else name)) > most
    }
    if wrong:
        raise Wrong(wrong)


def _portal(actor: Actor) -> Portal:
    portal = directory().by_id(actor.tenant_id)
    if portal is None:
        raise NotPossible(_("Cổng không còn nữa."))
    return portal
