"""Definitions for tests: a plain one that resembles a real service, and hypothesis strategies of random ones."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from portal.services.definition.shapes import FIELD_KINDS, Definition, Field

BIRTH: dict[str, Any] = {
    "level": "toan-trinh",
    "summary": "Đăng ký cho trẻ mới sinh, nhận Giấy khai sinh.",
    "applicant": "Cha, mẹ hoặc người thân",
    "questions": [
        {
            "key": "noi-sinh",
            "text": "Trẻ sinh ở đâu?",
            "options": [
                {"value": "trong-nuoc", "label": "Ở Việt Nam"},
                {"value": "nuoc-ngoai", "label": "Ở nước ngoài"},
            ],
            "fills": "sinh-o",
        },
        {
            "key": "ho-ngheo",
            "text": "Gia đình có thuộc hộ nghèo không?",
            "options": [{"value": "co", "label": "Có"}, {"value": "khong", "label": "Không"}],
        },
    ],
    "sections": [
        {
            "key": "tre",
            "title": "Trẻ được khai sinh",
            "fields": [
                {"key": "ho-ten", "label": "Họ và tên", "kind": "person-name", "required": True},
                {
                    "key": "ngay-sinh",
                    "label": "Ngày sinh",
                    "kind": "date",
                    "required": True,
                    "latest": "today",
                },
                {
                    "key": "sinh-o",
                    "label": "Nơi sinh",
                    "kind": "choice",
                    "required": True,
                    "options": [
                        {"value": "trong-nuoc", "label": "Ở Việt Nam"},
                        {"value": "nuoc-ngoai", "label": "Ở nước ngoài"},
                    ],
                },
                {
                    "key": "nuoc",
                    "label": "Nước nơi sinh",
                    "required": True,
                    "when": {"field": "sinh-o", "is": "nuoc-ngoai"},
                },
                {"key": "ban-sao", "label": "Số bản sao", "kind": "number", "least": 0, "most": 20},
            ],
        },
        {
            "key": "me",
            "title": "Người mẹ",
            "fields": [
                {"key": "me-so", "label": "Số căn cước", "kind": "identity", "known": "identity"},
                {"key": "me-dien-thoai", "label": "Điện thoại", "kind": "phone", "known": "phone"},
                {"key": "me-o", "label": "Nơi cư trú", "kind": "address", "known": "address"},
                {
                    "key": "con",
                    "label": "Con đã có",
                    "kind": "rows",
                    "most": 3,
                    "fields": [
                        {"key": "ten", "label": "Họ tên", "kind": "person-name", "required": True},
                        {"key": "sinh", "label": "Ngày sinh", "kind": "date"},
                    ],
                },
            ],
        },
    ],
    "papers": [
        {"key": "chung-sinh", "name": "Giấy chứng sinh", "kind": "giay-chung-sinh"},
        {
            "key": "ngoai",
            "name": "Giấy của nước ngoài xác nhận việc sinh",
            "when": {"field": "sinh-o", "is": "nuoc-ngoai"},
        },
    ],
    "fees": [
        {
            "key": "ban-sao",
            "name": "Bản sao trích lục",
            "kind": "le-phi",
            "amount": 8000,
            "online": 4000,
            "per": "ban-sao",
            "most": 100000,
            "basis": "Thông tư 281/2016/TT-BTC",
            "free": [{"when": {"field": "ho-ngheo", "is": "co"}, "reason": "Hộ nghèo"}],
        }
    ],
    "steps": [
        {
            "key": "tiep-nhan",
            "name": "Tiếp nhận",
            "role": "counter_clerk",
            "hours": 2,
            "may": ["pass", "ask"],
        },
        {
            "key": "tham-tra",
            "name": "Thẩm tra",
            "role": "case_officer",
            "hours": 3,
            "may": ["pass", "decide"],
        },
        {"key": "ky", "name": "Ký", "role": "signatory", "hours": 2, "may": ["sign"]},
        {"key": "tra", "name": "Trả kết quả", "role": "counter_clerk", "hours": 1, "may": ["return"]},
    ],
    "deadlines": [
        {"days": 5, "when": {"field": "sinh-o", "is": "nuoc-ngoai"}, "basis": "Nghị định 123/2015/NĐ-CP"},
        {"days": 0, "basis": "Luật Hộ tịch 60/2014/QH13, Điều 16"},
    ],
    "outcomes": [{"key": "giay", "name": "Giấy khai sinh", "template": "giay-khai-sinh"}],
}

keys = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
labels = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)
values = st.sampled_from(["a", "b", "c"])


def _leaf(have: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    key = st.sampled_from(have)
    return st.one_of(
        st.fixed_dictionaries({"field": key, "is": st.one_of(values, st.booleans(), st.integers(0, 3))}),
        st.fixed_dictionaries({"field": key, "in": st.lists(values, max_size=3)}),
        st.fixed_dictionaries({"field": key, "at_least": st.integers(0, 9)}),
        st.fixed_dictionaries({"answered": key}),
    )


def conditions(have: list[str]) -> st.SearchStrategy[dict[str, Any] | None]:
    """Conditions on some of these keys, or none."""
    if not have:
        return st.none()
    leaf = _leaf(have)
    deep = st.one_of(
        leaf,
        st.fixed_dictionaries({"not": leaf}),
        st.fixed_dictionaries({"all": st.lists(leaf, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(leaf, min_size=1, max_size=3)}),
    )
    return st.one_of(st.none(), deep)


@st.composite
def fields(draw: Any, have: list[str], key: str, *, inside: bool = False) -> dict[str, Any]:
    """A field whose condition names earlier ones."""
    kinds = [one for one in FIELD_KINDS if not (inside and one in ("rows", "note"))]
    kind = draw(st.sampled_from(kinds))
    found: dict[str, Any] = {
        "key": key,
        "label": draw(labels),
        "kind": kind,
        "required": draw(st.booleans()),
        "when": draw(conditions(have)),
    }
    if kind in ("choice", "many"):
        found["options"] = [{"value": one, "label": one.upper()} for one in ("a", "b", "c")]
    if kind == "rows":
        found["fields"] = [
            draw(fields([*have], f"c{at}", inside=True)) for at in range(draw(st.integers(1, 3)))
        ]
        found["most"] = draw(st.integers(1, 5))
    return found


@st.composite
def definitions(draw: Any) -> dict[str, Any]:
    """JSON of definitions without a serious fault of form (conditions may compare nonsense)."""
    have: list[str] = []
    questions = []
    for at in range(draw(st.integers(0, 3))):
        options = [{"value": one, "label": one.upper()} for one in ("a", "b", "c")]
        questions.append(
            {"key": f"q{at}", "text": draw(labels), "options": options, "when": draw(conditions(have))}
        )
        have.append(f"q{at}")
    sections = []
    for at in range(draw(st.integers(1, 3))):
        section = {"key": f"s{at}", "title": draw(labels), "when": draw(conditions(have)), "fields": []}
        for number in range(draw(st.integers(1, 4))):
            key = f"f{at}-{number}"
            section["fields"].append(draw(fields(have, key)))
            if section["fields"][-1]["kind"] != "note":
                have.append(key)
        sections.append(section)
    papers = [
        {"key": f"p{at}", "name": "Giấy", "when": draw(conditions(have))}
        for at in range(draw(st.integers(0, 3)))
    ]
    fees = [
        {
            "key": "f",
            "name": "Phí",
            "kind": "phi",
            "amount": draw(st.integers(0, 10**6)),
            "when": draw(conditions(have)),
            "most": draw(st.one_of(st.none(), st.integers(0, 10**7))),
        }
    ]
    return BIRTH | {
        "questions": questions,
        "sections": sections,
        "papers": papers,
        "fees": fees,
        "deadlines": [{"days": 1, "when": draw(conditions(have))}, {"days": 3}],
    }


def every_field(definition: Definition) -> list[Field]:
    """Every field, columns of rows too."""
    found = [one for section in definition.sections for one in section.fields]
    return found + [column for one in found for column in one.fields]


def every_kind() -> dict[str, Any]:
    """JSON of a definition with a field of every kind, for pages to look at."""
    data = copy.deepcopy(BIRTH)
    options = [
        {"value": one, "label": f"Lựa chọn {one}", "note": "Ghi chú ngắn."} for one in ("mot", "hai", "ba")
    ]
    more: list[dict[str, Any]] = [
        {"key": "nhac", "kind": "note", "label": "Lưu ý", "help": "Khai đúng theo giấy chứng sinh."},
        {
            "key": "viec",
            "label": "Trình bày lý do",
            "kind": "long-text",
            "when": {"field": "sinh-o", "is": "nuoc-ngoai"},
        },
        {"key": "nhieu", "label": "Yêu cầu thêm", "kind": "many", "options": options},
        {"key": "uy-quyen", "label": "Có nhờ người khác nộp thay không?", "kind": "yes-no", "required": True},
        {"key": "tien", "label": "Vốn kinh doanh", "kind": "money"},
        {"key": "thu", "label": "Thư điện tử", "kind": "email", "known": "email"},
        {
            "key": "dan-toc",
            "label": "Dân tộc",
            "kind": "choice",
            "options": [{"value": f"d{at}", "label": f"Dân tộc {at}"} for at in range(12)],
        },
    ]
    data["sections"].append(
        {"key": "khac", "title": "Thông tin khác", "help": "Phần này điền nhanh.", "fields": more}
    )
    return data
