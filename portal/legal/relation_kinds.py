"""The kinds of relations between documents, and what each does to validity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class RelationKind:
    """One kind: its name from either end, and whether it takes force away (Law 80/2015/QH13, articles 153 and 154)."""

    code: str
    from_source: Any
    from_target: Any
    ends: bool = False  # the target no longer applies
    changes: bool = False  # the target applies in another wording
    suspends: bool = False

    @property
    def needs_an_editor(self) -> bool:
        """Whether it changes validity or text, so that a person confirms it first."""
        return self.ends or self.changes or self.suspends


KINDS = {
    one.code: one
    for one in (
        RelationKind("replaces", _l("Thay thế"), _l("Bị thay thế bởi"), ends=True),
        RelationKind("abolishes", _l("Bãi bỏ, hủy bỏ"), _l("Bị bãi bỏ, hủy bỏ bởi"), ends=True),
        RelationKind("suspends", _l("Đình chỉ, ngưng hiệu lực"), _l("Bị đình chỉ bởi"), suspends=True),
        RelationKind("amends", _l("Sửa đổi, bổ sung"), _l("Được sửa đổi, bổ sung bởi"), changes=True),
        RelationKind("corrects", _l("Đính chính"), _l("Được đính chính bởi"), changes=True),
        RelationKind(
            "guides", _l("Hướng dẫn, quy định chi tiết"), _l("Được hướng dẫn, quy định chi tiết bởi")
        ),
        RelationKind("consolidates", _l("Hợp nhất"), _l("Được hợp nhất trong")),
        RelationKind("based_on", _l("Căn cứ"), _l("Là căn cứ của")),
        RelationKind("refers", _l("Dẫn chiếu"), _l("Được dẫn chiếu bởi")),
    )
}
FOUND, PROPOSED, CONFIRMED, REJECTED = "found", "proposed", "confirmed", "rejected"
IN_FORCE = (CONFIRMED,)
SHOWN = (FOUND, CONFIRMED)
