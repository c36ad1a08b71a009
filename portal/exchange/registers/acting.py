"""What the verbs of both registers share: they ask the table, note what was done, and tell whom it concerns."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import Actor, Forbidden
from portal.dossiers.codes import agency_identifier
from portal.exchange.registers.errors import NotPossible, StaleVersion, Wrong
from portal.exchange.registers.models import IN, OUT, HandlingNote, IncomingDocument, OutgoingDocument
from portal.exchange.registers.telling import listeners
from portal.exchange.registers.transitions import RULES, Refusal, facts_of, refusal
from portal.extensions import db
from portal.publishing.service import audit
from portal.tenancy.directory import directory

ACTION = "exchange"
LONGEST_WORDS = 2000
Document = IncomingDocument | OutgoingDocument


def own_organ(tenant_id: int) -> str:
    """The identifier under which an office registers now. Raises LookupError for an unknown portal."""
    portal = directory().by_id(tenant_id)
    if portal is None:
        raise LookupError("tenant")
    return agency_identifier(portal)


def register_of(row: Document) -> str:
    """The register that a document stands in."""
    return IN if isinstance(row, IncomingDocument) else OUT


def require(verb: str, row: Document, actor: Actor, seen: int | None, words: str = "") -> None:
    """Raise unless somebody may do a verb now: Forbidden, StaleVersion (the page was made from another version; None
    looks at none), NotPossible, Wrong where words are missing."""
    found = refusal(verb, facts_of(row), actor)
    if found is not None and found.kind == "person":
        raise Forbidden(found.action)
    if seen is not None and row.version != seen:
        raise StaleVersion
    if found is not None:
        raise NotPossible(_explained(found))
    if RULES[verb].words and not words.strip():
        raise Wrong({"words": _("Ghi rõ lý do hoặc nội dung.")})


def _explained(found: Refusal) -> str:
    return {
        "hands": _("Văn bản này đang ở tay người khác: chỉ người đang giữ hoặc văn thư làm được việc này."),
        "state": _("Việc này không làm được khi văn bản ở trạng thái hiện tại."),
        "closed": _("Văn bản này đã được nơi gửi lấy lại hoặc thay thế nên không xử lý nữa."),
        "asked": _("Nơi gửi đang có đề nghị về văn bản này: hãy trả lời đề nghị trước."),
    }[found.kind]


def moved_to_target(verb: str, row: Document) -> None:
    """Put a document into the state that a verb leads to."""
    target = RULES[verb].target
    if target is not None:
        row.state = target


def note(row: Document, act: str, text: str, actor: Actor) -> HandlingNote:
    """Write down an act in the course of a document, and in the trail (number or subject, not the words)."""
    db.session.flush()
    entry = HandlingNote(
        tenant_id=row.tenant_id,
        register=register_of(row),
        document_id=row.id,
        by_id=actor.user_id,
        by_name=actor.name,
        act=act,
        text=text.strip()[:LONGEST_WORDS],
    )
    db.session.add(entry)
    audit(
        actor,
        f"{ACTION}.{act}",
        kind=row.kind_of_thing,
        object_id=row.id,
        detail=row.number_text or row.subject[:200],
    )
    db.session.flush()
    return entry


def tell_sender(row: IncomingDocument, status: str, words: str = "") -> None:
    """Let listeners tell the sender how an arrival stands (a status code of the standard)."""
    for one in listeners().moved:
        one(row, status, words)
