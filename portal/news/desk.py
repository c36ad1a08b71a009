"""The desk's side of news."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from portal.accounts.permissions import Actor
from portal.clock import from_local, to_local, utc_now
from portal.digits import LARGEST
from portal.extensions import db
from portal.media.queries import LISTED, by_id, uses_of
from portal.news import queries, service
from portal.news.forms import NewsForm
from portal.news.models import NewsItem, NewsSection
from portal.news.views import item_context
from portal.publishing.counts import in_state
from portal.publishing.wanted import Wanted
from portal.screens.choosing import as_choice
from portal.screens.contract import DeskRow, Grouping, InvalidField
from portal.screens.filling import Values, filled, is_fresh, plain


def read_tags(text: str) -> list[str]:
    """Tags as people write them: between commas, or between semicolons where one has a comma of its own."""
    return text.split(";" if ";" in text else ",")


def write_tags(names: list[str]) -> str:
    """Tags as `read_tags` reads them."""
    if any("," in name for name in names):
        return "; ".join(names) + (";" if len(names) == 1 else "")
    return ", ".join(names)


IN_FORM = (*LISTED, "inline")
"""Roles of the pictures that may become the lead picture: attached, or in the text."""


class NewsScreen:
    """News for portal.screens (see its contract)."""

    kind = "news"
    path = "/quan-tri/tin-tuc/"
    icon = "news"
    order = 10
    plural = _l("Tin và thông báo")
    model = NewsItem
    singular = _l("tin hoặc thông báo")
    template = "news/_form.html"

    def statement(self, wanted: Wanted) -> Select[Any]:
        """Those that match, in the order of the list."""
        return queries.desk_statement(wanted).order_by(NewsItem.updated_at.desc(), NewsItem.id.desc())

    def row(self, one: NewsItem) -> DeskRow:
        """A line of the list."""
        return DeskRow(
            one.id,
            one.title,
            one.status,
            one.section.name,
            one.updated_at,
            queries.item_path(one) if one.is_visible(utc_now()) else None,
        )

    def load(self, object_id: int) -> NewsItem | None:
        """One item of this portal."""
        return queries.by_id(object_id)

    def form(self, thing: NewsItem | None, values: Values | None = None) -> NewsForm:
        """The form, with this portal's sections and the item's pictures to choose from."""
        form = filled(NewsForm, thing, values)
        form.section_id.choices = _sections()
        pictures = [one for one in uses_of("news", thing.id, IN_FORM) if one["picture"]] if thing else []
        media_ids = [(int(one["url"].rsplit("/", 2)[1]), one["title"]) for one in pictures]
        if thing and thing.picture_id and thing.picture_id not in dict(media_ids):
            media_ids.append((thing.picture_id, thing.picture_alt or _("Ảnh hiện tại")))
        form.picture_id.choices = [(0, _("Không có ảnh")), *media_ids]
        _offer_chosen(form)
        if thing is not None and is_fresh(values):
            form.tags.data = write_tags([tag.name for tag in thing.tags])
            form.urgent_until.data = (
                to_local(thing.urgent_until).replace(tzinfo=None) if thing.urgent_until else None
            )
        return form

    def values(self, data: dict[str, Any]) -> Values:
        """What the form shows of a revision's data."""
        values = plain(data, NewsForm) | {"picture_id": str(data.get("picture_id") or 0)}
        if "tags" in data:
            values["tags"] = write_tags(data["tags"])
        if until := data.get("urgent_until"):
            values["urgent_until"] = f"{to_local(datetime.fromisoformat(until)):%Y-%m-%dT%H:%M}"
        return values

    @staticmethod
    def _draft(form: NewsForm) -> service.NewsDraft:
        until = form.urgent_until.data
        return service.NewsDraft(
            title=form.title.data.strip(),
            lead=form.lead.data.strip(),
            body=form.body.data or "",
            section_id=form.section_id.data,
            author=(form.author.data or "").strip(),
            tags=read_tags(form.tags.data or ""),
            picture_id=form.picture_id.data or None,
            picture_alt=form.picture_alt.data or "",
            picture_caption=form.picture_caption.data or "",
            featured=form.featured.data,
            urgent_until=from_local(until) if until else None,
        )

    def create(self, form: NewsForm, actor: Actor) -> NewsItem:
        """Make a draft."""
        return service.create(self._draft(form), actor)

    def save(
        self,
        thing: NewsItem,
        form: NewsForm,
        seen_version: int,
        actor: Actor,
        action: str = "save",
        detail: str = "",
    ) -> None:
        """Save the form onto the item."""
        service.save(thing, self._draft(form), seen_version, actor, action, detail)

    def public_path(self, thing: NewsItem) -> str:
        """Where citizens find it."""
        return queries.item_path(thing)

    def title_of(self, thing: NewsItem) -> str:
        """Its title."""
        return thing.title

    def render_public(self, thing: NewsItem) -> str:
        """The article as citizens will see it."""
        return render_template("news/item.html", preview=True, **item_context(thing))


def _offer_chosen(form: NewsForm) -> None:
    """Any picture of this portal may lead: one chosen from the library, or that of an older text, is a choice too."""
    wanted = form.picture_id.data = form.picture_id.data or 0
    chosen = by_id(wanted) if 0 < wanted <= LARGEST else None
    is_picture = chosen is not None and bool(chosen.renditions)
    if chosen is not None and is_picture and chosen.id not in dict(form.picture_id.choices):
        form.picture_id.choices.append((chosen.id, chosen.alt or chosen.name))
    look = {"data-choose-picture": "", "data-alt": "picture_alt", "data-caption": "picture_caption"}
    if chosen is not None and is_picture:
        look["data-thumbnail"] = as_choice(chosen)["thumbnail"]
    form.picture_id.render_kw = look


def _sections() -> list[tuple[int, str]]:
    """All sections of the portal, also those that are switched off."""
    return [
        (one.id, one.name) for one in db.session.scalars(select(NewsSection).order_by(NewsSection.position))
    ]


def _move(item: NewsItem, section_id: int, actor: Actor) -> None:
    try:
        service.move(item, section_id, actor)
    except LookupError as error:
        raise InvalidField("section_id", _("Chuyên mục này không còn. Hãy chọn chuyên mục khác.")) from error


GROUPING = Grouping(_l("Chuyên mục"), _sections, _move)


def counts() -> list[dict[str, Any]]:
    """For the desk's overview."""
    total = sum(in_state(NewsItem.kind).values())
    return [{"label": _("Tin và thông báo"), "value": total, "where": "/quan-tri/tin-tuc/"}]
