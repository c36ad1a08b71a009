"""The desk's side of standing pages."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.pages import queries, service
from portal.pages.forms import PageForm
from portal.pages.models import Page
from portal.pages.views import page_context
from portal.publishing.wanted import Wanted
from portal.screens.contract import DeskRow, InvalidField
from portal.screens.filling import Values, filled, is_fresh, plain


class PageScreen:
    """Standing pages for portal.screens (see its contract)."""

    kind = "page"
    path = "/quan-tri/trang/"
    icon = "document"
    order = 15
    plural = _l("Trang giới thiệu")
    model = Page
    singular = _l("trang")
    template = "pages/_form.html"

    def statement(self, wanted: Wanted) -> Select[Any]:
        """Those that match, in the order of the list."""
        return queries.desk_statement(wanted).order_by(Page.position, Page.title, Page.id)

    def row(self, one: Page) -> DeskRow:
        """A line of the list."""
        return DeskRow(
            one.id,
            one.title,
            one.status,
            one.summary[:150],
            one.updated_at,
            queries.page_path(one.slug) if one.is_visible(utc_now()) else None,
        )

    def load(self, object_id: int) -> Page | None:
        """One page of this portal."""
        return queries.by_id(object_id)

    def form(self, thing: Page | None, values: Values | None = None) -> PageForm:
        """The form, with the other pages to choose a parent from."""
        form = filled(PageForm, thing, values)
        others = db.session.execute(select(Page.id, Page.title).order_by(Page.position, Page.title))
        form.parent_id.choices = [(0, _("Không: trang gốc"))] + [
            (page_id, title) for page_id, title in others if thing is None or page_id != thing.id
        ]
        if is_fresh(values):
            form.parent_id.data = (thing.parent_id if thing else None) or 0
        elif form.parent_id.data is None:
            form.parent_id.data = 0
        return form

    def values(self, data: dict[str, Any]) -> Values:
        """What the form shows of a revision's data."""
        return plain(data, PageForm) | {"parent_id": str(data.get("parent_id") or 0)}

    @staticmethod
    def _draft(form: PageForm) -> service.PageDraft:
        return service.PageDraft(
            title=form.title.data.strip(),
            summary=(form.summary.data or "").strip(),
            body=form.body.data or "",
            parent_id=form.parent_id.data or None,
            section=form.section.data or "",
            position=form.position.data or 0,
        )

    def create(self, form: PageForm, actor: Actor) -> Page:
        """Make a draft."""
        return service.create(self._draft(form), actor)

    def save(
        self,
        thing: Page,
        form: PageForm,
        seen_version: int,
        actor: Actor,
        action: str = "save",
        detail: str = "",
    ) -> None:
        """Save the form onto the page."""
        try:
            service.save(thing, self._draft(form), seen_version, actor, action, detail)
        except service.CircularParent as error:
            raise InvalidField(
                "parent_id", _("Trang không thể nằm dưới chính nó. Hãy chọn trang khác.")
            ) from error

    def public_path(self, thing: Page) -> str:
        """Where citizens find it."""
        return queries.page_path(thing.slug)

    def title_of(self, thing: Page) -> str:
        """Its title."""
        return thing.title

    def render_public(self, thing: Page) -> str:
        """The page as citizens will see it."""
        return render_template("pages/page.html", preview=True, **page_context(thing))


def counts() -> list[dict[str, Any]]:
    """For the desk's overview."""
    total = db.session.scalar(select(func.count()).select_from(Page)) or 0
    return [{"label": _("Trang giới thiệu"), "value": total, "where": "/quan-tri/trang/"}]
