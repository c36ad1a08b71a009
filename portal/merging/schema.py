"""What the tables say of themselves: which are tenant-owned, what belongs to what, which keys are unique.

Everything is read from the ORM's metadata, so that a table that is added later moves too. What needs a rule of its own
stands in the tables at the top, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKeyConstraint, String, Table, UniqueConstraint

from portal.extensions import Base
from portal.tenancy.owned import TenantRow
from portal.voice.cases.models import KINDS as VOICE_KINDS
from portal.voice.cases.pictures import HIDDEN as HIDDEN_PICTURE

STAYS = {
    "proof_leaf": "the log of a portal is signed under its name and only grows; it stays to be checked there",
    "proof_hash": "part of the log",
    "proof_node": "part of the log",
    "proof_checkpoint": "part of the log",
    "witnessed_checkpoint": "what a portal's log saw of others; signed under its name",
    "audit_entry": "the trail tells what was done in that portal; rows of a chain cannot change their place",
    "audit_head": "the end of that chain",
    "quality_finding": "what was found on that portal; things that go along are looked at anew where they are",
    "quality_link": "what servers said of links of that portal; they are asked anew where they are",
    "quality_link_use": "where on that portal these links stand",
    "quality_day": "how many findings that portal had on a day",
    "quality_duty": "what that portal said of its sections; the new one has people and limits of its own",
    "ledger_entry": "the books of an agency end with it; what was posted never changes, its portal neither",
    "ledger_line": "part of the books",
    "cash_drawer": "part of the books",
    "payment_counter": "numbers of that agency's books and receipts",
    "payment_demand": "asked for by that agency, in its books; what is open is handed on, see money.py",
    "payment_line": "part of what was asked for",
    "payment_attempt": "tries to pay what that agency asked for",
    "payment_message": "what providers said to that agency",
    "payment_refund": "what that agency gives back",
    "payment_receipt": "issued by that agency under its tax code, in its series",
    "appearance_draft": "somebody tries out a look of that portal; the new one has a look of its own",
    "dossier_number": "which numbers that agency gave out on a day; the new one counts in codes of its own",
    "result_series": "which numbers that agency gave; the new one counts on in series of its own",
    "register_counter": "numbers of that office's registers; the new one counts on in registers of its own",
    "indicator_report": "what that office handed in for its periods; sums go on over both, see docs/chi-tieu.md",
    "indicator_figure": "part of what it handed in",
    "indicator_revision": "every value that such a figure had",
    "kept_count": "the database counts on both sides as the rows that it counts go along",
    "daily_fact": "what was counted in that portal; both are counted anew from the rows that each has then",
    "fact_mark": "what has to be counted again there",
    "fact_reach": "how far that portal was counted",
    "figure_target": "what that office aimed at in a year; the new one sets its own",
    "watch_rule": "when that office wanted to be warned; the new one has thresholds of its own",
    "watch_alert": "that a threshold of that office was met; what is still so is met anew at the new one",
    "watch_reader": "how a person wanted to be told there",
    "watch_told": "who was told of these alerts",
    "wall_screen": "a secret link to figures of that portal; the new one gives out its own",
    "dataset_version": "what that portal published as open data, under its name; the new one makes its own",
    "work_year": "when that office worked: its deadlines are counted by it still; the new one has years of its own",
}
"""Tables whose rows stay with the portal that ended, and why."""

POINTERS = {
    "membership.for_tenant_id": "given at the new portal too, see people.py; the old row waits for an undoing",
    "sign_in_session.at_tenant_id": "ended by people.py",
    "handover.to_tenant_id": "lives a minute",
    "citizen_session.at_tenant_id": "a session holds for one host; the person signs in at the new portal",
    "citizen_message.at_tenant_id": "on its way for a moment; it says which portal wrote it",
    "tenant.parent_id": "portals below are hung below the new one by steps.py",
    "tenant.merged_into_id": "says where the portal went",
    "tenant_host.tenant_id": "an old host stays with the old portal, that leads on",
    "tenant_former_name.of_tenant_id": "what the old portal was called before",
    "merge.into_id": "history of mergers",
    "merge_step.about_id": "history of mergers",
    "moved_row.from_id": "history of mergers",
    "moved_row.to_id": "history of mergers",
}
"""Columns outside of tenant-owned tables that name a tenant, and what becomes of them."""

FOLDS = {
    "news_section": ("slug",),
    "media_file": ("sha256",),
    "signature_check": ("sha256",),
    "service": ("code",),  # versions go along: dossiers name them
    "result_template": ("slug",),
}
"""Tables of which the new portal needs only one row for the same key: what refers to the other is led to its twin."""

TOLD_APART = {"legal_document": ("slug", "natural_key"), "procedure": ("slug", "code")}
"""Columns that get the origin as an addition where two portals have the same value; of other tables it is `slug`. A row
with any other unique key that is taken stays with the portal that ended."""

LABELS = {
    "news_item": _l("Tin bài"),
    "news_section": _l("Chuyên mục"),
    "page": _l("Trang giới thiệu"),
    "legal_document": _l("Văn bản"),
    "procedure": _l("Thủ tục hành chính"),
    "work_week": _l("Lịch công tác"),
    "voice_case": _l("Hỏi đáp, góp ý, phản ánh"),
    "consultation": _l("Dự thảo lấy ý kiến"),
    "poll": _l("Thăm dò ý kiến"),
    "alert": _l("Thông báo khẩn"),
    "own_word": _l("Từ riêng của cổng"),
    "media_file": _l("Tệp và ảnh"),
    "revision": _l("Bản lưu trong lịch sử sửa"),
    "intake_file": _l("Tệp tiếp nhận"),
    "search_synonym": _l("Từ đồng nghĩa khi tìm kiếm"),
    "search_promoted": _l("Kết quả đề xuất khi tìm kiếm"),
    "search_query": _l("Câu tìm kiếm đã ghi nhận"),
    "notice": _l("Thông báo trong bàn biên tập"),
    "outgoing_mail": _l("Thư gửi đi"),
    "job": _l("Việc trong hàng đợi"),
    "paper": _l("Giấy tờ của người dân"),
    "service": _l("Dịch vụ công"),
    "service_version": _l("Bản của dịch vụ công"),
    "result_template": _l("Mẫu kết quả"),
    "result_document": _l("Kết quả đã lập"),
    "dossier": _l("Hồ sơ một cửa"),
    "dossier_draft": _l("Hồ sơ đang soạn"),
    "counter_person": _l("Cán bộ bộ phận một cửa"),
    "referral": _l("Bước hồ sơ chuyển cấp trên"),
    "referred": _l("Việc liên thông"),
    "correction_request": _l("Đề nghị đính chính"),
    "indicator": _l("Chỉ tiêu kinh tế – xã hội"),
    "indicator_target": _l("Mục tiêu của chỉ tiêu"),
    "outgoing_document": _l("Văn bản đi"),
    "incoming_document": _l("Văn bản đến"),
    "handling_note": _l("Ghi chép xử lý văn bản"),
    "exchange_package": _l("Gói tin liên thông gửi đi"),
    "exchange_arrival": _l("Gói tin liên thông đã nhận"),
    "exchange_refusal": _l("Gói tin liên thông bị từ chối"),
    "directive_link": _l("Văn bản trong sổ đã công bố"),
    "task": _l("Nhiệm vụ đã giao"),
    "task_assignment": _l("Nơi nhận nhiệm vụ"),
    "task_received": _l("Nhiệm vụ được giao"),
    "task_event": _l("Diễn biến nhiệm vụ"),
    "task_file": _l("Tệp của nhiệm vụ"),
}


KINDS_IN_A_COLUMN = {"voice_case": (*VOICE_KINDS, HIDDEN_PICTURE)}
"""Tables whose rows say themselves of which kind they are, with every name that other rows call them by."""


@dataclass(frozen=True)
class Reference:
    """A reference between tenant-owned rows: `table`.`column` names a row of `target`.

    `owns`: the row belongs to the one that it names, and goes where that one goes.
    """

    table: str
    column: str
    target: str
    owns: bool
    nullable: bool


@lru_cache(maxsize=1)
def entities() -> dict[str, Any]:
    """Every tenant-owned entity by the name of its table."""
    found = {
        mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, TenantRow)
    }
    return dict(sorted(found.items()))


def movable() -> dict[str, Any]:
    """The entities whose rows go along."""
    return {name: one for name, one in entities().items() if name not in STAYS}


def table(name: str) -> Table:
    """A tenant-owned table."""
    found: Table = entities()[name].__table__
    return found


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """The table of each kind of thing that revisions, uses of files and other rows name by (kind, object_id)."""
    found = {one.kind: name for name, one in movable().items() if isinstance(one.__dict__.get("kind"), str)}
    return found | {kind: name for name, named in KINDS_IN_A_COLUMN.items() for kind in named}


def names_its_thing(name: str) -> bool:
    """Whether rows of the table belong to a thing that they name by kind and object_id."""
    return {"kind", "object_id"} <= set(table(name).columns.keys())


@lru_cache(maxsize=1)
def references() -> tuple[Reference, ...]:
    """Every reference between rows that go along."""
    found = []
    for name in movable():
        for one in table(name).constraints:
            if not isinstance(one, ForeignKeyConstraint) or one.referred_table.name not in movable():
                continue
            column = next(each for each in one.columns if each.name != "tenant_id")
            owns = (one.ondelete or "").upper() == "CASCADE" and not names_its_thing(name)
            found.append(Reference(name, column.name, one.referred_table.name, owns, bool(column.nullable)))
    return tuple(sorted(found, key=lambda one: (one.table, one.column)))


def unique_keys(name: str) -> list[tuple[str, ...]]:
    """The columns of each unique key of a table, tenant and row id left out."""
    found = [
        tuple(each.name for each in one.columns)
        for one in table(name).constraints
        if isinstance(one, UniqueConstraint)
    ]
    found += [tuple(each.name for each in one.columns) for one in table(name).indexes if one.unique]
    return sorted(tuple(each for each in key if each != "tenant_id") for key in found)


def told_apart(name: str) -> tuple[str, ...]:
    """The columns of a table by which two rows of the same key can be told apart."""
    return TOLD_APART.get(name, ("slug",))


def texts(name: str) -> list[str]:
    """Columns of a table that may hold links."""
    return [
        one.name
        for one in table(name).columns
        if isinstance(one.type, String) and (one.type.length is None or one.type.length >= 200)
    ]


def label(name: str) -> str:
    """What the rows of a table are called."""
    return str(LABELS.get(name, name))
