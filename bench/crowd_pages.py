"""What a crowd reads on the portals of an installation: addresses from the site maps, in the proportions that visitors
of communes' portals have them (assumed: no portal publishes its own)."""

from __future__ import annotations

import random
import re
from urllib.parse import quote, urljoin, urlsplit

from bench.load import Failed
from bench.servers import fetch

Page = tuple[float, str, str, str]
"""Weight, kind, host, path."""

SHARE = {
    "home": 30.0, "news item": 22.0, "news": 10.0, "document": 8.0, "documents": 6.0, "procedure": 7.0,
    "procedures": 4.0, "search": 6.0, "other": 7.0,
}  # fmt: skip
DISTRICT = 0.35
"""The share of the district's own portal; communes have the rest evenly."""
WORDS = (
    "khai sinh", "đất đai", "kết hôn", "tam hải", "lịch tiếp dân", "hộ nghèo", "bão số", "quy hoạch", "học phí",
    "bảo hiểm y tế", "giấy phép xây dựng", "tuyển dụng", "nông thôn mới", "chứng thực", "tạm trú", "khuyết tật",
)  # fmt: skip
MOST = 60  # addresses of a kind in a portal


def pages(port: int, hosts: list[str], seed: int = 5) -> list[Page]:
    """Everything that is read; the first host is the district's. Raises Failed where a site map is not answered."""
    found: list[Page] = []
    chance = random.Random(seed)
    for place, host in enumerate(hosts):
        weight = DISTRICT if place == 0 else (1 - DISTRICT) / max(1, len(hosts) - 1)
        by_kind = _by_kind(port, host, chance)
        for kind, share in SHARE.items():
            paths = by_kind.get(kind) or by_kind["home"]
            # The newest is read most, the next half as often, the third a third as often …
            ranks = [1 / (rank + 1) for rank in range(len(paths))]
            found += [
                (weight * share * rank / sum(ranks), kind, host, path)
                for rank, path in zip(ranks, paths, strict=True)
            ]
    return found


def _by_kind(port: int, host: str, chance: random.Random) -> dict[str, list[str]]:
    status, _headers, body = fetch(port, "/sitemap.xml", {"Host": host})
    if status != 200:
        raise Failed(f"the site map of {host} was answered with {status}")
    kinds: dict[str, list[str]] = {
        "home": ["/"],
        "news": ["/tin-tuc/"],
        "documents": ["/van-ban/"],
        "procedures": ["/thu-tuc/"],
        "search": [f"/tim-kiem?q={quote(one)}" for one in WORDS],
        "other": ["/lich-cong-tac/", "/canh-bao/", "/tin-tuc/feed.xml", "/dich-vu/", "/so-lieu/"],
    }
    for address in re.findall(r"<loc>([^<]+)</loc>", body.decode()):
        path = urlsplit(address).path
        for kind, shape in (
            ("news item", r"/tin-tuc/(?!chuyen-muc|the/)[^/]+$"),
            ("document", r"/van-ban/[^/]+$"),
            ("procedure", r"/thu-tuc/[^/]+$"),
        ):
            if re.match(shape, path):
                kinds.setdefault(kind, []).append(path)
    return {kind: chance.sample(paths, min(MOST, len(paths))) for kind, paths in kinds.items()}


def assets(port: int, host: str) -> list[str]:
    """Style, scripts and letters that a browser fetches with its first page."""
    body = fetch(port, "/", {"Host": host})[2].decode()
    found = re.findall(r'(?:href|src)="(/(?:tinh|giao-dien)[^"]+\.(?:css|js)[^"]*)"', body)
    return sorted(set(found))


def weights(port: int, host: str) -> tuple[float, float]:
    """KB that travel for the home page, and for style, scripts, signs and letters of the first visit, compressed."""
    packed = {"Host": host, "Accept-Encoding": "br"}
    page = fetch(port, "/", {"Host": host})[2].decode()
    found = {one.partition("#")[0] for one in re.findall(r'(?:href|src)="(/(?:tinh|giao-dien)[^"]+)"', page)}
    for style in [one for one in found if one.endswith(".css")]:
        letters = re.findall(r"url\(['\"]?([^'\")]+\.woff2)", fetch(port, style, {"Host": host})[2].decode())
        found |= {urljoin(style, one) for one in letters}
    first = sum(len(fetch(port, one, packed)[2]) for one in found)
    return len(fetch(port, "/", packed)[2]) / 1000, first / 1000
