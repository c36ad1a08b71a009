"""The desk's side of procedures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.procedures import lines, queries, service
from portal.procedures.forms import ProcedureForm
from portal.procedures.models import Procedure
from portal.procedures.views import procedure_context
from portal.publishing.wanted import Wanted
from portal.screens.contract import DeskRow, InvalidField
from portal.screens.filling import Values, filled, is_fresh, plain

PLAIN = (
    "code",
    "name",
    "field",
    "levels",
    "service_level",
    "procedure_kind",
    "decision",
    "description",
    "executing_agency",
    "competent_agency",
    "coordinating_agency",
    "place",
    "steps",
    "conditions",
    "popular",
    "shared",
)
LISTS = (
    ("subjects", "subjects_text", "; "),
    ("results", "results_text", "\n"),
    ("keywords", "keywords_text", ", "),
)
ROWS: dict[str, tuple[Callable[..., Any], Callable[[list[Any]], str]]] = {
    "ways": (service.Way, lines.write_ways),
    "papers": (service.Paper, lines.write_papers),
    "bases": (service.Basis, lines.write_bases),
}


class ProcedureScreen:
    """Procedures for portal.screens (see its contract)."""

    kind = "procedure"
    path = "/quan-tri/thu-tuc/"
    icon = "clipboard"
    order = 30
    plural = _l("Thủ tục hành chính")
    model = Procedure
    singular = _l("thủ tục hành chính")
    template = "procedures/_form.html"

    def statement(self, wanted: Wanted) -> Select[Any]:
        """Those that match, in the order of the list."""
        return queries.desk_statement(wanted).order_by(Procedure.updated_at.desc(), Procedure.id.desc())

    def row(self, one: Procedure) -> DeskRow:
        """A line of the list."""
        return DeskRow(
            one.id,
            one.name,
            one.status,
            f"{one.code} · {one.field}",
            one.updated_at,
            queries.procedure_path(one.slug) if one.is_visible(utc_now()) else None,
        )

    def load(self, object_id: int) -> Procedure | None:
        """One procedure of this portal."""
        return queries.by_id(object_id)

    def form(self, thing: Procedure | None, values: Values | None = None) -> ProcedureForm:
        """The form, with rows as lines of text."""
        form = filled(ProcedureForm, thing, values)
        if thing is not None and is_fresh(values):
            form.levels.data = [level for level in thing.levels.split("|") if level]
            form.subjects_text.data = "; ".join(thing.subjects)
            form.results_text.data = "\n".join(thing.results)
            form.keywords_text.data = ", ".join(thing.keywords)
            form.ways_text.data = lines.write_ways(thing.ways)
            form.papers_text.data = lines.write_papers(thing.papers)
            form.bases_text.data = lines.write_bases(thing.bases)
        return form

    def values(self, data: dict[str, Any]) -> Values:
        """What the form shows of a revision's data."""
        values = plain(data, ProcedureForm)
        if "levels" in data:
            values["levels"] = [level for level in data["levels"].split("|") if level]
        for name, field, mark in LISTS:
            if name in data:
                values[field] = mark.join(data[name])
        for name, (row, write) in ROWS.items():
            if name in data:
                values[f"{name}_text"] = write([row(**one) for one in data[name]])
        return values

    @staticmethod
    def _draft(form: ProcedureForm, thing: Procedure | None) -> service.ProcedureDraft:
        def parts(text: str | None, mark: str) -> list[str]:
            return [part.strip() for part in (text or "").split(mark) if part.strip()]

        raw = {name: form[name].data for name in PLAIN}
        values: dict[str, Any] = {
            name: value.strip() if isinstance(value, str) else value for name, value in raw.items()
        }
        return service.ProcedureDraft(
            **values,
            subjects=parts(form.subjects_text.data, ";"),
            results=parts(form.results_text.data, "\n"),
            keywords=parts(form.keywords_text.data, ","),
            ways=lines.read_ways(form.ways_text.data),
            papers=lines.read_papers(form.papers_text.data),
            bases=lines.read_bases(form.bases_text.data),
            source=thing.source if thing else "",
        )

    def create(self, form: ProcedureForm, actor: Actor) -> Procedure:
        """Make a draft."""
        try:
            return service.create(self._draft(form, None), actor)
        except service.CodeTaken as error:
            raise InvalidField("code", _("Thủ tục có mã này đã có trên cổng.")) from error

    def save(
        self,
        thing: Procedure,
        form: ProcedureForm,
        seen_version: int,
        actor: Actor,
        action: str = "save",
        detail: str = "",
    ) -> None:
        """Save the form onto the procedure."""
        try:
            service.save(
                thing, _as_shared(self._draft(form, thing), thing, actor), seen_version, actor, action, detail
            )
        except service.CodeTaken as error:
            raise InvalidField("code", _("Thủ tục có mã này đã có trên cổng.")) from error

    def public_path(self, thing: Procedure) -> str:
        """Where citizens find it."""
        return queries.procedure_path(thing.slug)

    def title_of(self, thing: Procedure) -> str:
        """Its name."""
        return thing.name

    def render_public(self, thing: Procedure) -> str:
        """The procedure as citizens will see it."""
        return render_template("procedures/procedure.html", preview=True, **procedure_context(thing))


def counts() -> list[dict[str, Any]]:
    """For the desk's overview."""
    total = db.session.scalar(select(func.count()).select_from(Procedure)) or 0
    return [{"label": _("Thủ tục hành chính"), "value": total, "where": "/quan-tri/thu-tuc/"}]


def _as_shared(draft: service.ProcedureDraft, thing: Procedure, actor: Actor) -> service.ProcedureDraft:
    """The draft; who may not share has no such field in the form, so that nothing changes there."""
    if not actor.may("content.share"):
        draft.shared = thing.shared
    return draft
