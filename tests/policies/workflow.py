"""Answering for a text: states, corrections, remarks; notices, e-mails, the process of a portal."""

from __future__ import annotations

from typing import Any

from portal.extensions import db
from portal.mail.models import FAILED
from portal.mail.service import send_mail
from portal.notices.models import Notice
from tests.factories import Factory

KINDS = ("news", "page", "legal", "procedure", "schedule")
ROUTES: dict[str, str] = {
    "process.page": "tenant.settings",
    "desk_mail.listing": "tenant.settings",
    "desk_mail.again": "tenant.settings",
    "desk_mail.stop": "tenant.settings",
    "desk_notices.listing": "desk.enter",
    "desk_notices.opened": "desk.enter",
    "desk_notices.all_read": "desk.enter",
    "desk_notices.choose": "desk.enter",
}
VALUES: dict[str, dict[str, str]] = {}
OWN: set[str] = set()
for _kind in KINDS:
    ROUTES |= {
        f"desk_{_kind}.submit": "content.edit_own",
        f"desk_{_kind}.take_back": "content.edit_own",
        f"desk_{_kind}.send_back": "content.publish",
        f"desk_{_kind}.approve": "content.publish",
        f"desk_{_kind}.set_end": "content.publish",
        f"desk_{_kind}.drop_correction": "content.edit_own",
        f"desk_{_kind}.comment": "content.read",
        f"desk_{_kind}.comment_settle": "content.read",
        f"desk_{_kind}.comment_reopen": "content.read",
        f"desk_{_kind}.comment_remove": "content.read",
    }
    OWN |= {f"desk_{_kind}.submit", f"desk_{_kind}.take_back"}
    for _one in ("settle", "reopen", "remove"):
        VALUES[f"desk_{_kind}.comment_{_one}"] = {"comment_id": "4000000000000000000"}


def _mail(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        mail = send_mail("ai-do@example.vn", text, text, tenant_id=actor.tenant_id)
        mail.state, mail.error = FAILED, text
        db.session.commit()
        return mail.id, ""


def _notice(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    """A notice to somebody else than the people of the test: for them it does not exist."""
    with factory.acting(slug) as actor:
        row = Notice(
            tenant_id=actor.tenant_id, for_user_id=999_999, kind="thu", title=text, path="/quan-tri/"
        )
        db.session.add(row)
        db.session.commit()
        return row.id, ""


THINGS: dict[str, Any] = {"mail": _mail, "notices": _notice}
