"""What material says of a service, as plain texts: made once, set as leaflet, poster and slides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.services.definition.conditions import Condition
from portal.services.definition.counting import number_labels
from portal.services.definition.shapes import BY_POST, IN_PERSON, ONLINE, Definition, Question
from portal.services.definition.values import yes_or_no
from portal.services.definition.wording import Asked, asked, condition_in_words
from portal.services.guide import words
from portal.services.guide.case import usual_time
from portal.services.guide.words import lowered

RGB = tuple[int, int, int]
_ASKING = re.compile(r"(?:\s+(?:không|chưa))?\s*\?\s*\Z")
ENOUGH = 12
"""Letters from which an answer says by itself what it answers."""


@dataclass(frozen=True)
class Look:
    """Colours of the portal (`ink`: of text on `primary`) and its emblem: a picture's bytes, or the path of an SVG."""

    primary: RGB = (11, 85, 99)
    ink: RGB = (255, 255, 255)
    soft: RGB = (238, 243, 244)
    emblem: bytes = b""
    emblem_svg: str = ""


@dataclass(frozen=True)
class Office:
    """Who offers the service: agency, portal, where and when it is open."""

    agency: str
    portal: str
    address: str = ""
    telephone: str = ""
    hours: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Item:
    """A line with what stands small below it."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Record:
    """A service in words. `time` and `cost` are the short answers, `times` and `fees` the whole ones; `is_online`:
    whether it can be handed in online."""

    name: str
    summary: str
    field: str
    code: str
    url: str
    office: Office
    time: str
    cost: str
    papers: tuple[Item, ...]
    shown: tuple[Item, ...]
    fees: tuple[Item, ...]
    times: tuple[Item, ...]
    steps: tuple[str, ...]
    places: tuple[str, ...]
    results: tuple[str, ...]
    look: Look = Look()
    is_online: bool = True

    @property
    def plain_url(self) -> str:
        """The address as people type it, without the scheme."""
        return self.url.partition("://")[2] or self.url

    @property
    def everything_brought(self) -> tuple[Item, ...]:
        """Papers to hand in, and those that are only shown, which say so."""
        said = _("Chỉ đưa xem")
        shown = (
            one if one.note.startswith(said) else Item(one.text, f"{said}. {one.note}".strip())
            for one in self.shown
        )
        return (*self.papers, *shown)


def record_of(
    name: str, code: str, field_name: str, definition: Definition, url: str, office: Office, look: Look
) -> Record:
    """The record of a service; `url` is the absolute address of its guide."""
    known = asked(definition)
    papers = [
        (one, _paper(one.name, words.count_of(one), case_in_short(one.when, known), one.note))
        for one in definition.papers
    ]
    fees = _fees(definition)
    return Record(
        name=name,
        summary=definition.summary,
        field=field_name,
        code=code,
        url=url,
        office=office,
        time=usual_time(definition),
        cost=_short_cost(definition, fees),
        papers=tuple(item for one, item in papers if not words.only_shown(one)),
        shown=tuple(item for one, item in papers if words.only_shown(one)),
        fees=fees,
        times=_times(definition),
        steps=_steps(definition),
        places=_places(definition, office),
        results=tuple(one.name for one in definition.outcomes),
        look=look,
        is_online=ONLINE in definition.channels,
    )


def _paper(name: str, count: str, when: str, note: str) -> Item:
    text = f"{name} ({count})" if count else name
    told = [_("Trường hợp: %(when)s.", when=when) if when else "", note]
    return Item(text, " ".join(one for one in told if one))


def case_in_short(condition: Condition | None, known: Asked) -> str:
    """A case as a leaflet names it: by the answer alone where that says enough ("Cháu bị bỏ rơi"), with what was asked
    where it does not ("Cha mẹ đã đăng ký kết hôn: Có"); "" for every case."""
    if condition is None or not {"is", "in"} & condition.keys():
        return condition_in_words(condition, known)
    about = known.get(condition["field"])
    given = [condition["is"]] if "is" in condition else condition["in"]
    labels = {one.value: one.label for one in about.options} if about is not None else {}
    said = [yes_or_no(value) if isinstance(value, bool) else labels.get(value, str(value)) for value in given]
    told = _(" hoặc ").join([said[0], *map(lowered, said[1:])])
    if len(told) > ENOUGH or about is None:
        return told
    name = _ASKING.sub("", about.text) if isinstance(about, Question) else about.label
    return f"{name}: {lowered(told)}"


def _fees(definition: Definition) -> tuple[Item, ...]:
    labels = number_labels(definition)
    found = []
    for one in definition.fees:
        text = f"{one.name}: {words.fee_in_general(one, labels)}"
        if ONLINE in definition.channels and one.online is not None and one.online != one.amount:
            online = words.fee_in_general(one, labels, one.online)
            text += " (" + _("nộp trực tuyến: %(amount)s", amount=online) + ")"
        found.append(Item(text, "; ".join(each.reason for each in one.free) if one.amount else ""))
    return tuple(found)


def _short_cost(definition: Definition, fees: tuple[Item, ...]) -> str:
    paid = [one for one in definition.fees if one.amount]
    if not paid:
        return _("Không mất tiền")
    always = [one for one in paid if one.when is None]
    if not always:
        return _("Không mất tiền, trừ khi xin thêm bản sao")
    labels = number_labels(definition)
    return "; ".join(words.fee_in_general(one, labels) for one in always)


def _times(definition: Definition) -> tuple[Item, ...]:
    found = []
    for one in reversed(definition.deadlines):
        text, when = words.time_limit(one), case_in_short(one.when, asked(definition))
        found.append(
            Item(
                _("%(time)s, trường hợp: %(when)s", time=text, when=lowered(when)) if when else text, one.note
            )
        )
    return tuple(found)


def _steps(definition: Definition) -> tuple[str, ...]:
    steps = [_("Quét mã QR, trả lời vài câu để biết cần giấy tờ gì.")]
    if ONLINE in definition.channels:
        steps.append(
            _("Đăng nhập, khai trên mạng, chụp giấy tờ gửi kèm; hoặc mang hồ sơ đến bộ phận một cửa.")
        )
    elif BY_POST in definition.channels:
        steps.append(_("Mang hồ sơ đến bộ phận một cửa, hoặc gửi qua bưu điện."))
    else:
        steps.append(_("Mang giấy tờ đến bộ phận một cửa."))
    steps.append(_("Nhận giấy hẹn có mã hồ sơ; dùng mã ấy theo dõi hồ sơ trên mạng."))
    count = len(definition.outcomes)
    steps.append(ngettext("Nhận kết quả đúng hẹn.", "Nhận kết quả đúng hẹn.", count))
    return tuple(steps)


def _places(definition: Definition, office: Office) -> tuple[str, ...]:
    found = []
    if ONLINE in definition.channels:
        found.append(_("Trên mạng, quét mã QR: lúc nào cũng nộp được"))
    if IN_PERSON in definition.channels:
        where = ", ".join(one for one in (office.agency, office.address) if one)
        found.append(_("Bộ phận một cửa, %(where)s", where=where))
    if BY_POST in definition.channels:
        found.append(_("Gửi qua bưu điện đến địa chỉ trên"))
    return tuple(found)
