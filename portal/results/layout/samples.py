"""Values to try a template with: what it will look like, with nobody's data."""

from __future__ import annotations

from datetime import date

from portal.results.layout.filling import Value
from portal.results.layout.shapes import CHOICE, DATE, LONG, MONEY, NUMBER, Field, Template

_DAY = date(1994, 4, 21)
_BY_KEY: dict[str, str] = {
    "so_dinh_danh": "049094000000",
    "dan_toc": "Kinh",
    "quoc_tich": "Việt Nam",
    "cu_tru": "Thôn Thuận An, xã Tam Hải, huyện Núi Thành, tỉnh Quảng Nam",
    "dia_chi": "Thôn Thuận An, xã Tam Hải, huyện Núi Thành, tỉnh Quảng Nam",
    "giay_to": "Căn cước công dân số 049094000000",
    "ho_ten": "Nguyễn Thị Minh Thư",
    "nguoi": "Nguyễn Văn An",
    "nam_sinh": "1994",
    "noi_dang_ky": "Ủy ban nhân dân xã Tam Hải",
}


def sample_values(template: Template) -> dict[str, Value]:
    """A value for every field of a template."""
    return {one.key: _sample(one) for one in template.fields}


def _sample(one: Field) -> Value:
    if one.kind == DATE:
        return _DAY
    if one.kind == NUMBER:
        return 3
    if one.kind == MONEY:
        return 1_500_000
    if one.kind == CHOICE:
        return one.choices[0] if one.choices else ""
    known = next((value for key, value in _BY_KEY.items() if one.key.startswith(key)), "")
    if known:
        return known
    return f"{one.label} (nội dung mẫu để xem trước)" if one.kind == LONG else one.label
