"""What of a portal goes along in an export, table by table, and what does not and why.

Read from the ORM's metadata: a table that is added later goes along by itself. What must not, or cannot, is named here
with its reason; `tests/content/test_carried.py` holds that nothing is named twice or without being there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, Table, inspect

from portal.extensions import Base
from portal.publishing.models import Publishable
from portal.tenancy.owned import TenantRow

_CHAIN = "nhật ký của cổng cũ được móc nối bằng mã băm; cổng mới có nhật ký của mình"
_LOG = "sổ bằng chứng được ký bằng khóa của cổng cũ; cổng mới lập sổ của mình"
_SHARED = "nối hai cổng của cùng một hệ thống; bài viết thì vẫn đi theo, mối nối lập lại ở nơi mới"
_INTAKE = "việc tiếp nhận đang làm dở; tệp gốc nằm trong archive/kho, đưa vào lại để máy đọc lại"
ARCHIVED = {
    "audit_entry": _CHAIN,
    "audit_head": _CHAIN,
    "proof_leaf": _LOG,
    "proof_hash": _LOG,
    "proof_node": _LOG,
    "proof_checkpoint": _LOG,
    "witnessed_checkpoint": _LOG,
    "sharing": _SHARED,
    "shared_copy": _SHARED,
    "intake_file": _INTAKE,
    "intake_page": _INTAKE,
    "media_version": "bản cũ của tệp đã thay, chỉ giữ một thời gian; tệp nằm trong archive/kho",
}
"""Tables that are in the archive for reading and are not loaded, and why (in the words of the package's README)."""
WITH_BYTES = ("intake_file", "media_version")
"""Of these tables of the archive the bytes that they name (`sha256`) go along too: nothing else in the package has
them."""

_ASKED = "chữ người dân gõ vào ô tìm kiếm có thể là chuyện riêng"
_ASKED_ANEW = "liên kết ra ngoài được kiểm tra lại ở nơi mới"
_MONEY = "sổ sách về tiền là của nơi thu và có dữ liệu cá nhân được niêm phong; chuyển bằng bản sao lưu kèm tệp khóa"
_REGISTERS = (
    "sổ văn bản là hồ sơ của cơ quan lập ra; tệp niêm phong bằng khóa của nơi này, chuyển bằng bản sao lưu"
)
_TASKS = "nhiệm vụ nối cơ quan giao với cơ quan làm trong cùng một hệ thống; chuyển bằng bản sao lưu"
_EXCHANGED = "gói tin liên thông được ký bằng khóa của nơi này, đi cùng sổ văn bản; chuyển bằng bản sao lưu"
_UNDO = "chỉ để hoàn tác thao tác hàng loạt vừa làm"
_COUNTED = "số liệu điều hành được đếm lại từ chính dữ liệu của cổng"
_SEALED = "dữ liệu cá nhân được niêm phong bằng khóa của nơi này; chuyển bằng bản sao lưu kèm tệp khóa"
LEFT_OUT = {
    "invitation": "mã mời là bí mật",
    "wall_screen": "liên kết của màn hình điều hành là bí mật",
    "daily_fact": _COUNTED,
    "fact_mark": _COUNTED,
    "fact_reach": _COUNTED,
    "kept_count": "cơ sở dữ liệu tự đếm từ chính dữ liệu của cổng",
    "watch_reader": "cách nhận cảnh báo, bản tin là của riêng từng người",
    "watch_alert": "cảnh báo tự mở lại ở nơi mới nếu ngưỡng vẫn bị vượt",
    "watch_told": "ai đã được báo cảnh báo nào",
    "preview_link": "mã xem trước là bí mật",
    "poll_ballot": "phiếu đã dùng; số phiếu nằm ở phương án",
    "outgoing_mail": "thư đang gửi",
    "job": "việc trong hàng đợi",
    "working_copy": "chữ đang gõ dở chưa lưu là của riêng người viết, không ai khác đọc",
    "notice": "thông báo riêng của từng người ở bàn biên tập",
    "appearance_draft": "giao diện đang thử, chưa lưu",
    "search_query": _ASKED,
    "search_query_day": _ASKED,
    "quality_link": _ASKED_ANEW,
    "quality_link_use": _ASKED_ANEW,
    "payment_demand": _MONEY,
    "payment_line": _MONEY,
    "payment_attempt": _MONEY,
    "payment_message": _MONEY,
    "payment_refund": _MONEY,
    "payment_receipt": _MONEY,
    "payment_counter": _MONEY,
    "cash_drawer": _MONEY,
    "ledger_entry": _MONEY,
    "ledger_line": _MONEY,
    "bulk_act": _UNDO,
    "bulk_row": _UNDO,
    "proof_pending": "lập lại ở nơi mới theo giờ đăng của từng bài",
    "paper": _SEALED,
    "result_document": _SEALED,
    "dossier": _SEALED,
    "dossier_mark": _SEALED,
    "dossier_paper": _SEALED,
    "dossier_step": _SEALED,
    "dossier_event": _SEALED,
    "dossier_request": _SEALED,
    "dossier_form": _SEALED,
    "dossier_draft": _SEALED,
    "dossier_rating": _SEALED,
    "dossier_reading": _SEALED,
    "referral": _SEALED,
    "referred": _SEALED,
    "referred_paper": _SEALED,
    "referred_reading": _SEALED,
    "correction_request": _SEALED,
    "dossier_number": "số hồ sơ đã cấp trong ngày; nơi mới cấp số của mình",
    "counter_person": "đơn vị, ngày vắng của cán bộ ở nơi này; nơi mới đặt lại",
    "register_counter": _REGISTERS,
    "outgoing_document": _REGISTERS,
    "outgoing_file": _REGISTERS,
    "outgoing_recipient": _REGISTERS,
    "incoming_document": _REGISTERS,
    "incoming_file": _REGISTERS,
    "handling_note": _REGISTERS,
    "exchange_package": _EXCHANGED,
    "exchange_arrival": _EXCHANGED,
    "exchange_told": _EXCHANGED,
    "exchange_refusal": _EXCHANGED,
    "directive_link": _REGISTERS,
    "task": _TASKS,
    "task_assignment": _TASKS,
    "task_received": _TASKS,
    "task_event": _TASKS,
    "task_file": _TASKS,
    "dataset_version": "phiên bản dữ liệu mở là ảnh chụp nội dung của cổng này; nơi mới lập phiên bản của mình",
    "result_series": "số đã cấp đi theo kết quả; nơi mới đánh số theo sổ của mình",
}
"""Tables that an export does without, and why."""

SECRET = re.compile(r"token|secret|password|passphrase|code_hash|credential|private")
"""Columns that leave no installation."""
DERIVED = {
    "media_file": {"mime", "kind", "size", "width", "height", "renditions", "fingerprint"},
    "signature_check": {"reports", "trust_digest", "checked_at"},
}
"""Columns that follow from bytes: found anew where they are loaded, so that no package can say what is not so."""
_OF_THIS_PLACE = {"origin", "origin_digest", "sought"}
"""Columns of things that tell where a thing was loaded from here, or follow from others."""

PORTALS = {("alert", "on_portals"), ("indicator", "collected_from")}
"""JSON columns with ids of portals."""
OWN_PORTAL = "portal"
"""Stands for the portal's own id, which is another one elsewhere."""


@dataclass(frozen=True)
class Carried:
    """A table that goes along: its columns by name (id among them, the tenant not), those that name people, those that
    refer to rows of the same table."""

    name: str
    model: Any
    columns: dict[str, Column[Any]]
    people: frozenset[str]
    to_itself: tuple[str, ...]

    @property
    def table(self) -> Table:
        """The table."""
        found: Table = self.model.__table__
        return found

    @property
    def is_thing(self) -> bool:
        """Whether its rows are published things."""
        return issubclass(self.model, Publishable)


@lru_cache(maxsize=1)
def entities() -> dict[str, Any]:
    """Every tenant-owned entity by the name of its table."""
    found = {
        inspect(one.class_).local_table.name: one.class_
        for one in Base.registry.mappers
        if issubclass(one.class_, TenantRow)
    }
    return dict(sorted(found.items()))


def archived() -> dict[str, Any]:
    """The entities that are only kept for reading, by table."""
    return {name: one for name, one in entities().items() if name in ARCHIVED}


@lru_cache(maxsize=1)
def carried() -> dict[str, Carried]:
    """What goes along, by table, each after those that it refers to."""
    found = entities()
    names = [one.name for one in Base.metadata.sorted_tables if one.name in found]
    return {name: _carried(name, found[name]) for name in names if name not in ARCHIVED | LEFT_OUT}


def _carried(name: str, model: Any) -> Carried:
    left = {"tenant_id"} | DERIVED.get(name, set())
    left |= _OF_THIS_PLACE if issubclass(model, Publishable) else set()
    columns = {
        one.key: one for one in model.__table__.columns if one.key not in left and not SECRET.search(one.key)
    }
    referring = {
        one.name: key.referred_table.name
        for key in model.__table__.foreign_key_constraints
        for one in key.columns
        if one.name != "tenant_id"
    }
    people = {key for key, one in columns.items() if names_people(key, one)}
    itself = tuple(sorted(key for key, target in referring.items() if target == name))
    return Carried(name, model, columns, frozenset(people), itself)


def names_people(key: str, column: Column[Any]) -> bool:
    """Whether a column names an account: accounts have plain numbers, rows of portals 63-bit ones."""
    return (
        key.endswith("_id") and isinstance(column.type, Integer) and not isinstance(column.type, BigInteger)
    )


@lru_cache(maxsize=256)
def references_of(name: str) -> tuple[tuple[str, str, bool], ...]:
    """(column, table that it refers to, whether it may be empty) of each reference to rows in a table."""
    found = [
        (column.name, key.referred_table.name, bool(column.nullable))
        for key in carried()[name].table.foreign_key_constraints
        for column in key.columns
        if column.name != "tenant_id"
    ]
    return tuple(sorted(found))
