"""Citations in real articles, labelled by reading: what a recogniser of citations is measured against.

Each line of `citations_labelled.jsonl` is one article of `../shared/data/legal_documents.jsonl.gz`, drawn at random
over kinds and decades (a seventh of them among articles that cite much or in rarer words: amendments, "Chương này",
"Hiến pháp"), with EVERY citation in its text, so that precision and recall hold for the whole text. The texts stay in
the data; a label keeps where a citation stands (offsets into the text as the data has it) and its words.
`citations_fresh.jsonl` is a second sample by the same conventions, drawn purely at random (seed 20261125, one or two
articles of each document, none of the first sample's documents, left out only what has no text or more than 12,000
characters), so that it stands for the data as it is.

What counts, decided once and followed everywhere:
- A citation names one document, or provisions of one: number, name of a law, code, ordinance or Constitution, or
  "… này". Provisions joined by commas, "và", "hoặc" and belonging to one document are one citation ("khoản 1 Điều 5 và
  Điều 7 Luật này"); what other words interrupt is two; two documents are two. "(sau đây gọi tắt là Nghị định số …)" is
  a citation again.
- The span starts at the first provision word (with "các", "từ") or the word of the kind and ends after the number, the
  date and "của" + issuer; after the name of a law also its year, date or number. The title after "về", "quy định",
  "hướng dẫn" stays outside, and a document named within that title is a citation of its own. Only a law that has no
  other name carries one in itself: "Luật sửa đổi, bổ sung một số điều của Luật di sản văn hóa".
- An annex is a citation with or without its document ("Phụ lục I", "Phụ lục ban hành kèm theo Thông tư này"). A form,
  a list, a tariff, a regulation issued with a document is none ("Mẫu số 01", "Quy chế … ban hành kèm theo Quyết định
  này"): only that document, or the annex that holds the form, is.
- No citations: the law in general ("pháp luật về đất đai"), kinds alone ("quy định của Luật", "vi phạm Luật Thuế"),
  what points back without "này" ("Thông tư nêu trên"), decisions of a case ("hủy bỏ quyết định này"), a rule just given
  ("Quy định này không áp dụng"), regulations and charters by name alone ("Điều lệ Hội"), treaties, international and
  Vietnamese standards (ISO, TCVN), names of attached files ("Phụ lục 3.docx").
- The document is the one meant: a number the text abbreviates or writes with other separators is the full one (as the
  data has it where it is held), a law cited by name has the number of the one in force then, provisions whose document
  the sentence names elsewhere have that document. A misprinted number stays as printed.
- Targets are anchors, relative ones resolved ("khoản này" in clause 3 of article 35: "dieu-35-khoan-3"); ranges list
  each; Roman numbers are written as digits; đ is "dd"; no target is the whole document.
  A numbered point of an old circular is a clause ("điểm 1, mục II": "muc-2-khoan-1"), or the article as which the data
  has it; parts ("phần C") and sections within an article ("Mục I Điều 1") have no anchor of their own.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

LABELS = Path(__file__).with_name("citations_labelled.jsonl")
FRESH = Path(__file__).with_name("citations_fresh.jsonl")
DOCUMENTS = Path(__file__).parents[2].parent / "shared" / "data" / "legal_documents.jsonl.gz"
NUMBERED = re.compile(r"(?i)\bsố \d|\d+/\d|/[A-ZĐ]")


@dataclass(frozen=True)
class CitedDocument:
    """The document that a citation means. Without number and name it is the document the citation stands in."""

    number: str = ""
    name: str = ""
    year: int | None = None

    @property
    def is_self(self) -> bool:
        """Whether the document cites itself in words ("Luật này", "Điều 5")."""
        return not self.number and not self.name


@dataclass(frozen=True)
class LabelledCitation:
    """One citation: `start` and `end` are Python string indices into the article's text, `text` its words."""

    start: int
    end: int
    text: str
    document: CitedDocument
    targets: tuple[str, ...]

    @property
    def kind(self) -> str:
        """One of: self, own provision, by number (where the words carry one), by name."""
        if self.document.is_self:
            return "own provision" if self.targets else "self"
        return "by number" if NUMBERED.search(self.text) else "by name"


@dataclass(frozen=True)
class LabelledArticle:
    """An article with all its citations in reading order; `text` is None where the data is not held."""

    number: str
    type: str
    unit: str
    no: str
    sha256: str
    citations: tuple[LabelledCitation, ...]
    text: str | None = None


def load(labels: Path = LABELS, documents: Path = DOCUMENTS) -> list[LabelledArticle]:
    """The labelled articles, each with its text from the data.

    Input: the sample (LABELS or FRESH) and the data file; where that is absent, or holds another text under this
    number, every such `text` is None.
    Errors: a malformed line of the labels raises ValueError or KeyError.
    """
    articles = [_article(json.loads(line)) for line in labels.read_text(encoding="utf-8").splitlines()]
    if not documents.is_file():
        return articles
    wanted = {(article.number, article.sha256) for article in articles}
    texts = {
        key: text
        for number, text in _texts(documents, {number for number, _ in wanted})
        if (key := (number, hashlib.sha256(text.encode()).hexdigest())) in wanted
    }
    return [replace(article, text=texts.get((article.number, article.sha256))) for article in articles]


def _texts(documents: Path, numbers: set[str]) -> Iterator[tuple[str, str]]:
    with gzip.open(documents, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if document["number"] in numbers:
                for article in document["articles"]:
                    yield document["number"], article["text"]


def _article(record: dict[str, Any]) -> LabelledArticle:
    return LabelledArticle(
        number=record["number"],
        type=record["type"],
        unit=record["unit"],
        no=record["no"],
        sha256=record["sha256"],
        citations=tuple(_citation(row) for row in record["citations"]),
    )


def _citation(row: dict[str, Any]) -> LabelledCitation:
    document = CitedDocument() if row["document"] == "self" else CitedDocument(**row["document"])
    if row["document"] != "self" and document.is_self:
        raise ValueError(f"a cited document without number and name: {row['text']}")
    return LabelledCitation(row["start"], row["end"], row["text"], document, tuple(row["targets"]))
