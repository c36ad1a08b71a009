"""Fields of documents in every form of the field, in every order in which columns come out of files."""

from __future__ import annotations

import pytest

from portal.legal.intake.fields import Proposals, Proposed, propose
from portal.legal.intake.fields.kinds import ADMINISTRATIVE as KINDS
from tests.legal.fields.documents import LAYOUTS, Page, Written, printed
from tests.legal.fields.written import ADMINISTRATIVE
from tests.legal.fields.written_norms import NORMATIVE

ALL = [*ADMINISTRATIVE, *NORMATIVE]


def value(proposed: Proposed | None) -> str:
    return proposed.value if proposed else ""


def differences(written: Written, found: Proposals) -> dict[str, tuple[str, str]]:
    """The fields whose proposal is not what was written: (found, written)."""
    pairs = {
        "number": (value(found.number), written.number),
        "type": (value(found.type), written.type),
        "issuer": (value(found.issuer), written.issuer),
        "place": (value(found.place), written.place),
        "issued": (value(found.issued), written.issued),
        "effective": (value(found.effective), written.effective),
        "title": (value(found.title), written.title),
        "signer": (
            ", ".join(sorted(value(found.signer).split(", "))),
            ", ".join(sorted(written.signer.split(", "))),
        ),
        "position": (value(found.signer_position), written.position),
        "category": (found.category, written.category),
        "recipients": (value(found.recipients), "; ".join(written.recipients)),
    }
    if written.bases:
        pairs["bases"] = ("|".join(one.value for one in found.legal_bases), "|".join(written.bases))
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def names(written: Written) -> str:
    return f"{written.type} {written.number}"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("written", ALL, ids=names)
def test_every_form_is_read_from_every_order_of_its_columns(written: Written, layout: str) -> None:
    pages = printed(written, layout)
    assert differences(written, propose(pages)) == {}, "\n".join(page.text for page in pages)


def test_the_documents_cover_every_administrative_kind() -> None:
    assert {*KINDS.values(), "Công văn", "Thư công"} <= {written.type for written in ADMINISTRATIVE}
    assert len(ALL) >= 40


@pytest.mark.parametrize("written", ALL, ids=names)
def test_a_quote_stands_where_it_says(written: Written) -> None:
    pages = printed(written, "side by side")
    texts = {page.number: page.text for page in pages}
    found = propose(pages)
    single = (found.number, found.type, found.issuer, found.place, found.issued, found.effective, found.title)
    for one in (*single, found.signer, found.signer_position, found.recipients, *found.legal_bases):
        if one is not None:
            assert texts[one.page][one.start : one.end] == one.quote
            assert one.quote.strip() and 0.0 <= one.confidence <= 1.0


def test_proposals_survive_as_json() -> None:
    found = propose(printed(ALL[1], "left first"))
    assert Proposals.from_json(found.to_json()) == found
    assert Proposals.from_json(Proposals().to_json()) == Proposals()


def test_nothing_is_proposed_from_nothing() -> None:
    assert propose([]) == Proposals()
    assert propose([Page(1, "")]) == Proposals()
    assert propose([Page(1, "Danh sách dự họp\n1. Nguyễn Văn A\n2. Trần Thị B\n")]).number is None
