"""The real legal corpus as search entries, and the questions that are asked of it."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.config import ROOT
from portal.search.documents import SearchDocument


def data_directory() -> Path:
    """Where the real data lies: PORTAL_TEST_DATA, or `shared/data` beside the project."""
    return Path(os.environ.get("PORTAL_TEST_DATA", ROOT.parent / "shared" / "data"))


@dataclass(frozen=True)
class Question:
    """A question with what answers it: "52/2014/QH13#31" of an article, the code of a procedure."""

    text: str
    right: frozenset[str]


def questions(data: Path) -> list[Question]:
    """The questions whose answers are known, in `eval/questions_dev.jsonl`."""
    lines = (data / "eval" / "questions_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [Question(row["query"], frozenset(row["relevant"])) for row in map(json.loads, lines)]


def procedure_queries(file: Path) -> list[Question]:
    """Lines {"query", "codes"}: how citizens ask, and the codes of the procedures that are meant."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [Question(row["query"], frozenset(row["codes"])) for row in rows]


def short_queries(texts: Mapping[str, SearchDocument], count: int = 200) -> list[str]:
    """What is typed in a hurry: two to four words out of headings, every fifth a number."""
    chance = random.Random(5)
    held = [one for one in texts.values() if len(one.title.split()) >= 4]
    found = []
    for place, one in enumerate(chance.sample(held, min(count, len(held)))):
        words = one.title.split()
        start = chance.randrange(len(words) - 1)
        found.append(
            (one.number or "") if place % 5 == 0 else " ".join(words[start : start + chance.randint(2, 4)])
        )
    return found


def attacks(data: Path) -> list[str]:
    """Every attack string of `badinputs`, and sizes that hurt."""
    found = [
        "*" * 10_000, "a OR " * 10_000, "\x00" * 10_000, '"' * 10_000, "-" * 10_000, "loại:" * 2_000,
        "khai sinh " * 10_000, "61/2018 " * 10_000, '"khai sinh" -"' * 3_000, "(" * 5_000 + ")" * 5_000,
    ]  # fmt: skip
    for path in sorted((data / "badinputs").glob("*.jsonl")):
        found += [str(json.loads(line)["payload"]) for line in path.read_text(encoding="utf-8").splitlines()]
    return found


def entries(data: Path, limit: int | None = None) -> Iterator[SearchDocument]:
    """One entry per document and per article; `limit` counts documents."""
    for place, law in enumerate(legal_documents(data)):
        if limit is not None and place >= limit:
            return
        yield from _entries_of(law, place)


def legal_documents(data: Path) -> Iterator[dict[str, Any]]:
    """All documents, those of eval/laws.jsonl.gz in the place of the ones with the same number."""
    laws = list(_lines(data / "eval" / "laws.jsonl.gz"))
    replaced = {law["number"] for law in laws}
    yield from (law for law in _lines(data / "legal_documents.jsonl.gz") if law["number"] not in replaced)
    yield from laws


def _entries_of(law: dict[str, Any], place: int) -> Iterator[SearchDocument]:
    key = f"legal:1:{place}"
    name = law["title"] or ""
    facets = {"type": law["type"], "issuer": law["issuer"] or "", "year": (law["issued"] or "")[:4]}
    shape: dict[str, Any] = {
        "tenant_id": 1, "shared": True, "number": law["number"], "facets": facets,
        "published_at": law["issued"] or "",
    }  # fmt: skip
    yield SearchDocument(
        key=key, kind="legal", title=name, body="", context=law["type"], url_path=f"/van-ban/{place}", **shape
    )
    seen: set[str] = set()
    for row, article in enumerate(law["articles"]):
        number = article["no"] or f"-{row}"
        if number in seen:
            continue
        seen.add(number)
        yield SearchDocument(
            key=f"{key}:{number}", kind="provision", title=article["heading"] or "", body=article["text"],
            context=name, article=number, group_key=key, url_path=f"/van-ban/{place}#dieu-{number}", **shape,
        )  # fmt: skip


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
