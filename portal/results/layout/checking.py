"""What is wrong with a template, all of it, in words for whoever writes it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.results.layout.marks import IN_WORDS, WAYS, WRITTEN_OUT, Slot, read_body, read_inline, slots_of
from portal.results.layout.shapes import (
    BUILT_IN,
    CHOICE,
    DATE,
    KEY,
    KINDS,
    LONGEST_BODY,
    LONGEST_LINE,
    MONEY,
    MOST_FIELDS,
    NUMBER,
    SERIAL,
    SIZES,
    YEAR,
    InvalidTemplate,
    Template,
    from_json,
)


def check(template: Template) -> None:
    """Raise InvalidTemplate with every fault of a template; nothing where there is none."""
    faults = [*_plain(template), *_fields(template)]
    try:
        faults += _slots(template)
    except InvalidTemplate as error:
        faults += error.faults
    if faults:
        raise InvalidTemplate(faults)


def is_template(data: Any) -> bool:
    """Whether data of JSON is a template that can be filled in."""
    try:
        check(from_json(data))
    except InvalidTemplate:
        return False
    return True


def _plain(template: Template) -> list[str]:
    faults = []
    for name, value in (
        (_("tên giấy tờ"), template.kind),
        (_("tiêu đề"), template.title),
        (_("nội dung"), template.body),
    ):
        if not value:
            faults.append(_("thiếu %(part)s", part=name))
    if len(template.body) > LONGEST_BODY:
        faults.append(_("nội dung quá dài"))
    short = (template.kind, template.title, template.subtitle, template.number, template.series, template.source,
             *template.titles, *template.recipients)  # fmt: skip
    if any(len(one) > LONGEST_LINE for one in short):
        faults.append(_("có dòng dài quá %(count)s ký tự", count=LONGEST_LINE))
    if template.size not in SIZES:
        faults.append(_("khổ giấy là A4 hoặc A5"))
    if template.number and SERIAL not in template.number:
        faults.append(_("mẫu số ký hiệu phải có {số}, ví dụ {số}/QĐ-UBND"))
    if "{" in template.number.replace(SERIAL, "").replace(YEAR, ""):
        faults.append(_("mẫu số ký hiệu chỉ dùng {số} và {năm}"))
    if template.series and not KEY.match(template.series):
        faults.append(_("mã dãy số gồm chữ thường không dấu, chữ số và dấu gạch dưới"))
    return faults


def _fields(template: Template) -> list[str]:
    faults, seen = [], set()
    if len(template.fields) > MOST_FIELDS:
        faults.append(_("nhiều hơn %(count)s trường", count=MOST_FIELDS))
    for one in template.fields[:MOST_FIELDS]:
        if not KEY.match(one.key) or one.key in BUILT_IN:
            faults.append(_("mã trường “%(key)s” không dùng được", key=one.key[:40]))
        if one.key in seen:
            faults.append(_("hai trường cùng mã “%(key)s”", key=one.key))
        seen.add(one.key)
        if not one.label or len(one.label) > LONGEST_LINE:
            faults.append(_("trường “%(key)s” thiếu tên", key=one.key[:40]))
        if one.kind not in KINDS:
            faults.append(_("trường “%(key)s”: loại không hợp lệ", key=one.key[:40]))
        if one.kind == CHOICE and not one.choices:
            faults.append(_("trường “%(key)s” cần các lựa chọn", key=one.key[:40]))
    for name in (template.identity, template.holder):
        if name and name not in seen:
            faults.append(_("không có trường “%(key)s”", key=name[:40]))
    return faults


def _slots(template: Template) -> list[str]:
    faults = []
    known = {one.key: one.kind for one in template.fields} | dict.fromkeys(BUILT_IN, "") | {"ngay_ky": DATE}
    inline = (part for text in (template.title, template.subtitle) for part in slots_of_text(text))
    for slot in (*slots_of(read_body(template.body)), *inline):
        if slot.key not in known:
            faults.append(_("nội dung dùng {%(key)s} mà không có trường này", key=slot.key))
        elif slot.way not in WAYS:
            faults.append(_("{%(key)s:%(way)s}: cách viết là chữ, ngày hoặc hoa", key=slot.key, way=slot.way))
        elif slot.way == WRITTEN_OUT and known[slot.key] != DATE:
            faults.append(_("{%(key)s:ngày} cần một trường loại ngày", key=slot.key))
        elif slot.way == IN_WORDS and known[slot.key] not in {DATE, NUMBER, MONEY}:
            faults.append(_("{%(key)s:chữ} cần một trường loại ngày, số hoặc tiền", key=slot.key))
    return list(dict.fromkeys(faults))


def slots_of_text(text: str) -> list[Slot]:
    """The slots of a single line."""
    return [part for part in read_inline(text) if isinstance(part, Slot)]
