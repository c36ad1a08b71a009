"""A document as plain text, as it is printed: a line for each paragraph, never wrapped."""

from __future__ import annotations

from portal.legal.exports.addresses import TakenIds
from portal.legal.exports.body import Planned, parts_of, planned, title_of
from portal.legal.exports.document import DocumentText
from portal.legal.structure.articles import parse_article
from portal.legal.structure.document import is_article_name


def as_text(document: DocumentText) -> str:
    """Head, legal bases, provisions under the titles of their groups, closing, annexes.

    structure.parse finds the same articles in it, clauses and points included, as far as their texts do not look like
    the beginning of other ones.
    """
    body, *annexes = [planned(part, TakenIds()) for part in parts_of(document.provisions)]
    parts = [_head(document), document.preamble.strip("\n"), _printed(body), document.closing.strip("\n")]
    parts += [_printed(one) for one in annexes]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(document: DocumentText) -> str:
    day = document.issued
    signed = " ".join(part for part in (document.signer_position, document.signer) if part)
    lines = [
        document.issuer.upper(),
        f"Số: {document.number}",
        f"Ngày {day.day:02} tháng {day.month:02} năm {day.year}" if day else "",
        "",
        document.type.upper(),
        document.title,
        # The closing names who signed; where it is not there, the head does.
        f"Người ký: {signed}" if signed and not document.closing.strip() else "",
    ]
    return "\n".join(line for place, line in enumerate(lines) if line or place == 3).strip("\n")


def _printed(plan: list[Planned]) -> str:
    parts: list[str] = []
    for one in plan:
        parts.extend(title for title, _ in one.groups)
        parts.append(_provision(one))
    return "\n\n".join(part for part in parts if part)


def _provision(plan: Planned) -> str:
    """ "Điều 5. Tên điều" and the text below; the text of an article without a name goes on behind its number."""
    one = plan.provision
    title, text = title_of(one), one.text.strip("\n")
    if one.unit != "Điều" or one.heading:
        return "\n".join(part for part in (title, text) if part)
    first, _, rest = text.partition("\n")
    begins_clause = bool(parse_article(first))
    if begins_clause or is_article_name(first.strip(), bool(rest.strip())):
        return f"{title}.\n{text}"
    return f"{title}. {text}"
