"""Entries for the tests of search."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from portal.search.documents import SearchDocument

DISTRICT, TAM_XUAN, TAM_HAI = 1, 2, 3
DATA = Path(os.environ.get("PORTAL_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


def entry(key: str, title: str, body: str = "", **more: Any) -> SearchDocument:
    """An entry with what a test does not care about filled in."""
    kind, tenant, *_rest = key.split(":")
    values: dict[str, Any] = {
        "key": key,
        "tenant_id": int(tenant),
        "shared": False,
        "kind": kind,
        "title": title,
        "body": body,
        "url_path": f"/{key}",
    }
    return SearchDocument(**{**values, **more})


def library() -> list[SearchDocument]:
    """A decree with two articles and another with a like number, shared by the district; news and procedures."""
    decree = {"shared": True, "number": "61/2018/NĐ-CP"}
    article = {**decree, "kind": "provision", "group_key": "legal:1:7", "context": "Cơ chế một cửa"}
    return [
        entry("legal:1:7", "Thực hiện cơ chế một cửa, một cửa liên thông", context="Nghị định", **decree),
        entry(
            "legal:1:7:dieu-1",
            "Phạm vi điều chỉnh",
            "Nghị định này quy định một cửa.",
            article="1",
            **article,
        ),
        entry(
            "legal:1:7:dieu-17",
            "Tiếp nhận hồ sơ",
            "Cán bộ tiếp nhận hồ sơ, viết giấy hẹn trả kết quả.",
            article="17",
            **article,
        ),
        entry("legal:1:8", "Quy định phí", shared=True, number="61/2018/TT-BTC", context="Thông tư"),
        entry(
            "news:2:1",
            "Tam Xuân mở lớp học bơi",
            "Lớp học bơi cho trẻ em mở ngày mai.",
            published_at="2026-11-20",
        ),
        entry("news:3:1", "Tam Hải đón khách du lịch", "Bến phà đông khách du lịch ra đảo."),
        entry(
            "procedure:1:5",
            "Đăng ký khai sinh",
            "Giấy chứng sinh, tờ khai đăng ký khai sinh, hộ chiếu hoặc căn cước.",
            shared=True,
        ),
        entry("procedure:1:6", "Đăng ký kết hôn", "Tờ khai, giấy xác nhận tình trạng hôn nhân.", shared=True),
        entry("page:1:9", "Kế hoạch diễn tập quân sự", "Lực lượng tự vệ, phương tiện."),
    ]


def texts_of(documents: Sequence[SearchDocument]) -> Any:
    """A provider of texts as rooms give it."""
    held = {document.key: document for document in documents}

    def provide(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
        return {key: held[key] for key in keys if key in held}

    return provide


def hostile_strings() -> Iterator[str]:
    """Every payload of the real lists of attack strings; nothing where the data is absent."""
    for path in sorted((DATA / "badinputs").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield str(json.loads(line)["payload"])
