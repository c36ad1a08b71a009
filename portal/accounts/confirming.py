"""Asking once more who sits there, before acts that a desk left open must not allow.

`CONFIRMED` is the one table: a view of the desk that it names is only acted on within `PORTAL_CONFIRM_MINUTES` of the
moment when its person last gave the password or the second factor; else `desk_view` raises ConfirmationDue, and the
desk asks (portal/desk/confirming.py), keeping what was sent. A view that is also read by GET is asked for when it is
sent, unless READS names it too.

Forms that ask for the password themselves (`ASKS_ITSELF`) need no second question.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from portal.accounts.models import SignInSession
from portal.clock import utc_now

_PEOPLE = _l("thay đổi tài khoản hoặc quyền của người khác")
_PORTALS = _l("thay đổi một cổng")
_MERGING = _l("sáp nhập, chia tách hoặc đổi tên cổng")
_EXPORT = _l("tải toàn bộ dữ liệu của một cổng")
_MONEY = _l("thay đổi nơi nhận tiền hoặc hoàn tiền")
_OFFICES = _l("thay đổi cơ quan liên thông và chứng thư của họ")
_SIGNING = _l("ký số hoặc rút lại điều đã ký")
_PEOPLES_DATA = _l("tải dữ liệu cá nhân của nhiều người")
_PURGE = _l("xóa hẳn nội dung")
_RULES = _l("thay đổi quy trình kiểm soát")

CONFIRMED: dict[str, Any] = {
    # Who may do what, and who gets in.
    "people.listing": _PEOPLE,
    "people.renew_invitation": _PEOPLE,
    "people.grant": _PEOPLE,
    "people.revoke": _PEOPLE,
    "people.reset_password": _PEOPLE,
    "people.reset_factor": _PEOPLE,
    "people.state": _PEOPLE,
    "people.leaving": _PEOPLE,
    "process.page": _RULES,
    # Portals as wholes.
    "settings.tenant_state": _PORTALS,
    "portals.new": _PORTALS,
    "portals.hosts": _PORTALS,
    "portals.ask_end": _PORTALS,
    "portals.export": _EXPORT,
    "portals.export_file": _EXPORT,
    "merging.new": _MERGING,
    "merging.act": _MERGING,
    # What does not come back.
    "desk_dataset.take_all_off": _PURGE,
    **{
        f"desk_{kind}.purge": _PURGE
        for kind in ("news", "page", "legal", "procedure", "schedule", "consultation", "poll")
    },
    # Money.
    "treasury.settings_page": _MONEY,
    "former_treasury.settings_page": _MONEY,
    "desk_refund.decide": _MONEY,
    "former_refund.decide": _MONEY,
    # Offices whose certificates are believed, and what the own office signs.
    "exchange_offices.new": _OFFICES,
    "exchange_offices.edit": _OFFICES,
    "desk_dossier.sign": _SIGNING,
    "desk_dossier.sign_many": _SIGNING,
    "desk_official.sign": _SIGNING,
    "desk_outgoing.recall": _SIGNING,
    "desk_outcome.replace": _SIGNING,
    "desk_outcome.withdraw": _SIGNING,
    # Sealed data of many people in one file.
    "desk_dossier.book_file": _PEOPLES_DATA,
    "treasury.receipts_file": _PEOPLES_DATA,
    "former_treasury.receipts_file": _PEOPLES_DATA,
    "trail.export_everywhere": _PEOPLES_DATA,
    "desk_voice.export": _PEOPLES_DATA,
}
"""What is asked about again, and the words that the question uses for it ("… để …")."""

READS = frozenset(
    {
        "portals.export_file",
        "treasury.receipts_file",
        "former_treasury.receipts_file",
        "trail.export_everywhere",
        "desk_voice.export",
    }
)
"""Those of CONFIRMED that are read by GET: a file that goes away from here."""

ASKS_ITSELF = frozenset(
    {
        "desk.password_page",
        "account.change_address",
        "security.add_authenticator",
        "security.add_passkey",
        "security.remove_authenticator",
        "security.remove_passkey",
        "security.recovery_codes",
    }
)
"""Forms about one's own account that carry the password."""


class ConfirmationDue(Exception):
    """The person must show again who they are before this is done; `reason` says what is about to be done."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_recent(session: SignInSession) -> bool:
    """Whether the person of a session showed lately who they are."""
    span = timedelta(minutes=current_app.config["PORTAL"].confirm_minutes)
    return session.confirmed_at is not None and session.confirmed_at > utc_now() - span


def note(session: SignInSession) -> None:
    """The person has just shown who they are (the caller commits)."""
    session.confirmed_at = utc_now()


def require(endpoint: str, method: str, session: SignInSession) -> None:
    """Raise ConfirmationDue if a view must not be acted on before the person was asked again."""
    if endpoint not in CONFIRMED or (method in {"GET", "HEAD"} and endpoint not in READS):
        return
    if not is_recent(session):
        raise ConfirmationDue(str(CONFIRMED[endpoint]))
