"""Conditions built by choosing: up to three lines "khi … là …", all of which or one of which must hold. A condition
that does not fit such lines is shown in words and stays until another one is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.digits import whole_number
from portal.services.definition.conditions import Condition
from portal.services.definition.shapes import Field, Question
from portal.services.definition.wording import Asked, condition_in_words

LINES = 3
KEEP = "giu"
_AT_LEAST, _AT_MOST = ">=", "<="


@dataclass(frozen=True)
class Group:
    """What is chosen about one question: (value, label) of each choice."""

    label: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """A line of the builder: the choice, and the number beside it."""

    choice: str = ""
    number: str = ""


@dataclass(frozen=True)
class Built:
    """A condition as the builder shows it; `kept`: in words, what the lines can't say."""

    lines: tuple[Line, ...]
    any_of: bool = False
    kept: str = ""


def groups(known: Asked) -> list[Group]:
    """What can be chosen, question by question."""
    return [Group(_title(one), tuple(_choices(key, one))) for key, one in known.items()]


def _title(one: Question | Field) -> str:
    return one.text if isinstance(one, Question) else one.label


def _choices(key: str, one: Question | Field) -> list[tuple[str, str]]:
    title = _title(one)
    kind = one.kind if isinstance(one, Field) else "choice"
    found: list[tuple[str, str]] = []
    if kind in ("choice", "many"):
        for option in one.options:
            found.append(
                (f"{key}={option.value}", _("%(title)s là %(value)s", title=title, value=option.label))
            )
            label = _("%(title)s không phải là %(value)s", title=title, value=option.label)
            found.append((f"{key}!={option.value}", label))
    elif kind == "yes-no":
        found.append((f"{key}=true", _("%(title)s: Có", title=title)))
        found.append((f"{key}=false", _("%(title)s: Không", title=title)))
    elif kind in ("number", "money"):
        found.append((f"{key}{_AT_LEAST}", _("%(title)s từ … trở lên", title=title)))
        found.append((f"{key}{_AT_MOST}", _("%(title)s không quá …", title=title)))
    found.append((f"{key}?", _("%(title)s: có điền", title=title)))
    found.append((f"{key}!?", _("%(title)s: để trống", title=title)))
    return found


def built(condition: Condition | None, known: Asked) -> Built:
    """A condition as lines."""
    if condition is None:
        return Built(_filled([]))
    many = "any" if "any" in condition else "all"
    parts = condition.get(many, [condition])
    lines = [_line(one, known) for one in parts]
    if len(lines) > LINES or any(one is None for one in lines):
        return Built(_filled([]), kept=condition_in_words(condition, known))
    return Built(_filled([one for one in lines if one is not None]), any_of=many == "any")


def _filled(lines: list[Line]) -> tuple[Line, ...]:
    return (*lines, *(Line() for _at in range(LINES - len(lines))))


def _line(one: Condition, known: Asked) -> Line | None:
    negated = "not" in one
    bare = one["not"] if negated else one
    sign = "!" if negated else ""
    if "answered" in bare:
        return Line(f"{bare['answered']}{sign}?")
    if "is" in bare and not isinstance(bare["is"], int | bool):
        return Line(f"{bare['field']}{sign}={bare['is']}")
    if negated or "field" not in bare:
        return None
    if isinstance(bare.get("is"), bool):
        return Line(f"{bare['field']}={'true' if bare['is'] else 'false'}")
    for way, mark in (("at_least", _AT_LEAST), ("at_most", _AT_MOST)):
        if way in bare:
            return Line(f"{bare['field']}{mark}", str(bare[way]))
    values = bare.get("in")
    return Line(f"{bare['field']}={values[0]}") if values and len(values) == 1 else None


class InvalidLine(ValueError):
    """A line of the builder says nothing that can be asked; the message tells what to do."""


def chosen(sent: MultiDict[str, str], name: str, present: Condition | None, known: Asked) -> Condition | None:
    """The condition that was chosen; `present` where it was to be kept. Raises InvalidLine."""
    if sent.get(f"{name}.{KEEP}") and not sent.get(f"{name}.0"):
        return present
    allowed = {value for group in groups(known) for value, _label in group.choices}
    parts: list[Condition] = []
    for at in range(LINES):
        choice = sent.get(f"{name}.{at}", "")
        if not choice:
            continue
        if choice not in allowed:
            raise InvalidLine(_("Điều kiện dựa vào câu hỏi không còn ở trước. Hãy chọn lại."))
        parts.append(_condition(choice, sent.get(f"{name}.{at}.so", ""), known))
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    return {"any" if sent.get(f"{name}.mot") == "mot" else "all": parts}


def _condition(choice: str, number: str, known: Asked) -> Condition:
    for end, negated in (("!?", True), ("?", False)):
        if choice.endswith(end):
            return _negated({"answered": choice.removesuffix(end)}, negated)
    for way, mark in (("at_least", _AT_LEAST), ("at_most", _AT_MOST)):
        if choice.endswith(mark):
            amount = whole_number(number.strip().replace(".", ""))
            if amount is None:
                raise InvalidLine(_("Ghi số cho điều kiện về số lượng."))
            return {"field": choice.removesuffix(mark), way: amount}
    key, _sep, value = choice.partition("=")
    negated, key = key.endswith("!"), key.removesuffix("!")
    one = known.get(key)
    if isinstance(one, Field) and one.kind == "yes-no":
        return {"field": key, "is": value == "true"}
    return _negated({"field": key, "is": value}, negated)


def _negated(condition: Condition, negated: bool) -> Condition:
    return {"not": condition} if negated else condition


def as_sent(sent: MultiDict[str, str], name: str) -> Built:
    """What was chosen, to be shown again."""
    lines = [Line(sent.get(f"{name}.{at}", ""), sent.get(f"{name}.{at}.so", "")) for at in range(LINES)]
    return Built(tuple(lines), any_of=sent.get(f"{name}.mot") == "mot")
