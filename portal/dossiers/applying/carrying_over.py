"""A draft whose service has a newer version: kept as it is where nothing else is asked, else moved over, with every
answer and paper that still fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from portal.dossiers.applying.works import Work
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.plan import version_definition
from portal.extensions import db
from portal.services.definition.shapes import INFORMATION, Definition, Fee, Field, PaperKind
from portal.services.definition.values import grouped, wrong_with


def newer(work: Work) -> Definition | None:
    """The definition that this draft has to go over to; None where it may stay with its own: what is asked, what it
    takes and what it costs are the same: only words changed."""
    current = work.service.current_id
    if work.completes is not None or not current or current == work.draft.version_id:
        return None
    definition = version_definition(current)
    if definition.level == INFORMATION or _case(definition) == _case(work.definition):
        return None
    return definition


def move(draft: DossierDraft, version_id: int, old: Definition, new: Definition) -> None:
    """Put a draft into another version (the caller commits): answers to the same question stay if they can
    stand, papers of the same key stay."""
    before, after = _fields(old), _fields(new)
    answers = dict(draft.answers or {})
    draft.version_id = version_id
    draft.answers = {
        key: value
        for key, value in answers.items()
        if key in after and after[key].kind == before.get(key, after[key]).kind and _fits(after[key], value)
    }
    papers = {one.key for one in new.papers}
    draft.papers = {key: ids for key, ids in draft.papers.items() if key in papers}
    if draft.delivery not in new.deliveries:
        draft.delivery = ""
    db.session.flush()


def _fits(one: Field, value: Any) -> bool:
    if one.kind == "rows":
        return isinstance(value, list) and all(isinstance(row, dict) for row in value)
    return not wrong_with(one, value)


def told(old: Definition, new: Definition) -> list[str]:
    """What changed for somebody who applies, in plain sentences."""
    return list(dict.fromkeys((*_of_fields(old, new), *_of_papers(old, new), *_of_fees(old, new))))


def _of_fields(old: Definition, new: Definition) -> Iterator[str]:
    before, after = _fields(old), _fields(new)
    for key, one in after.items():
        if key not in before:
            yield _("Tờ khai có thêm mục “%(label)s”.", label=one.label)
        elif _asked(one) != _asked(before[key]):
            yield _("Mục “%(label)s” của tờ khai đã thay đổi.", label=one.label)
    for key, one in before.items():
        if key not in after:
            yield _("Tờ khai không còn hỏi “%(label)s”.", label=one.label)


def _of_papers(old: Definition, new: Definition) -> Iterator[str]:
    before, after = {one.key: one for one in old.papers}, {one.key: one for one in new.papers}
    for key, one in after.items():
        if key not in before:
            yield _("Cần thêm giấy tờ: %(name)s.", name=one.name)
        elif _wanted(one) != _wanted(before[key]):
            yield _("Yêu cầu đối với giấy tờ “%(name)s” đã thay đổi.", name=one.name)
    for key, one in before.items():
        if key not in after:
            yield _("Không còn cần giấy tờ: %(name)s.", name=one.name)


def _of_fees(old: Definition, new: Definition) -> Iterator[str]:
    before, after = {one.key: one for one in old.fees}, {one.key: one for one in new.fees}
    for key, one in after.items():
        if key not in before or _priced(one) != _priced(before[key]):
            amount = grouped(one.amount if one.online is None else one.online)
            yield _("%(name)s nay là %(amount)s đồng.", name=one.name, amount=amount)
    for key, one in before.items():
        if key not in after:
            yield _("Không còn phải nộp %(name)s.", name=one.name)


def _fields(definition: Definition) -> dict[str, Field]:
    return {one.key: one for section in definition.sections for one in section.fields if one.kind != "note"}


def _case(definition: Definition) -> Any:
    """Everything that decides what a citizen gives and pays, without wording."""
    return (
        [(one.key, one.when, [_asked(each) for each in one.fields if each.kind != "note"])
         for one in definition.sections],
        [_wanted(one) for one in definition.papers],
        [_priced(one) for one in definition.fees],
        set(definition.deliveries),
        set(definition.channels),
        [(one.key, one.when, one.fills, [each.value for each in one.options]) for one in definition.questions],
    )  # fmt: skip


def _asked(one: Field) -> Any:
    return (
        one.key, one.kind, one.required, one.when, one.least, one.most, one.earliest, one.latest,
        [each.value for each in one.options], [_asked(each) for each in one.fields],
    )  # fmt: skip


def _wanted(one: PaperKind) -> Any:
    return (one.key, one.required, one.when, one.formats, one.most_mb, one.originals, one.show_original)


def _priced(one: Fee) -> Any:
    return (one.key, one.amount, one.per, one.most, one.when, one.online, [each.when for each in one.free])
