"""The desk's side of legal documents."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.legal import queries, service
from portal.legal.body import body_of
from portal.legal.forms import LegalForm
from portal.legal.models import LegalDocument
from portal.legal.views import document_context
from portal.publishing.counts import in_state
from portal.publishing.wanted import Wanted
from portal.screens.contract import DeskRow, InvalidField
from portal.screens.filling import Values, filled, is_fresh, plain

_NOT_IN_THE_FORM = {"fields", "source", "title_is_built", "text_state"}


class LegalScreen:
    """Legal documents for portal.screens (see its contract)."""

    kind = "legal"
    path = "/quan-tri/van-ban/"
    icon = "scale"
    order = 20
    plural = _l("Văn bản")
    model = LegalDocument
    singular = _l("văn bản")
    template = "legal/_form.html"
    as_issued = True  # the text was signed by somebody: screens.hints tells of slips of copying only

    def statement(self, wanted: Wanted) -> Select[Any]:
        """Those that match, in the order of the list."""
        return queries.desk_statement(wanted).order_by(
            LegalDocument.updated_at.desc(), LegalDocument.id.desc()
        )

    def row(self, one: LegalDocument) -> DeskRow:
        """A line of the list."""
        return DeskRow(
            one.id,
            f"{one.type} {one.number}",
            one.status,
            _note(one),
            one.updated_at,
            queries.document_path(one.slug) if one.is_visible(utc_now()) else None,
        )

    def load(self, object_id: int) -> LegalDocument | None:
        """One document of this portal."""
        return queries.by_id(object_id)

    def form(self, thing: LegalDocument | None, values: Values | None = None) -> LegalForm:
        """The form, with the text put together from the provisions."""
        form = filled(LegalForm, thing, values)
        for one in {thing.type if thing is not None else "", form.type.data if values is not None else ""}:
            if one and one not in dict(form.type.choices):
                form.type.choices = [(one, one), *form.type.choices]
        if thing is not None and is_fresh(values):
            form.fields_text.data = "; ".join(one.name for one in thing.fields)
            form.body.data = body_of(thing)
        return form

    def values(self, data: dict[str, Any]) -> Values:
        """What the form shows of a revision's data."""
        values = plain(data, LegalForm)
        if "fields" in data:
            values["fields_text"] = "; ".join(data["fields"])
        return values

    @staticmethod
    def _draft(form: LegalForm, thing: LegalDocument | None) -> service.LegalDraft:
        names = set(service.LegalDraft.__dataclass_fields__) - _NOT_IN_THE_FORM
        values: dict[str, Any] = {name: form[name].data for name in names}
        texts: dict[str, Any] = {
            name: value.strip() if isinstance(value, str) and name != "body" else value
            for name, value in values.items()
        }
        rebuilt = thing is not None and thing.title_is_built and thing.title == texts["title"]
        return service.LegalDraft(
            **texts,
            fields=(form.fields_text.data or "").split(";"),
            source=thing.source if thing else "",
            title_is_built=rebuilt,
            text_state="none"
            if thing and thing.text_state == "none" and not texts["body"].strip()
            else "full",
        )

    def create(self, form: LegalForm, actor: Actor) -> LegalDocument:
        """Make a draft."""
        try:
            return service.create(self._draft(form, None), actor)
        except service.NumberTaken as error:
            raise InvalidField(
                "number", _("Văn bản cùng loại, số và cơ quan này đã có trên cổng.")
            ) from error

    def save(
        self,
        thing: LegalDocument,
        form: LegalForm,
        seen_version: int,
        actor: Actor,
        action: str = "save",
        detail: str = "",
    ) -> None:
        """Save the form onto the document."""
        try:
            service.save(
                thing, _as_shared(self._draft(form, thing), thing, actor), seen_version, actor, action, detail
            )
        except service.NumberTaken as error:
            raise InvalidField(
                "number", _("Văn bản cùng loại, số và cơ quan này đã có trên cổng.")
            ) from error

    def public_path(self, thing: LegalDocument) -> str:
        """Where citizens find it."""
        return queries.document_path(thing.slug)

    def title_of(self, thing: LegalDocument) -> str:
        """Type and number."""
        return f"{thing.type} {thing.number}"

    def render_public(self, thing: LegalDocument) -> str:
        """The document as citizens will see it."""
        return render_template("legal/document.html", preview=True, **document_context(thing))


def _note(document: LegalDocument) -> str:
    """What the list says below a document's name."""
    title = document.title[:200]
    if document.text_state == "none":
        return _("Chưa có văn bản dạng chữ – %(title)s", title=title)
    return title


def counts() -> list[dict[str, Any]]:
    """For the desk's overview."""
    total = sum(in_state(LegalDocument.kind).values())
    return [{"label": _("Văn bản"), "value": total, "where": "/quan-tri/van-ban/"}]


def _as_shared(draft: service.LegalDraft, thing: LegalDocument, actor: Actor) -> service.LegalDraft:
    """The draft; who may not share has no such field in the form, so that nothing changes there."""
    if not actor.may("content.share"):
        draft.shared = thing.shared
    return draft
