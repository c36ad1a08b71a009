"""Taking the Markdown body of a document apart."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from portal.legal.body import body_of, split_markdown_body
from portal.legal.models import LegalDocument, Provision
from portal.legal.record import ProvisionRecord

BODY = """Căn cứ Luật Tổ chức chính quyền địa phương;

Theo đề nghị của Văn phòng.

# Chương I. Quy định chung

## Điều 1. Phạm vi

1. Một.

a) Hai.

## Điều 1a: Bổ sung
# Chương II. Tổ chức
Đoạn dẫn của chương.
## Điều 2. Thi hành
### Ghi chú
```
## không phải điều
```
"""


def test_articles_chapters_and_preamble_are_found() -> None:
    preamble, provisions = split_markdown_body(BODY)
    assert preamble == "Căn cứ Luật Tổ chức chính quyền địa phương;\n\nTheo đề nghị của Văn phòng."
    assert [(part.unit, part.no, part.heading, part.chapter, part.anchor) for part in provisions] == [
        ("Điều", "1", "Phạm vi", "Chương I. Quy định chung", "dieu-1"),
        ("Điều", "1a", "Bổ sung", "Chương I. Quy định chung", "dieu-1a"),
        ("Chương", "II", "Tổ chức", "", "chuong-2"),
        ("Điều", "2", "Thi hành", "Chương II. Tổ chức", "dieu-2"),
    ]
    assert [part.text for part in provisions] == [
        "1. Một.\n\na) Hai.",
        "",
        "Đoạn dẫn của chương.",
        "### Ghi chú\n```\n## không phải điều\n```",
    ]


def test_a_document_without_articles_has_numbered_parts() -> None:
    preamble, provisions = split_markdown_body("## I. Mục đích\nA\n## II. Tổ chức\n## Nơi nhận\nB")
    assert preamble == ""
    assert [(part.unit, part.no, part.heading) for part in provisions] == [
        ("Mục", "I", "Mục đích"),
        ("Mục", "II", "Tổ chức"),
        ("", "", "Nơi nhận"),
    ]


def test_a_text_without_headings_is_all_preamble() -> None:
    assert split_markdown_body("Một\n\nHai\n") == ("Một\n\nHai", [])
    assert split_markdown_body("") == ("", [])


LINES = st.one_of(
    st.sampled_from(
        [
            "# Chương I. Chung",
            "# Phần",
            "## Điều 1. Một",
            "## Điều 2",
            "## I. Hai",
            "##",
            "## Phụ lục 1: B",
            "```",
            "",
        ]
    ),
    st.text(alphabet="abđ #.1`-\t", max_size=12),
)


@given(st.lists(LINES, max_size=20))
def test_no_word_of_a_body_is_lost(lines: list[str]) -> None:
    preamble, provisions = split_markdown_body("\n".join(lines))
    pieces, chapter = [preamble], ""
    for part in provisions:
        if part.chapter != chapter and part.chapter:
            pieces.append(part.chapter)
        chapter = part.chapter or f"{part.unit} {part.no}. {part.heading}"
        numbered = part.unit if part.unit != "Mục" or not part.no.startswith("I") else ""
        pieces += [numbered, part.no, part.heading, part.text]
    words = re.findall(r"\w+", " ".join(pieces))
    given_words = re.findall(r"\w+", " ".join(lines))
    assert set(given_words) <= set(words)
    assert [provision.position for provision in provisions] == list(range(1, len(provisions) + 1))
    assert len({provision.anchor for provision in provisions}) == len(provisions)


def test_groups_stand_in_groups_and_come_back_as_they_were() -> None:
    body = "# Phần I. A\n\n# Chương I. B\n\n# Mục 1. C\n\n## Điều 1. D\n\nx\n\n# Chương II. E\n\n## Điều 2. F\n\ny\n\n"
    body += "# Phụ lục I. G\n\nz\n\n# Phụ lục II. H\n\n| a | b |\n"
    preamble, provisions = split_markdown_body(body)
    assert [one.chapter for one in provisions] == [
        "Phần I. A\nChương I. B\nMục 1. C",
        "Phần I. A\nChương II. E",
        "",
        "",
    ]
    document = LegalDocument(preamble=preamble)
    document.provisions.extend(
        Provision(unit=one.unit, no=one.no, chapter=one.chapter, heading=one.heading, text=one.text)
        for one in provisions
    )
    assert body_of(document) == body


@given(st.lists(LINES, max_size=20, unique=True))  # two groups of one name are one group
def test_a_body_taken_apart_and_put_together_is_taken_apart_the_same(lines: list[str]) -> None:
    def written(preamble: str, provisions: list[ProvisionRecord]) -> str:
        document = LegalDocument(preamble=preamble)
        document.provisions.extend(
            Provision(unit=one.unit, no=one.no, chapter=one.chapter, heading=one.heading, text=one.text)
            for one in provisions
        )
        return body_of(document)

    once = written(*split_markdown_body("\n".join(lines).replace("```", "")))
    assert written(*split_markdown_body(once)) == once
