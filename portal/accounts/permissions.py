"""Who may do what: the one table, role × action, that verbs, menus and tests read."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l

ROLES = {
    "author": _l("Người viết"),
    "approver": _l("Người duyệt"),
    "tenant_admin": _l("Quản trị cổng"),
    "district_editor": _l("Biên tập viên huyện"),
    "district_admin": _l("Quản trị huyện"),
    "counter_clerk": _l("Cán bộ một cửa"),
    "case_officer": _l("Công chức chuyên môn"),
    "signatory": _l("Lãnh đạo ký"),
    "records_clerk": _l("Văn thư"),
}
ROLE_MEANINGS = {
    "author": _l("Viết bài, sửa bài của mình, tải tệp lên. Bài do người duyệt đăng."),
    "approver": _l("Sửa, duyệt, đăng và gỡ mọi nội dung của cổng; phát thông báo khẩn của cổng."),
    "tenant_admin": _l(
        "Làm được mọi việc của người duyệt; mời người, phân vai trò, sửa cấu hình và xem nhật ký của cổng."
    ),
    "district_editor": _l(
        "Làm được mọi việc của người duyệt ở cổng huyện; gửi bài cho các xã, phát thông báo khẩn trên mọi cổng."
    ),
    "district_admin": _l(
        "Quản trị cổng huyện và mọi cổng xã: con người, cấu hình, nhật ký, mở và dừng cổng."
    ),
    "counter_clerk": _l(
        "Tiếp nhận hồ sơ, yêu cầu bổ sung, thu phí và lệ phí, số hóa giấy tờ, trả kết quả tại bộ phận một cửa."
    ),
    "case_officer": _l("Thẩm định và giải quyết hồ sơ được phân công, trình lãnh đạo ký."),
    "signatory": _l(
        "Phân công, duyệt và ký số kết quả giải quyết hồ sơ; ký ban hành, phân công xử lý văn bản và giao nhiệm vụ."
    ),
    "records_clerk": _l("Vào sổ văn bản đến và đi, cấp số, gửi và nhận văn bản điện tử của cơ quan."),
}
DISTRICT_ROLES = frozenset({"district_editor", "district_admin"})
FACTOR_ROLES = frozenset(
    {
        "approver",
        "tenant_admin",
        "district_editor",
        "district_admin",
        "counter_clerk",
        "case_officer",
        "signatory",
        "records_clerk",
    }
)
"""Who publishes, administers or reads citizens' papers shows a second factor when signing in (PORTAL_SECOND_FACTOR)."""

COUNTER_ROLES = frozenset({"counter_clerk", "case_officer", "signatory"})
"""Who works on citizens' dossiers. No other role reads one: an administrator sees figures, not people."""

_AUTHOR = {
    "desk.enter",
    "content.read",
    "content.create",
    "content.edit_own",
    "media.upload",
    "voice.answer",
    "indicator.enter",
}
_APPROVER = _AUTHOR | {
    "content.edit",
    "content.publish",
    "content.withdraw",
    "search.curate",
    "alert.issue",
    "voice.moderate",
    "indicator.approve",
    "ioc.read",
}
_RECORDS = {
    "desk.enter",
    "exchange.read",
    "exchange.draft",
    "exchange.register",
    "exchange.handle",
}
_TENANT_ADMIN = (
    _APPROVER
    | _RECORDS
    | {
        "tenant.settings",
        "tenant.people",
        "audit.read",
        "search.explain",
        "service.edit",
        "dossier.oversee",
        "payment.settle",
        "exchange.assign",
        "task.give",
        "ioc.set",
    }
)
_OFFICER = {"exchange.read", "exchange.draft", "exchange.handle"}
_COUNTER = {"desk.enter", "dossier.read", "dossier.ask"}
PERMISSIONS: dict[str, frozenset[str]] = {
    "author": frozenset(_AUTHOR),
    "approver": frozenset(_APPROVER),
    "tenant_admin": frozenset(_TENANT_ADMIN),
    "district_editor": frozenset(_APPROVER | {"content.share", "alert.issue_all", "indicator.define"}),
    "district_admin": frozenset(
        _TENANT_ADMIN
        | {"content.share", "alert.issue_all", "audit.read_all", "district.tenants", "indicator.define"}
    ),
    "counter_clerk": frozenset(_COUNTER | {"dossier.receive", "dossier.return", "payment.collect"}),
    "case_officer": frozenset(_COUNTER | _OFFICER | {"dossier.handle"}),
    "signatory": frozenset(
        _COUNTER
        | _OFFICER
        | {"dossier.handle", "dossier.assign", "dossier.sign", "dossier.oversee"}
        | {"exchange.assign", "exchange.sign", "task.give", "ioc.read"}
    ),
    "records_clerk": frozenset(_RECORDS),
}


class Forbidden(PermissionError):
    """The person may not do this; the answer is 403 and an audit entry."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


@dataclass(frozen=True)
class Actor:
    """Who acts, in which tenant, with which roles there (inherited from a district administrator too)."""

    user_id: int | None
    name: str
    tenant_id: int
    roles: frozenset[str] = field(default_factory=frozenset)

    def may(self, action: str) -> bool:
        """Whether one of the roles allows the action."""
        return any(action in PERMISSIONS[role] for role in self.roles)

    def require(self, action: str) -> None:
        """Raise Forbidden unless the action is allowed."""
        if not self.may(action):
            raise Forbidden(action)

    def may_give(self, role: str) -> bool:
        """Whether the person may give or take this role: nobody hands out rights that they do not have, except that
        who manages people appoints those who read dossiers (and never themselves, `may_give_to`)."""
        held = frozenset().union(*(PERMISSIONS[one] for one in self.roles))
        if role in COUNTER_ROLES:
            return "tenant.people" in held
        return "tenant.people" in held and PERMISSIONS.get(role, frozenset({"none"})) <= held

    def may_give_to(self, role: str, user_id: int) -> bool:
        """Whether the person may give this role to this person: rights to read dossiers come from somebody else."""
        return self.may_give(role) and not (role in COUNTER_ROLES and user_id == self.user_id)

    def may_edit(self, author_id: int | None) -> bool:
        """Whether the person may edit a thing written by `author_id`."""
        own = author_id is not None and author_id == self.user_id
        return self.may("content.edit") or (own and self.may("content.edit_own"))

    def require_edit(self, author_id: int | None) -> None:
        """Raise Forbidden unless the person may edit a thing written by `author_id`."""
        if self.may("content.edit"):
            return
        if author_id is None or author_id != self.user_id:
            raise Forbidden("content.edit")
        self.require("content.edit_own")


def system_actor(tenant_id: int) -> Actor:
    """The installation itself (loading content, importing): may do everything in one tenant, with its name in
    the audit trail."""
    return Actor(None, "hệ thống", tenant_id, frozenset({"tenant_admin", "district_editor"}))
