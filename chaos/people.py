"""The editors of the trial: one for each portal, with the right to publish."""

from __future__ import annotations

from chaos.installation import PASSWORD
from portal import create_app
from portal.accounts.service import create_user, grant
from portal.extensions import db
from portal.news.service import ensure_section
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions


def email_of(slug: str) -> str:
    """How the editor of a portal signs in."""
    return f"thu-loi@{slug}.example"


def add() -> None:
    """Make them, in the installation that the environment names."""
    app = create_app()
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        for portal in directory().all():
            role = "district_editor" if portal.is_district else "approver"
            user = create_user(email_of(portal.slug), "Người thử", PASSWORD)
            grant(user, portal.id, role, is_district=portal.is_district)
            db.session.commit()
            with entered(editing(portal.id)):
                ensure_section("su-kien", "Tin tức – Sự kiện", 0)
                db.session.commit()
