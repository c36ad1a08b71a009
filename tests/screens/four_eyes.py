"""People and portals of the tests on answering for a text."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.service import create_user, grant
from portal.extensions import db
from portal.publishing.answering import SETTING
from portal.publishing.models import AuditEntry
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import PASSWORD, A, Browser

NEWS = "/quan-tri/tin-tuc/"


def ask_for_four_eyes(app: Flask, slug: str = A) -> None:
    """Switch four eyes on in a portal."""
    with app.app_context():
        tenant = db.session.scalar(select(Tenant).where(Tenant.slug == slug))
        assert tenant is not None
        tenant.settings = tenant.settings | {SETTING: True}
        db.session.commit()
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))


def person(app: Flask, name: str, role: str, slug: str = A) -> Browser:
    """Somebody with this name and role, signed in at their portal."""
    email = f"{name.lower().replace(' ', '.')}@{slug}.example"
    with app.app_context():
        portal = directory().by_slug(slug)
        assert portal is not None
        grant(create_user(email, name, PASSWORD), portal.id, role, is_district=portal.is_district)
        db.session.commit()
    made = Browser(app, slug)
    assert made.sign_in(email).status_code == 302
    return made


def id_of(app: Flask, name: str) -> int:
    """The id of a person."""
    with app.app_context():
        found = db.session.scalar(select(User.id).where(User.name == name))
        assert found is not None
        return found


def write(writer: Browser, title: str, **more: str) -> int:
    """Write a news item through the desk; its id."""
    chooser = writer.get(f"{NEWS}moi").text.partition('name="section_id"')[2]
    sections = re.findall(r'<option[^>]*value="(\d+)"', chooser)
    values = {
        "title": title, "lead": "Một câu dẫn.", "body": "Nội dung đầu.", "section_id": sections[0],
        "picture_id": "0",
    } | more  # fmt: skip
    answer = writer.post(f"{NEWS}moi", values)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def fields_of(page: str) -> dict[str, str]:
    """What the main form of an edit page would send."""
    form = page[page.index("data-editor-form") :]
    form = form[: form.index("</form>")]
    found = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    found |= {
        name: text.strip("\r\n")
        for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S)
    }
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else "0"
    found.pop("csrf_token", None)
    return {name: value for name, value in found.items() if name not in {"featured", "shared", "action"}}


def rewrite(writer: Browser, number: int, **values: str) -> Any:
    """Change fields of an item on its edit page and save it."""
    return writer.post(f"{NEWS}{number}", fields_of(writer.get(f"{NEWS}{number}").text) | values)


def press(who: Browser, number: int, act: str, **values: str) -> Any:
    """Press a button of the item's life."""
    return who.post(f"{NEWS}{number}/{act}", values)


def acts_on(app: Flask, number: int, slug: str = A) -> list[tuple[str, str]]:
    """(action, who) of the audit trail of an item, oldest first."""
    with app.app_context():
        portal = directory().by_slug(slug)
        assert portal is not None
        with entered(editing(portal.id)):
            rows = db.session.scalars(
                select(AuditEntry).where(AuditEntry.object_id == number).order_by(AuditEntry.id)
            )
            return [(one.action, one.by_name) for one in rows]
