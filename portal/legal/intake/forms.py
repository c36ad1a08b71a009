"""The form in which a person looks through what was read of a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.legal.forms import LegalForm
from portal.legal.intake import review
from portal.legal.intake.models import IntakeFile
from portal.legal.service import LegalDraft

TEXTS = ("number", "issuer", "signer", "signer_position", "title")


def blank_form(file: IntakeFile) -> LegalForm:
    """The form of a legal document, which also offers the kind that was proposed."""
    form = LegalForm()
    kind = ((file.proposals or {}).get("type") or {}).get("value")
    if kind and kind not in dict(form.type.choices):
        form.type.choices = [(kind, kind), *form.type.choices]
    return form


def fill(form: LegalForm, file: IntakeFile) -> None:
    """Put the proposals, and the text in its structure, into an empty form."""
    found = review.hints(file)
    for name in TEXTS:
        if name in found:
            form[name].data = " ".join(found[name].value.split())
    if "type" in found:
        form.type.data = found["type"].value
    form.category.data = (file.proposals or {}).get("category") or "directive"
    days: dict[str, date | None] = {
        name: review.proposed_date(found.get(name)) for name in ("issued", "effective")
    }
    form.issued.data, form.effective.data = days["issued"], days["effective"]
    form.body.data, form.closing.data = file.body, file.closing


def draft_of(form: LegalForm) -> LegalDraft:
    """What the form says, as the verbs of documents take it; without any text only the file is there."""
    names = set(LegalDraft.__dataclass_fields__) & set(form.data) - {"fields"}
    values: dict[str, Any] = {name: form[name].data for name in names}
    texts: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) and name != "body" else value
        for name, value in values.items()
    }
    texts["text_state"] = "full" if (form.body.data or "").strip() else "none"
    return LegalDraft(**texts, fields=(form.fields_text.data or "").split(";"))
