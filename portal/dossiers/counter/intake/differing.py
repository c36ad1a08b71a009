"""Two clerks in one form of taking in: what each of them wrote, side by side, so that nobody's words vanish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.dossiers.counter.doing import applicant_of
from portal.dossiers.counter.intake.entering import answers_of, guide_of
from portal.dossiers.counter.typed import Sent, day_in_words, line
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.states import DELIVERY_LABELS
from portal.dossiers.submissions import applicant_values
from portal.services.definition.answers import shown
from portal.services.definition.conditions import is_empty
from portal.services.definition.shapes import Definition


@dataclass(frozen=True)
class Written:
    """What a form of taking in says; `answers` and `guided` as of the definition, `applicant` as it is kept."""

    applicant: Mapping[str, Any]
    answers: Mapping[str, Any]
    guided: Mapping[str, Any]
    delivery: str


@dataclass(frozen=True)
class Difference:
    """A field that two people filled in differently; "" where it was left empty."""

    label: str
    mine: str
    theirs: str


def typed(definition: Definition, sent: Sent) -> Written:
    """What was sent."""
    applicant = applicant_values(applicant_of(sent))
    return Written(
        applicant, answers_of(definition, sent), guide_of(definition, sent), line(sent, "delivery", 12)
    )


def kept(row: DossierDraft | Dossier) -> Written:
    """What a draft holds, or the dossier that it became."""
    return Written(row.applicant or {}, row.answers or {}, row.guide_answers or {}, row.delivery)


def differences(definition: Definition, mine: Written, theirs: Written) -> list[Difference]:
    """What differs, in the order of the form."""
    one, other = _in_words(definition, mine), _in_words(definition, theirs)
    names = [*one, *(name for name in other if name not in one)]
    return [
        Difference(name[1], one.get(name, ""), other.get(name, ""))
        for name in names
        if one.get(name, "") != other.get(name, "")
    ]


def filled_up(mine: Written, theirs: Written) -> Written:
    """What one wrote, and where one left something empty what the other wrote there."""

    def both(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
        return {**first, **{key: value for key, value in second.items() if is_empty(first.get(key))}}

    return Written(
        both(mine.applicant, theirs.applicant),
        both(mine.answers, theirs.answers),
        both(mine.guided, theirs.guided),
        mine.delivery or theirs.delivery,
    )


def _in_words(definition: Definition, written: Written) -> dict[tuple[str, str], str]:
    """Everything as people read it: {(part of the form, label): text}."""
    labels = {
        "identity": _("Số định danh"),
        "name": _("Họ và tên"),
        "born": _("Ngày sinh"),
        "phone": _("Điện thoại"),
        "email": _("Thư điện tử"),
        "address": _("Địa chỉ"),
        "agent": _("Họ và tên người nộp thay"),
        "agent_identity": _("Số định danh người nộp thay"),
    }
    found = {
        ("", label): day_in_words(str(text)) if name == "born" else str(text)
        for name, label in labels.items()
        if (text := written.applicant.get(name))
    }
    for question in definition.questions:
        options = {one.value: one.label for one in question.options}
        if not question.fills and (value := written.guided.get(question.key)):
            found["?", question.text] = options.get(value, str(value))
    for part in shown(definition, written.answers, written.guided):
        found |= {(part.title, label): text for label, text in part.lines}
    if written.delivery:
        found["", _("Nhận kết quả")] = str(DELIVERY_LABELS.get(written.delivery, written.delivery))
    return found
