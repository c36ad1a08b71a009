"""Very many published things in one portal, written by the batch: what a portal holds after ten or fifty years."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from portal.clock import today, utc_now
from portal.extensions import db
from portal.legal.models import LegalDocument, LegalField, Provision
from portal.legal.naming import natural_key, number_key
from portal.news.models import NewsItem
from portal.tenancy.owned import new_id
from portal.tenancy.scope import editing, entered

SAID = (
    "thông báo lịch tiêm phòng họp dân bầu cử khai giảng đường giao thông nông thôn mới cấp giấy khai sinh đất đai"
    " quy hoạch bão lụt phòng cháy chữa cháy hội chợ thủy sản hộ nghèo bảo hiểm y tế trường học thu hồi đất"
)
WORDS = SAID.split()
TYPES = ("Nghị quyết", "Quyết định", "Chỉ thị", "Thông báo", "Kế hoạch")
FIELDS = ("Đất đai", "Y tế", "Giáo dục", "Thủy sản", "Hộ tịch", "Ngân sách")
AT_ONCE = 1000


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count)).capitalize()


def _ranges(count: int) -> Iterator[range]:
    for first in range(0, count, AT_ONCE):
        yield range(first, min(first + AT_ONCE, count))


def news(tenant_id: int, section: int, count: int) -> None:
    """So many published news items of the last `count` quarters of an hour, each of some 150 words."""
    chance, now = random.Random(11), utc_now()
    for numbers in _ranges(count):
        rows = [
            {
                "id": new_id(), "tenant_id": tenant_id, "slug": f"tin-{number}", "title": _words(chance, 9),
                "lead": _words(chance, 25), "body": _words(chance, 150), "section_id": section, "status": "published",
                "publish_at": now - timedelta(minutes=15 * (count - number)), "created_at": now, "updated_at": now,
            }
            for number in numbers
        ]  # fmt: skip
        with entered(editing(tenant_id)):
            db.session.execute(insert(NewsItem), rows)
            db.session.commit()


def documents(tenant_id: int, count: int) -> None:
    """So many published legal documents of twenty years, each with a field and two articles."""
    chance, now, issuer = random.Random(13), utc_now(), "Ủy ban nhân dân xã Tam Hải"
    first_day = today() - timedelta(days=7300)
    for numbers in _ranges(count):
        rows: list[dict[str, Any]] = []
        for place in numbers:
            issued: date = first_day + timedelta(days=place * 7300 // count)
            kind, number = TYPES[place % len(TYPES)], f"{place}/{issued.year}/VB-UBND"
            rows.append({
                "id": new_id(), "tenant_id": tenant_id, "slug": f"van-ban-{place}", "number": number, "type": kind,
                "natural_key": natural_key(kind, number, issuer), "number_key": number_key(number), "issuer": issuer,
                "title": _words(chance, 12), "issued": issued, "year": issued.year, "effective": issued,
                "status": "published", "publish_at": now, "created_at": now, "updated_at": now,
                "needs_relating": False,
            })  # fmt: skip
        fields = [
            {
                "tenant_id": tenant_id,
                "document_id": row["id"],
                "slug": f"linh-vuc-{place % 6}",
                "name": FIELDS[place % 6],
            }
            for place, row in enumerate(rows)
        ]
        provisions = [
            {"tenant_id": tenant_id, "document_id": row["id"], "position": article, "no": str(article),
             "anchor": f"dieu-{article}", "heading": _words(chance, 5), "text": _words(chance, 60)}
            for row in rows for article in (1, 2)
        ]  # fmt: skip
        with entered(editing(tenant_id)):
            db.session.execute(insert(LegalDocument), rows)
            db.session.execute(insert(LegalField), fields)
            db.session.execute(insert(Provision), provisions)
            db.session.commit()
