"""Events of life by which people look for a service when they do not know what the office calls it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.letters import without_accents
from portal.services.queries import Offer


@dataclass(frozen=True)
class Event:
    """An event: the words, without accents, that tell the services for it in their name or field."""

    key: str
    label: Any
    words: re.Pattern[str]


def _event(key: str, label: Any, *words: str) -> Event:
    return Event(key, label, re.compile(rf"\b(?:{'|'.join(words)})\b"))


EVENTS = (
    _event(
        "sinh-con", _l("Sinh con, nuôi con nhỏ"), "khai sinh", "nhan cha", "con nuoi", "giam ho", "tre em"
    ),
    _event("ket-hon", _l("Kết hôn"), "ket hon", "hon nhan"),
    _event("qua-doi", _l("Người thân qua đời"), "khai tu", "mai tang", "chung tu giay bao tu"),
    _event("giay-to", _l("Sao y, chứng thực giấy tờ"), "chung thuc", "ban sao", "trich luc", "xac nhan"),
    _event("nha-dat", _l("Nhà, đất"), "dat dai", "thua dat", "su dung dat", "nha o", "xay dung"),
    _event(
        "lam-an", _l("Buôn bán, làm ăn"), "ho kinh doanh", "kinh doanh", "to hop tac", "tau ca", "thuy san"
    ),
    _event(
        "tro-cap",
        _l("Trợ cấp, người yếu thế"),
        "tro cap",
        "tro giup",
        "bao tro",
        "khuyet tat",
        "ngheo",
        "mai tang phi",
    ),
    _event("noi-o", _l("Nơi ở, cư trú"), "cu tru", "thuong tru", "tam tru"),
    _event("khieu-nai", _l("Khiếu nại, tố cáo"), "khieu nai", "to cao", "kien nghi"),
)
BY_KEY = {one.key: one for one in EVENTS}


def of_event(offers: list[Offer], key: str) -> list[Offer]:
    """The offers for an event; all of them for a key that is none."""
    event = BY_KEY.get(key)
    if event is None:
        return offers
    return [one for one in offers if event.words.search(without_accents(f"{one.name} {one.field}"))]


def with_something(offers: list[Offer]) -> list[Event]:
    """The events for which something is offered."""
    return [one for one in EVENTS if of_event(offers, one.key)]
