"""What is handed in: read, judged against the version of the service, turned into rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import gettext as _

from portal.citizens import accounts
from portal.citizens.models import VNEID
from portal.dossiers.errors import InvalidSubmission
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.party import STAFF, Party
from portal.dossiers.states import BY_POST, DELIVERIES
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.models import REFUSED, SCAN, Paper
from portal.papers.owners import owner_mark
from portal.services.definition.answers import kept, papers_needed, validate
from portal.services.definition.shapes import Definition

UPLOAD, AT_COUNTER, REUSED, RESULT = "upload", "counter", "reuse", "result"
SOURCES = (UPLOAD, AT_COUNTER, REUSED, RESULT)
MOST_PAPERS = 60
LONGEST = {
    "name": 120,
    "identity": 20,
    "born": 10,
    "phone": 20,
    "email": 254,
    "address": 300,
    "agent": 120,
    "agent_identity": 20,
}


@dataclass(frozen=True)
class Applicant:
    """Who applies, as far as they say; `born` is an ISO date or "". `agent`: who hands in for them by authority."""

    name: str
    identity: str = ""
    born: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    agent: str = ""
    agent_identity: str = ""


@dataclass(frozen=True)
class GivenPaper:
    """A paper that is handed in: the key of the definition, its row in `paper` (None: on paper at the counter)."""

    paper_key: str
    paper_id: int | None = None
    source: str = UPLOAD
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True)
class Submission:
    """Everything that is handed in. `submit_key` makes it once; `consent_version` is what the citizen agreed to."""

    service_id: int
    version_id: int
    channel: str
    applicant: Applicant
    answers: Mapping[str, Any]
    submit_key: str
    guide_answers: Mapping[str, Any] = field(default_factory=dict)
    papers: Sequence[GivenPaper] = ()
    delivery: str = "tai-quay"
    delivery_address: Mapping[str, Any] = field(default_factory=dict)
    consent_version: str = ""
    citizen_id: int | None = None


def applicant_values(applicant: Applicant) -> dict[str, Any]:
    """An applicant as it is sealed: whitespace in order, nothing longer than it may be."""
    return {key: " ".join(str(value).split())[: LONGEST[key]] for key, value in asdict(applicant).items()}


def require_valid(sent: Submission, definition: Definition, by: Party) -> dict[str, Any]:
    """The answers that are kept. At the counter papers may be missing: the clerk asks for them. Raises
    InvalidSubmission with messages by path: fields by their own, papers as `papers.<key>`."""
    found = validate(definition, sent.answers, sent.guide_answers)
    if not sent.applicant.name.strip():
        found["applicant.name"] = _("Nhập họ và tên người nộp hồ sơ.")
    if sent.channel not in definition.channels:
        found["channel"] = _("Thủ tục này không nhận hồ sơ bằng cách đó.")
    if sent.delivery not in definition.deliveries or sent.delivery not in DELIVERIES:
        found["delivery"] = _("Chọn cách nhận kết quả.")
    elif sent.delivery == BY_POST and not any(str(one).strip() for one in sent.delivery_address.values()):
        found["delivery_address"] = _("Nhập địa chỉ nhận kết quả.")
    found |= papers_wrong(sent.papers, definition, sent.applicant.identity, by)
    if by.kind != STAFF:
        given = {one.paper_key for one in sent.papers}
        for one in papers_needed(definition, sent.answers, sent.guide_answers):
            if one.required and one.key not in given:
                found.setdefault(f"papers.{one.key}", _("Chưa có %(name)s.", name=one.name))
    if found:
        raise InvalidSubmission(found)
    return dict(kept(definition, sent.answers, sent.guide_answers))


def papers_wrong(
    given: Sequence[GivenPaper], definition: Definition, identity: str, by: Party
) -> dict[str, str]:
    """What is wrong with papers that are handed in: unknown, of no use, or somebody else's."""
    known = {one.key for one in definition.papers}
    held = papers.papers([one.paper_id for one in given if one.paper_id is not None])
    found: dict[str, str] = {}
    if len(given) > MOST_PAPERS:
        found["papers"] = _("Nhiều giấy tờ quá, tối đa %(most)s tệp.", most=MOST_PAPERS)
    for one in given:
        paper = held.get(one.paper_id) if one.paper_id is not None else None
        if one.paper_key not in known or one.source not in SOURCES:
            found["papers"] = _("Có giấy tờ không thuộc hồ sơ này.")
        elif one.paper_id is None and by.kind == STAFF:
            continue
        elif paper is None or not _may_use(paper, one.source, identity, by):
            found[f"papers.{one.paper_key}"] = _("Không tìm thấy giấy tờ này. Hãy tải lên lại.")
        elif paper.state == REFUSED:
            found[f"papers.{one.paper_key}"] = _("Giấy tờ này không đọc được. Hãy tải lên lại.")
    return found


def _may_use(paper: Paper, source: str, identity: str, by: Party) -> bool:
    """Whether a party may put a paper into a dossier: a citizen their own; the desk those of the applicant, and what it
    scanned of somebody without a number – not what another citizen sent from an account."""
    if by.kind == STAFF:
        known = owner_mark(identity)
        if known and paper.owner_mark == known:
            return True
        return paper.owner_mark == "" and paper.source == SCAN and source != REUSED
    if by.citizen_id is None:
        return False
    if paper.citizen_id == by.citizen_id:
        return True
    account = accounts.by_id(by.citizen_id)
    proven = account is not None and account.level == VNEID and account.identity
    return bool(proven and account and paper.owner_mark == owner_mark(account.identity))


def add_papers(
    dossier: Dossier, given: Sequence[GivenPaper], definition: Definition, *, request_id: int | None = None
) -> list[DossierPaper]:
    """Put papers into a dossier (the caller commits); it must be flushed."""
    titles = {one.key: (at, one.name) for at, one in enumerate(definition.papers)}
    rows = [
        DossierPaper(
            tenant_id=dossier.tenant_id,
            dossier_id=dossier.id,
            paper_key=one.paper_key,
            paper_id=one.paper_id,
            title=titles[one.paper_key][1][:500],
            source=one.source,
            position=titles[one.paper_key][0],
            originals=max(one.originals, 0),
            copies=max(one.copies, 0),
            request_id=request_id,
        )
        for one in given
    ]
    db.session.add_all(rows)
    return rows
