"""Filling in and signing results at the desk: the fields of the outcome's template, checked before they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _

from portal.dossiers import service
from portal.dossiers.counter.typed import Sent, Wrong, day, day_in_words, line, text
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party
from portal.dossiers.plan import definition_of
from portal.results import queries as results
from portal.results.layout.filling import InvalidValues, read_values
from portal.results.layout.shapes import DATE, LONG, Field, Template
from portal.results.service import preview
from portal.services.definition.shapes import Outcome
from portal.services.definition.values import in_words

VALUE = "v."


def outcome_of(dossier: Dossier, wanted: str = "") -> Outcome | None:
    """The outcome that was chosen, else the one kept, else the first of the service."""
    known = {one.key: one for one in definition_of(dossier).outcomes}
    return known.get(wanted) or known.get(dossier.outcome_key) or next(iter(known.values()), None)


def template_of(outcome: Outcome | None) -> Template | None:
    """The template of an outcome as it is in force; None where the outcome has none."""
    row = results.template_by_key(outcome.template) if outcome is not None and outcome.template else None
    version = results.current(row) if row is not None else None
    return results.definition_of(version) if version is not None else None


def values_sent(template: Template | None, sent: Sent) -> dict[str, str]:
    """What was typed into the fields of a template; a single text where there is none."""
    if template is None:
        return {"noi_dung": text(sent, f"{VALUE}noi_dung", 8000)}
    return {one.key: _typed(one, sent) for one in template.fields}


def _typed(one: Field, sent: Sent) -> str:
    """What was typed into a field; a day as people write it becomes what templates take (ISO 8601)."""
    name = f"{VALUE}{one.key}"
    if one.kind == DATE and (found := day(sent, name)) is not None:
        return found.isoformat()
    return text(sent, name, 8000) if one.kind == LONG else line(sent, name, 500)


def as_shown(template: Template | None, values: Mapping[str, Any]) -> dict[str, str]:
    """Values as a form and people see them: days as 05/03/1990."""
    days = {one.key for one in template.fields if one.kind == DATE} if template is not None else set()
    return {key: day_in_words(str(said)) if key in days else str(said) for key, said in values.items()}


def values_proposed(dossier: Dossier, template: Template | None) -> dict[str, Any]:
    """What the fields of a template begin with: what was kept, else answers and data of the same name or meaning; as
    templates take them, days in ISO 8601."""
    if dossier.decision:
        return dict(dossier.decision)
    if template is None:
        return {}
    known = _known(dossier)
    fields = [(one, known[_bare(one.key)]) for one in template.fields if _bare(one.key) in known]
    return {one.key: kept if one.kind == DATE else said for one, (said, kept) in fields}


def _known(dossier: Dossier) -> dict[str, tuple[str, str]]:
    """Answers by the bare names of their fields, in words and as they are kept, then what the applicant said of
    themselves."""
    answers: Mapping[str, Any] = dossier.answers or {}
    found: dict[str, tuple[str, str]] = {}
    for section in definition_of(dossier).sections:
        for one in section.fields:
            said = in_words(one, answers.get(one.key))
            if said and one.kind != "rows":
                found[_bare(one.key)] = said, str(answers[one.key])
    applicant = dossier.applicant or {}
    names = {"name": "hoten", "identity": "sodinhdanh", "born": "ngaysinh", "address": "noicutru"}
    for key, name in names.items():
        if kept := str(applicant.get(key) or ""):
            found.setdefault(name, (day_in_words(kept), kept))
    return found


def _bare(key: str) -> str:
    return key.replace("-", "").replace("_", "")


def checked_values(template: Template | None, sent: Sent) -> dict[str, str]:
    """What was typed, if the template can take it. Raises Wrong by the names of the inputs."""
    values = values_sent(template, sent)
    if template is None:
        return values
    try:
        read_values(template, values)
    except InvalidValues as error:
        raise Wrong({f"{VALUE}{key}": message for key, message in error.faults.items()}) from error
    return values


def decided(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    """Keep the result as it was filled in."""
    outcome = outcome_of(dossier, line(sent, "outcome", 60))
    if outcome is None:
        raise Wrong({"outcome": _("Thủ tục này chưa khai báo kết quả. Hãy báo người quản trị.")})
    template = template_of(outcome)
    if outcome.template and template is None:
        raise Wrong({"outcome": _("Chưa có mẫu văn bản cho kết quả này. Hãy báo người quản trị.")})
    values = checked_values(template, sent)
    service.decide(dossier, by, seen, outcome=outcome.key, values=values, note=text(sent, "note"))
    return _("Đã lưu kết quả. Chuyển bước tiếp theo để trình ký.")


def draft_pdf(dossier: Dossier, sent: Sent) -> bytes | None:
    """The document as it would be, from what was typed; None where the outcome has no template. Raises Wrong."""
    outcome = outcome_of(dossier, line(sent, "outcome", 60))
    template = template_of(outcome)
    if template is None:
        return None
    try:
        return preview(template, values_sent(template, sent), g.portal)
    except InvalidValues as error:
        raise Wrong({f"{VALUE}{key}": message for key, message in error.faults.items()}) from error
