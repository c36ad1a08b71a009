"""What only the whole definition can tell: keys used twice, conditions on what is not asked, a process without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _

from portal.services.definition.conditions import Condition, keys_of
from portal.services.definition.counting import NUMBERS, counting_faults
from portal.services.definition.faults import Fault, InvalidDefinition, Place
from portal.services.definition.reading import from_json
from portal.services.definition.shapes import INFORMATION, Definition, Field, Question, Step
from portal.services.definition.wording import asked

DAY_HOURS = 8
MOST_QUESTIONS = 6


def check(definition: Definition) -> list[Fault]:
    """Every fault of the whole, in the order of the parts; without a serious one it can be published."""
    return [
        *_names(definition),
        *_questions(definition),
        *_fields(definition),
        *_papers(definition),
        *_fees(definition),
        *_steps(definition),
        *_deadlines(definition),
    ]


def read_checked(data: Any) -> Definition:
    """A definition that can be published, from JSON. Raises InvalidDefinition."""
    definition = from_json(data)
    serious = [one for one in check(definition) if one.serious]
    if serious:
        raise InvalidDefinition(serious)
    return definition


def _names(definition: Definition) -> Iterator[Fault]:
    for part in ("sections", "papers", "fees", "steps", "outcomes", "questions"):
        yield from _twice(getattr(definition, part), (part,))
    seen: dict[str, Place] = {}
    for at, section in enumerate(definition.sections):
        for number, one in enumerate(section.fields):
            place: Place = ("sections", at, "fields", number, "key")
            if one.key in seen:
                yield Fault(place, _("mã “%(key)s” đã dùng cho trường khác", key=one.key))
            seen[one.key] = place
            yield from _twice(one.fields, (*place[:-1], "fields"))
    for at, question in enumerate(definition.questions):
        if question.key in seen and question.fills != question.key:
            told = _("trùng mã với một trường của tờ khai; chọn trường ấy ở “điền vào trường”")
            yield Fault(("questions", at, "key"), told)
    for at, paper in enumerate(definition.papers):
        if paper.key in seen:
            yield Fault(
                ("papers", at, "key"), _("mã “%(key)s” đã dùng cho một trường", key=paper.key), serious=False
            )


def _twice(parts: Iterable[Any], place: Place) -> Iterator[Fault]:
    seen = set()
    for at, one in enumerate(parts):
        if one.key in seen:
            yield Fault((*place, at, "key"), _("mã “%(key)s” dùng hai lần", key=one.key))
        seen.add(one.key)


def _questions(definition: Definition) -> Iterator[Fault]:
    if len(definition.questions) > MOST_QUESTIONS:
        yield Fault(("questions",), _("nhiều hơn 6 câu, người dân khó theo"), serious=False)
    fields = {one.key: one for section in definition.sections for one in section.fields}
    before: dict[str, Question | Field] = {}
    for at, one in enumerate(definition.questions):
        place: Place = ("questions", at)
        if len(one.options) < 2:
            yield Fault((*place, "options"), _("cần ít nhất hai lựa chọn"))
        yield from _options(one.options, place)
        yield from _condition(one.when, (*place, "when"), before)
        if one.fills:
            yield from _fills(one, fields.get(one.fills), (*place, "fills"))
        before[one.key] = one


def _fills(question: Question, filled: Field | None, place: Place) -> Iterator[Fault]:
    if filled is None:
        yield Fault(place, _("không có trường “%(key)s”", key=question.fills))
    elif filled.kind == "choice":
        values = {one.value for one in filled.options}
        lacking = [one.label for one in question.options if one.value not in values]
        if lacking:
            yield Fault(place, _("trường ấy không có lựa chọn “%(label)s”", label=lacking[0]))
    elif filled.kind == "yes-no":
        if not {one.value for one in question.options} <= {"co", "khong"}:
            yield Fault(place, _("trường có, không chỉ nhận giá trị co và khong"))
    else:
        yield Fault(place, _("chỉ điền được vào trường chọn một hay trường có, không"))


def _options(options: Iterable[Any], place: Place) -> Iterator[Fault]:
    seen = set()
    for at, one in enumerate(options):
        if one.value in seen:
            yield Fault((*place, "options", at, "value"), _("giá trị dùng hai lần"))
        seen.add(one.value)


def _fields(definition: Definition) -> Iterator[Fault]:
    before: dict[str, Question | Field] = {one.key: one for one in definition.questions}
    if not definition.sections and definition.level != INFORMATION:
        yield Fault(("sections",), _("tờ khai chưa có phần nào"))
    for at, section in enumerate(definition.sections):
        place: Place = ("sections", at)
        if not section.fields:
            yield Fault((*place, "fields"), _("phần này chưa có trường nào"))
        yield from _condition(section.when, (*place, "when"), before)
        for number, one in enumerate(section.fields):
            yield from _field(one, (*place, "fields", number), before)
            if one.kind != "note":
                before[one.key] = one


def _field(one: Field, place: Place, before: dict[str, Question | Field]) -> Iterator[Fault]:
    yield from _condition(one.when, (*place, "when"), before)
    if one.kind in ("choice", "many"):
        if not one.options:
            yield Fault((*place, "options"), _("chưa có lựa chọn nào"))
        yield from _options(one.options, place)
    elif one.options:
        yield Fault((*place, "options"), _("loại trường này không có lựa chọn"), serious=False)
    if one.kind == "rows":
        if not one.fields:
            yield Fault((*place, "fields"), _("bảng chưa có cột nào"))
        inside = dict(before)
        for at, column in enumerate(one.fields):
            if column.kind in ("rows", "note"):
                yield Fault((*place, "fields", at, "kind"), _("cột của bảng không nhận loại này"))
            yield from _field(column, (*place, "fields", at), inside)
            inside[column.key] = column
    elif one.fields:
        yield Fault((*place, "fields"), _("chỉ trường loại bảng mới có cột"))
    if one.least is not None and one.most is not None and one.least > one.most:
        yield Fault((*place, "most"), _("mức cao nhất nhỏ hơn mức thấp nhất"))
    yield from _days(one, place)


def _days(one: Field, place: Place) -> Iterator[Fault]:
    for name in ("earliest", "latest"):
        value = getattr(one, name)
        if not value or value == "today":
            continue
        try:
            date.fromisoformat(value)
        except ValueError:
            yield Fault((*place, name), _("không có ngày ấy"))


def _condition(
    condition: Condition | None, place: Place, known: dict[str, Question | Field]
) -> Iterator[Fault]:
    if condition is None:
        return
    for key in sorted(keys_of(condition)):
        if key not in known:
            yield Fault(place, _("dựa vào “%(key)s”, nhưng trước đó không hỏi điều này", key=key))
    for one in comparisons(condition):
        about = known.get(one["field"])
        if about is not None:
            yield from _comparison(one, about, place)


def comparisons(condition: Condition) -> Iterator[Condition]:
    """The comparisons of a condition, however deep."""
    for many in ("all", "any"):
        for one in condition.get(many, ()):
            yield from comparisons(one)
    if "not" in condition:
        yield from comparisons(condition["not"])
    if "field" in condition:
        yield condition


def _comparison(one: Condition, about: Question | Field, place: Place) -> Iterator[Fault]:
    kind = about.kind if isinstance(about, Field) else "choice"
    if ("at_least" in one or "at_most" in one) and kind not in NUMBERS:
        yield Fault(place, _("“%(key)s” không phải số", key=about.key))
    given = [one["is"]] if "is" in one else one.get("in", [])
    if kind == "yes-no" and not all(isinstance(value, bool) for value in given):
        yield Fault(place, _("“%(key)s” chỉ có hoặc không", key=about.key))
    if kind in ("choice", "many"):
        values = {option.value for option in about.options}
        for value in given:
            if value not in values:
                told = _("“%(key)s” không có lựa chọn “%(value)s”", key=about.key, value=str(value)[:60])
                yield Fault(place, told)


def _papers(definition: Definition) -> Iterator[Fault]:
    known = asked(definition)
    for at, one in enumerate(definition.papers):
        yield from _condition(one.when, ("papers", at, "when"), known)
        if not one.formats:
            yield Fault(("papers", at, "formats"), _("chọn ít nhất một loại tệp"))


def _fees(definition: Definition) -> Iterator[Fault]:
    known = asked(definition)
    for at, one in enumerate(definition.fees):
        place: Place = ("fees", at)
        yield from _condition(one.when, (*place, "when"), known)
        for number, case in enumerate(one.free):
            yield from _condition(case.when, (*place, "free", number, "when"), known)
        yield from counting_faults(one, place, known)
        if one.most is not None and one.most < one.amount:
            yield Fault((*place, "most"), _("mức cao nhất nhỏ hơn mức thu một lần"))
        if one.online is not None and one.online > one.amount:
            yield Fault((*place, "online"), _("nộp trực tuyến mà cao hơn nộp trực tiếp"), serious=False)
        if one.amount and not one.basis:
            yield Fault((*place, "basis"), _("nên ghi văn bản quy định mức thu"), serious=False)


def _steps(definition: Definition) -> Iterator[Fault]:
    steps = definition.steps
    if not steps:
        if definition.level != INFORMATION:
            yield Fault(("steps",), _("quy trình chưa có bước nào"))
        return
    goes_along = set(asked(definition)) | {one.key for one in definition.papers}
    for at, one in enumerate(steps):
        yield from _step(one, ("steps", at), goes_along, is_last=at == len(steps) - 1)
    if "return" not in steps[-1].may:
        yield Fault(("steps", len(steps) - 1, "may"), _("bước cuối phải được trả kết quả"))
    makes = any(one.template for one in definition.outcomes)
    if makes and not any("sign" in one.may for one in steps):
        yield Fault(("steps",), _("có kết quả theo mẫu nhưng không bước nào được ký"))
    if not definition.outcomes and definition.level != INFORMATION:
        yield Fault(("outcomes",), _("chưa ghi kết quả của thủ tục"))


def _step(one: Step, place: Place, goes_along: set[str], *, is_last: bool) -> Iterator[Fault]:
    leads_on = {"pass", "sign", "refer"} & set(one.may)
    if not is_last and not leads_on:
        yield Fault((*place, "may"), _("không chuyển tiếp được, các bước sau không bao giờ đến"))
    if "sign" in one.may and one.role != "signatory":
        yield Fault((*place, "may"), _("chỉ người ký mới được ký"))
    if "decide" in one.may and one.role == "counter_clerk":
        yield Fault((*place, "may"), _("cán bộ một cửa không soạn kết quả"))
    if "return" in one.may and one.role != "counter_clerk":
        yield Fault((*place, "role"), _("kết quả do cán bộ một cửa trả"))
    for key in one.needs:
        if key not in goes_along:
            yield Fault((*place, "needs"), _("không có trường hay giấy tờ “%(key)s”", key=key))
    if one.at == "parent" and not one.needs:
        yield Fault((*place, "needs"), _("chưa chọn thông tin và giấy tờ chuyển lên huyện"))
    if one.at == "own" and one.needs:
        yield Fault((*place, "needs"), _("bước làm tại đây không chuyển gì đi nơi khác"), serious=False)


def _deadlines(definition: Definition) -> Iterator[Fault]:
    found = definition.deadlines
    if not found:
        if definition.level != INFORMATION:
            yield Fault(("deadlines",), _("chưa có thời hạn giải quyết"))
        return
    known = asked(definition)
    for at, one in enumerate(found):
        place: Place = ("deadlines", at)
        yield from _condition(one.when, (*place, "when"), known)
        if (one.days is None) == (one.hours is None):
            yield Fault(place, _("ghi số ngày, hoặc số giờ làm việc, một trong hai"))
        if one.when is None and at < len(found) - 1:
            yield Fault(
                place, _("thời hạn không điều kiện phải đứng cuối, các dòng sau không bao giờ dùng đến")
            )
    if found[-1].when is not None:
        yield Fault(("deadlines", len(found) - 1, "when"), _("thời hạn cuối cùng phải không có điều kiện"))
    last = found[-1]
    allowed = last.hours if last.hours is not None else (last.days or 0) * DAY_HOURS or DAY_HOURS
    spent = sum(one.hours for one in definition.steps)
    if spent > allowed:
        told = _(
            "các bước cộng lại %(spent)s giờ, quá thời hạn %(allowed)s giờ", spent=spent, allowed=allowed
        )
        yield Fault(("steps",), told, serious=False)
