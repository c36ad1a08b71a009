"""What citizens see: its files are there and are those that were stored, its audit entries too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, select

from portal.clock import today
from portal.extensions import Base, db
from portal.media.held import hashes_in, holders
from portal.media.models import MediaFile
from portal.media.service import file_store
from portal.publishing.models import PUBLISHED, AuditEntry, Publishable, Revision
from portal.publishing.service import IMPORT
from portal.tenancy.scope import all_tenants
from portal.upkeep.checking import NOTICE, Check, Finding, Gathered, Look

BATCH = 500
SIXTEENTHS = "0123456789abcdef"
RESTORE = "Lấy lại tệp từ bản sao lưu (docs/sao-luu.md), hoặc tải lại tệp ở chỗ đang dùng nó."


def _files(look: Look) -> Iterator[Finding]:
    """All bytes that rows name: there, of the recorded size, and with their hash: all of them if `deep`, else of one
    sixteenth, another one each day."""
    key = "published.files"
    lost, changed, renditions = Gathered(), Gathered(), Gathered()
    seen: dict[str, str] = {}
    for table, row_id, hashes, is_made in _named(look):
        for sha256, size in hashes:
            if sha256 not in seen:
                seen[sha256] = _state(sha256, size, look)
            if seen[sha256]:
                where = renditions if is_made else lost if seen[sha256] == "lost" else changed
                where.add(f"{table} {row_id}: {sha256}")
    yield from lost.found(key, "{count} tệp mà dữ liệu đang dùng không còn trên đĩa.", RESTORE)
    yield from changed.found(key, "{count} tệp không còn đúng nội dung đã lưu.", RESTORE)
    yield from renditions.found(
        key,
        "{count} cỡ ảnh thiếu hoặc hỏng (ảnh gốc còn nguyên).",
        "Làm lại bằng: flask media renditions",
        NOTICE,
    )


def _state(sha256: str, size: int | None, look: Look) -> str:
    store = file_store()
    held = store.size(sha256)
    if held is None:
        return "lost"
    is_due = look.deep or sha256[0] == SIXTEENTHS[today().toordinal() % 16]
    is_right = (size is None or held == size) and (not is_due or store.verify(sha256))
    return "" if is_right else "changed"


def _named(look: Look) -> Iterator[tuple[str, int, list[tuple[str, int | None]], bool]]:
    """(table, id, hashes with their recorded size where there is one, whether they can be made again) by row."""
    models = holders()
    with all_tenants("kiểm tra tệp"):
        for at, (model, names) in enumerate(models):
            look.told(f"Tệp của {model.__tablename__}", at, len(models))
            for name in names:
                is_made = name == "renditions"
                sized = model is MediaFile and name == "sha256"
                columns = (model.id, getattr(model, name), *([MediaFile.size] if sized else []))
                statement = select(*columns).execution_options(yield_per=BATCH)
                for row_id, value, *size in db.session.execute(statement):
                    found = [(one, size[0] if size else None) for one in hashes_in([value])]
                    yield model.__tablename__, row_id, found, is_made


def _audit(_look: Look) -> Iterator[Finding]:
    """Everything published is named by an entry of an audit trail, or came in by a batch, whose entry tells of all."""
    found = Gathered()
    with all_tenants("kiểm tra nhật ký của nội dung đăng"):
        for model in sorted(_kinds(), key=lambda one: one.kind):
            for tenant_id, object_id in db.session.execute(_without(model)).all():
                if not _is_told_elsewhere(model.kind, object_id):
                    found.add(f"{model.kind} {object_id} (cổng {tenant_id})")
    yield from found.found(
        "published.audit",
        "{count} nội dung đang đăng mà nhật ký không ghi ai đăng.",
        "Xem lịch sử từng nội dung; nếu không rõ ai đăng, gỡ xuống và điều tra (docs/quan-tri-vien.md).",
    )


def _kinds() -> set[Any]:
    return {one.class_ for one in Base.registry.mappers if issubclass(one.class_, Publishable)}


def _without(model: Any) -> Any:
    entry = exists().where(
        AuditEntry.tenant_id == model.tenant_id,
        AuditEntry.kind == model.kind,
        AuditEntry.object_id == model.id,
    )
    batch = exists().where(
        Revision.tenant_id == model.tenant_id,
        Revision.kind == model.kind,
        Revision.object_id == model.id,
        Revision.action == IMPORT,
    )
    return select(model.tenant_id, model.id).where(model.status == PUBLISHED, ~entry, ~batch)


def _is_told_elsewhere(kind: str, object_id: int) -> bool:
    """What moved with a merger is told in the trail of the portal that it came from."""
    mine = (AuditEntry.kind == kind, AuditEntry.object_id == object_id)
    return db.session.scalar(select(AuditEntry.id).where(*mine).limit(1)) is not None


CHECKS = (
    Check("published.files", "Tệp đang dùng", _files),
    Check("published.audit", "Nhật ký của nội dung đăng", _audit),
)
