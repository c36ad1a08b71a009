"""Bringing a portal back from its package: all of it in one transaction, into a portal that is empty or not there yet.

What follows from other things comes afterwards and can be repeated at any time (`follow_up`): the log of proofs, the
checks of signatures. The index follows the change log, as always.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import system_actor
from portal.clock import utc_now
from portal.content.carried import Carried, carried
from portal.content.exporting import DATA, PEOPLE
from portal.content.files_in import take_files
from portal.content.package import BadPackage, opened
from portal.content.record_in import read_object, take_record, take_settings
from portal.content.rows_in import Inward, lines_of
from portal.extensions import db
from portal.media.models import MediaFile
from portal.proofs.following import await_hours, followed, log_many
from portal.proofs.models import PendingProof
from portal.publishing.models import PUBLISHED
from portal.publishing.service import audit, log_change
from portal.signing.service import check_again, current_trust, stored_check
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.tenancy.scope import all_tenants, editing, entered, narrowed, system_task
from portal.voice.cases.models import VoiceCase
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions

REASON = "nạp bản xuất của một cổng"
ACTION = "content.load"
OF_AN_EMPTY_PORTAL = frozenset({"quality_day", "quality_finding", "visit_day", "watch_rule"})
"""What gathers by itself in a portal where nobody has done anything yet."""
AT_ONCE = 200


class NotEmpty(BadPackage):
    """The portal holds something already, so that a whole package can't be brought into it."""


@dataclass(frozen=True)
class Restored:
    """What a load brought: the portal's slug, rows by table, e-mails of people who have no account here. `known`: the
    package had been loaded before, and nothing was changed."""

    slug: str
    counts: dict[str, int]
    nameless: frozenset[str] = frozenset()
    known: bool = False


def load_package(path: Path) -> Restored:
    """Load the ZIP of a portal: all of it, or nothing. Raises BadPackage with what is wrong and what to do."""
    with opened(path) as package:
        _texts_agree(package.content / package.slug, package.files)
        if (before := _loaded_before(package.content, package.slug)) is not None:
            made = before
        else:
            made = _restore(package.content, package.slug, with_record=True)
    tenants_changed()
    directory().refresh(versions().read(GLOBAL_SLOT))
    portal = directory().by_slug(made.slug)
    assert portal is not None
    follow_up(portal.id)
    return made


def restore_rows(content: Path, slug: str) -> Restored | None:
    """Bring back what lies in `<slug>/du-lieu` of an unpacked package into the portal of that slug, which is there.
    None where there is nothing of that kind. Raises BadPackage."""
    if not (content / slug / DATA).is_dir():
        return None
    made = _loaded_before(content, slug)
    if made is None:
        made = _restore(content, slug, with_record=False)
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    portal = directory().by_slug(slug)
    assert portal is not None
    follow_up(portal.id)
    return made


def _texts_agree(base: Path, files: dict[str, str]) -> None:
    """Whether each thing's text in the package is the one that its row was written with. Raises BadPackage."""
    for one in carried().values():
        if one.is_thing:
            for number, row in lines_of(base, one.name):
                name = row.get("file")
                if name is not None and files.get(f"content/{base.name}/{name}") != row.get("file_sha256"):
                    raise BadPackage(f"{one.name}.jsonl dòng {number}: tệp Markdown của mục này không khớp.")


def _loaded_before(content: Path, slug: str) -> Restored | None:
    with all_tenants(REASON):
        tenant_id = db.session.scalar(select(Tenant.id).where(Tenant.slug == slug))
        if tenant_id is None:
            return None
        for one in carried().values():
            if one.name in OF_AN_EMPTY_PORTAL:
                continue
            for _number, row in lines_of(content / slug, one.name):
                mine = (one.table.c.tenant_id == tenant_id, one.table.c.id == row.get("id"))
                if type(row.get("id")) is int and db.session.scalar(select(one.table.c.id).where(*mine)):
                    return Restored(slug, {}, known=True)
                break
    return None


def _restore(content: Path, slug: str, *, with_record: bool) -> Restored:
    base = content / slug
    known, numbers = take_files(base)
    people = read_object(base / PEOPLE)
    with system_task(REASON):
        try:
            tenant = take_record(content, slug) if with_record else _tenant(slug)
            _require_empty(tenant)
            inward = Inward(tenant, known, people)
            inward.bring(base)
            take_settings(content, tenant, numbers)
            _tell(tenant)
            db.session.commit()
        except IntegrityError as error:
            db.session.rollback()
            raise BadPackage(
                "Dữ liệu trong gói mâu thuẫn với nhau (trùng địa chỉ, hoặc nhắc tới mục không có trong gói): "
                f"{error.orig}"[:300]
            ) from error
        except BaseException:
            db.session.rollback()
            raise
    return Restored(slug, inward.counts, frozenset(inward.nameless))


def _tenant(slug: str) -> Tenant:
    return db.session.scalars(select(Tenant).where(Tenant.slug == slug)).one()


def _require_empty(tenant: Tenant) -> None:
    held = {}
    for one in carried().values():
        mine = one.table.c.tenant_id == tenant.id
        if one.name in OF_AN_EMPTY_PORTAL:
            with narrowed(tenant.id):
                db.session.execute(delete(one.table).where(mine))
        elif count := db.session.scalar(select(func.count()).select_from(one.table).where(mine)):
            held[one.name] = count
    if held:
        told = ", ".join(f"{name} {count}" for name, count in sorted(held.items())[:5])
        raise NotEmpty(
            f"Cổng {tenant.slug} ở hệ thống này đã có dữ liệu ({told}). Cả bản xuất chỉ nạp được vào cổng trống; "
            "để đưa thêm bài vào cổng đang dùng, hãy giải nén rồi nạp thư mục content."
        )


def _tell(tenant: Tenant) -> None:
    """The index and the trail hear of what came."""
    for kind, object_id in _searched(tenant.id):
        log_change(tenant.id, kind, object_id)
    with narrowed(tenant.id):
        audit(system_actor(tenant.id), ACTION, detail=tenant.slug)


def _searched(tenant_id: int) -> Iterator[tuple[str, int]]:
    for one in carried().values():
        if isinstance(one.model.__dict__.get("kind"), str):
            ids = db.session.scalars(select(one.table.c.id).where(one.table.c.tenant_id == tenant_id))
            yield from ((one.model.kind, object_id) for object_id in ids)
    cases = select(VoiceCase.kind, VoiceCase.id).where(VoiceCase.tenant_id == tenant_id)
    yield from ((row.kind, row.id) for row in db.session.execute(cases))


def follow_up(tenant_id: int) -> None:
    """Log what of a portal's things citizens see, and check the signatures of its files, where that was not done.

    Repeating it changes nothing. Each portion is a transaction of its own.
    """
    for one in carried().values():
        if one.is_thing and one.model.kind in followed():
            for ids in _portions(tenant_id, one, one.table.c.status == PUBLISHED):
                with entered(editing(tenant_id)):
                    _log(tenant_id, one.model, ids)
                    db.session.commit()
    for ids in _portions(tenant_id, carried()["media_file"], MediaFile.kind == "pdf"):
        for media_id in ids:
            with entered(editing(tenant_id)):
                file = db.session.scalars(select(MediaFile).where(MediaFile.id == media_id)).one()
                held = stored_check(file)
                if held is None or held.trust_digest != current_trust().digest:
                    check_again(file, held)
                    db.session.commit()


def _log(tenant_id: int, model: Any, ids: list[int]) -> None:
    rows = list(db.session.scalars(select(model).where(model.id.in_(ids))))
    log_many(tenant_id, model.kind, rows)
    db.session.execute(
        delete(PendingProof).where(
            PendingProof.tenant_id == tenant_id,
            PendingProof.kind == model.kind,
            PendingProof.object_id.in_(ids),
        )
    )
    for row in rows:
        await_hours(row, utc_now())


def _portions(tenant_id: int, one: Carried, *wanted: Any) -> Iterator[list[int]]:
    with entered(editing(tenant_id, writes=False)):
        mine = one.table.c.tenant_id == tenant_id
        ids = list(db.session.scalars(select(one.table.c.id).where(mine, *wanted).order_by(one.table.c.id)))
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
