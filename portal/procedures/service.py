"""The verbs of procedures: the only code that writes their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import timedelta

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.procedures.models import Procedure, ProcedureBasis, ProcedurePaper, ProcedureWay
from portal.publishing.models import PUBLISHED
from portal.publishing.service import check_version, commit, keep_imported, record
from portal.publishing.slugs import slugify, unique_slug

SCALARS = (
    "code",
    "name",
    "field",
    "service_level",
    "procedure_kind",
    "decision",
    "subjects",
    "executing_agency",
    "competent_agency",
    "coordinating_agency",
    "place",
    "steps",
    "results",
    "conditions",
    "keywords",
    "description",
    "popular",
    "source",
)
SERVICE_LEVELS = ("toan-trinh", "mot-phan", "thong-tin")
CHANNELS = ("truc-tiep", "truc-tuyen", "buu-chinh")
LEVELS = ("bộ", "tỉnh", "huyện", "xã", "khác")


class CodeTaken(ValueError):
    """A procedure with this code is there already."""


@dataclass(frozen=True)
class Way:
    """A way of submitting."""

    channel: str
    time: str = ""
    fee: str = ""
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper of the dossier, in a case."""

    name: str
    case: str = ""
    form: str = ""
    originals: int | None = None
    copies: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Basis:
    """A legal basis."""

    number: str
    title: str


@dataclass
class ProcedureDraft:
    """What a form, a file or the national catalogue says of a procedure."""

    code: str
    name: str
    field: str = ""
    levels: list[str] = made(default_factory=list)
    service_level: str = "thong-tin"
    procedure_kind: str = ""
    decision: str = ""
    subjects: list[str] = made(default_factory=list)
    executing_agency: str = ""
    competent_agency: str = ""
    coordinating_agency: str = ""
    place: str = ""
    steps: str = ""
    results: list[str] = made(default_factory=list)
    conditions: str = ""
    keywords: list[str] = made(default_factory=list)
    description: str = ""
    popular: int | None = None
    source: str = ""
    ways: Sequence[Way] = ()
    papers: Sequence[Paper] = ()
    bases: Sequence[Basis] = ()
    shared: bool = False


def joined_levels(levels: Sequence[str]) -> str:
    """Levels as they are stored: "|huyện|xã|"."""
    return "|" + "|".join(level for level in LEVELS if level in levels) + "|" if levels else ""


def _apply(procedure: Procedure, draft: ProcedureDraft, actor: Actor) -> None:
    if draft.shared != procedure.shared:
        actor.require("content.share")
        procedure.shared = draft.shared
    for name in SCALARS:
        setattr(procedure, name, getattr(draft, name))
    procedure.levels = joined_levels(draft.levels)


def _apply_rows(procedure: Procedure, draft: ProcedureDraft) -> None:
    key = {"tenant_id": procedure.tenant_id, "shared": procedure.shared}
    procedure.ways[:] = [
        ProcedureWay(**key, position=at, channel=one.channel, time=one.time, fee=one.fee, note=one.note)
        for at, one in enumerate(draft.ways)
    ]
    procedure.papers[:] = [
        ProcedurePaper(
            **key,
            position=at,
            case=one.case,
            name=one.name,
            form=one.form,
            originals=one.originals,
            copies=one.copies,
            note=one.note,
        )
        for at, one in enumerate(draft.papers)
    ]
    procedure.bases[:] = [
        ProcedureBasis(**key, position=at, number=one.number, title=one.title)
        for at, one in enumerate(draft.bases)
    ]


def write(
    draft: ProcedureDraft,
    actor: Actor,
    wanted_slug: str = "",
    *,
    published: bool = False,
    origin: tuple[str, str] = ("", ""),
) -> Procedure:
    """Make a procedure, a draft unless `published` (the caller commits). `origin` is where it comes from and the
    digest of that. Raises Forbidden, CodeTaken."""
    actor.require("content.create")
    taken = select(Procedure.id).where(Procedure.code == draft.code, Procedure.tenant_id == actor.tenant_id)
    if db.session.scalar(taken) is not None:
        raise CodeTaken(draft.code)
    slug = unique_slug(Procedure, wanted_slug or f"{slugify(draft.name, 100)}-{slugify(draft.code, 30)}")
    procedure = Procedure(tenant_id=actor.tenant_id, created_by_id=actor.user_id, slug=slug, shared=False)
    _apply(procedure, draft, actor)
    _apply_rows(procedure, draft)
    procedure.origin, procedure.origin_digest = origin
    if published:
        actor.require("content.publish")
        procedure.status, procedure.publish_at = PUBLISHED, utc_now() - timedelta(seconds=1)
    db.session.add(procedure)
    record(procedure, "create", actor, detail=procedure.name)
    return procedure


def create(draft: ProcedureDraft, actor: Actor) -> Procedure:
    """Make a draft procedure. Raises Forbidden, CodeTaken."""
    procedure = write(draft, actor)
    commit()
    return procedure


def rewrite(procedure: Procedure, draft: ProcedureDraft, actor: Actor, action: str, detail: str = "") -> None:
    """Put a draft's content onto a procedure (the caller commits)."""
    keep_imported(procedure)
    _apply(procedure, draft, actor)
    _apply_rows(procedure, draft)
    record(procedure, action, actor, detail=detail or procedure.name)


def save(
    procedure: Procedure,
    draft: ProcedureDraft,
    seen_version: int,
    actor: Actor,
    action: str = "save",
    detail: str = "",
) -> None:
    """Save an edited procedure; its address stays. Raises Forbidden, StaleVersion, CodeTaken."""
    actor.require_edit(procedure.created_by_id)
    check_version(procedure, seen_version)
    other = select(Procedure.id).where(
        Procedure.code == draft.code, Procedure.id != procedure.id, Procedure.tenant_id == actor.tenant_id
    )
    if db.session.scalar(other) is not None:
        raise CodeTaken(draft.code)
    rewrite(procedure, draft, actor, action, detail)
    commit()
