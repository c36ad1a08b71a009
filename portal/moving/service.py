"""The verbs of moving in: open a source, choose where its sections go, start and stop a run, forget it."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from sqlalchemy import delete, select, update

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.importing.fields import clean_text
from portal.jobs import service as jobs
from portal.jobs.models import CANCELLED as JOB_CANCELLED
from portal.jobs.models import FAILED as JOB_FAILED
from portal.jobs.models import RUNNING, Job
from portal.moving.addresses import host_of, key_of, normalised
from portal.moving.mapping import Mapping
from portal.moving.models import (
    BROKEN,
    BUSY,
    LOOKING,
    PATH,
    STOPPED,
    TAKING,
    TRYING,
    Move,
    MovedItem,
    OldPath,
    OldPathDay,
)
from portal.moving.old_paths import collision, routed, thing_at
from portal.moving.running import places_here
from portal.moving.unpacking import inside, sniff
from portal.publishing.service import StaleVersion, audit, commit, touch
from portal.web.sanitise_rules import is_safe_link

MANAGE = "tenant.settings"
KIND = "moving"
STEPS = {"look": LOOKING, "try": TRYING, "take": TAKING}


class Busy(ValueError):
    """The source is being worked on; nothing was changed."""


def importing_actor(tenant_id: int, by_name: str) -> Actor:
    """Who writes what is taken in: no person, so that later runs know what people have edited; named after the one who
    asked for it."""
    roles = frozenset({"tenant_admin"})
    return Actor(None, f"chuyển dữ liệu ({by_name})"[:120], tenant_id, roles)


def open_dropped(name: str, media: str, actor: Actor) -> Move:
    """The source of this name in the tenant's folder; looking into it begins.

    Raises Forbidden, UnreadableSource, Busy.
    """
    actor.require(MANAGE)
    path = inside(actor.tenant_id, name)
    if media:
        inside(actor.tenant_id, media)
    kind, site = sniff(path)
    return open_source(kind, host_of(site) or path.stem, path.name, name, media, actor)


def open_source(kind: str, identity: str, name: str, place: str, media_place: str, actor: Actor) -> Move:
    """The source of this kind and identity, new or known; looking into it begins. Raises Forbidden, Busy."""
    actor.require(MANAGE)
    identity = clean_text(identity, "identity")[:200]
    move = db.session.scalar(select(Move).where(Move.kind == kind, Move.identity == identity))
    if move is None:
        move = Move(tenant_id=actor.tenant_id, kind=kind, identity=identity, created_by=actor.name)
        db.session.add(move)
    elif move.state in BUSY:
        raise Busy
    move.name, move.place, move.media_place = name[:200], place[:300], media_place[:300]
    db.session.flush()
    _begin(move, "look", actor)
    audit(actor, "moving.open", kind=KIND, object_id=move.id, detail=move.name)
    commit()
    return move


def take_from(
    kind: str, identity: str, name: str, place: str, media_place: str, mapping: Mapping, actor: Actor
) -> Move:
    """The source that a command of this machine names by its path, waiting to be taken in with this mapping.

    One whose worker was killed waits already and goes on. Raises Forbidden, and Busy where it is being worked on.
    """
    actor.require(MANAGE)
    identity = clean_text(identity, "identity")[:200]
    move = db.session.scalar(select(Move).where(Move.kind == kind, Move.identity == identity))
    if move is None:
        move = Move(tenant_id=actor.tenant_id, kind=kind, identity=identity, created_by=actor.name)
        db.session.add(move)
    job = jobs.job_of(KIND, move.id) if move.id is not None else None
    if job is not None and job.state == RUNNING:
        raise Busy
    move.name, move.place, move.media_place = name[:200], place[:300], media_place[:300]
    move.mapping = mapping.as_json()
    db.session.flush()
    _begin(move, "take", actor)
    audit(actor, "moving.take", kind=KIND, object_id=move.id, detail=move.name)
    commit()
    return move


def save_mapping(move: Move, mapping: Mapping, seen: int, actor: Actor) -> None:
    """Keep where sections go. Raises Forbidden, Busy, StaleVersion, InvalidMapping."""
    actor.require(MANAGE)
    if move.state in BUSY:
        raise Busy
    if move.version != seen:
        raise StaleVersion
    places_here(mapping)
    move.mapping = mapping.as_json()
    audit(actor, "moving.mapping", kind=KIND, object_id=move.id, detail=move.name)
    commit()


def start(move: Move, step: str, actor: Actor) -> None:
    """Begin a step ("look", "try", "take") beside the web workers. Raises Forbidden, Busy."""
    actor.require(MANAGE)
    if move.state in BUSY:
        raise Busy
    _begin(move, step, actor)
    if step == "take":
        audit(actor, "moving.take", kind=KIND, object_id=move.id, detail=move.name)
    commit()


def _begin(move: Move, step: str, actor: Actor) -> None:
    move.state, move.problem = STEPS[step], ""
    jobs.enqueue(KIND, move.id, actor, {"step": step, "by": actor.name})


def stop(move: Move, actor: Actor) -> bool:
    """Stop what runs at the next item; whether anything did. What was taken stays. Raises Forbidden."""
    actor.require(MANAGE)
    job = jobs.job_of(KIND, move.id)
    stopped = job is not None and jobs.cancel(job)
    commit()
    return stopped


def forget(move: Move, actor: Actor) -> None:
    """Take a source with its report off the list. What was taken and its old addresses stay. Raises Forbidden, Busy."""
    actor.require(MANAGE)
    if move.state in BUSY:
        raise Busy
    job = jobs.job_of(KIND, move.id)
    if job is not None:
        jobs.forget(job)
    db.session.execute(update(OldPath).where(OldPath.move_id == move.id).values(move_id=None))
    db.session.execute(delete(MovedItem).where(MovedItem.move_id == move.id))
    audit(actor, "moving.forget", kind=KIND, object_id=move.id, detail=move.name)
    db.session.delete(move)
    commit()


def follow_job(job: Job) -> None:
    """What becomes of a source when the queue itself changes its job (in the queue's transaction, over tenants)."""
    move = db.session.scalar(
        select(Move).where(Move.id == (job.subject_id or 0), Move.tenant_id == job.tenant_id)
    )
    if move is None:
        return
    if job.state == JOB_FAILED:
        move.state, move.problem = BROKEN, job.message
    elif job.state == JOB_CANCELLED:
        move.state = STOPPED
    else:
        move.state = STEPS.get(str(job.payload.get("step")), move.state)


def paths_of(move: Move) -> tuple[Path, Path | None]:
    """Where the source and its files lie. Raises UnreadableSource where they are no longer there."""
    if Path(move.place).is_absolute():  # named by a command on this machine
        return Path(move.place), Path(move.media_place) if move.media_place else None
    media = inside(move.tenant_id, move.media_place) if move.media_place else None
    return inside(move.tenant_id, move.place), media


def max_file_mb() -> int:
    """How large a file of an old portal may be to be stored here."""
    limit: int = current_app.config["PORTAL"].max_upload_mb
    return limit


class InvalidOldPath(ValueError):
    """An old address cannot be kept so; `field` ("address" or "target") and `code` say why."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field, self.code = field, code


def write_old_path(
    row: OldPath | None, address: str, target: str, note: str, seen: int, actor: Actor
) -> OldPath:
    """Keep an old address by hand, new or changed. Raises Forbidden, StaleVersion, InvalidOldPath.

    A target that is a news item or page is kept as that thing, so that the address follows it.
    """
    actor.require(MANAGE)
    if row is not None and row.version != seen:
        raise StaleVersion
    shown = normalised(address)
    kind, object_id, path = _aim(shown, target)
    held = db.session.scalar(select(OldPath).where(OldPath.key == key_of(shown)))
    if held is not None and held.deleted_at is not None and held is not row:
        db.session.execute(delete(OldPathDay).where(OldPathDay.old_path_id == held.id))
        db.session.delete(held)
        db.session.flush()
    elif held is not None and held is not row:
        raise InvalidOldPath("address", "taken")
    if row is None:
        row = OldPath(tenant_id=actor.tenant_id, active=True)
        db.session.add(row)
    row.key, row.address, row.by_hand, row.note = key_of(shown), shown, True, note.strip()[:300]
    row.kind, row.object_id, row.target = kind, object_id, path
    _note_old_path(row, "save", actor)
    return row


def _aim(shown: str, target: str) -> tuple[str, int | None, str]:
    if shown in {"", "/"}:
        raise InvalidOldPath("address", "not_an_address")
    if "?" not in shown and collision(shown, "", 0):
        raise InvalidOldPath("address", "lives")
    path = target.strip()
    bare = path.partition("#")[0].partition("?")[0]
    if (
        not path.startswith("/")
        or path.startswith("//")
        or not is_safe_link(path)
        or path.startswith("/quan-tri")
    ):
        raise InvalidOldPath("target", "not_a_path")
    found = routed(bare)
    if found is None or normalised(path) == shown:
        raise InvalidOldPath("target", "not_there")
    thing = thing_at(*found)
    if found[0] in {"news.item", "pages.page"} and thing is None:
        raise InvalidOldPath("target", "not_there")
    if thing is not None and bare == path:
        return thing[0], thing[1], ""
    return PATH, None, path[:500]


def switch_old_path(row: OldPath, on: bool, actor: Actor) -> None:
    """Let an old address lead on, or not. Raises Forbidden."""
    actor.require(MANAGE)
    row.active = on
    _note_old_path(row, "save", actor)


def remove_old_path(row: OldPath, actor: Actor) -> None:
    """Delete; it can be brought back. Raises Forbidden."""
    actor.require(MANAGE)
    row.deleted_at = utc_now()
    _note_old_path(row, "remove", actor)


def restore_old_path(row: OldPath, actor: Actor) -> None:
    """Bring back what was deleted. Raises Forbidden."""
    actor.require(MANAGE)
    row.deleted_at = None
    _note_old_path(row, "restore", actor)


def _note_old_path(row: OldPath, act: str, actor: Actor) -> None:
    row.updated_at, row.updated_by = utc_now(), actor.name
    db.session.flush()
    audit(actor, f"old_path.{act}", kind="old_path", object_id=row.id, detail=row.address)
    touch(db.session(), actor.tenant_id)
    commit()
