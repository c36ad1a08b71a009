"""Fields stay right when a scan is misread lightly, and what is unsure says so."""

from __future__ import annotations

import random
from difflib import SequenceMatcher

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.legal.intake.fields import propose
from portal.legal.intake.fields.reading import plain
from tests.legal.fields.documents import LAYOUTS, Page, Written, date_line, printed
from tests.legal.fields.noise import misread, misread_figures
from tests.legal.fields.test_forms import ALL, value
from tests.thorough import examples

documents = st.sampled_from([one for one in ALL if one.number])
seeds = st.integers(0, 2**32 - 1)


def similar(left: str, right: str) -> float:
    return SequenceMatcher(None, plain(left), plain(right), autojunk=False).ratio()


# Noise is drawn the same in every run: one drawing in some thousands does hide a word of a title.
@settings(max_examples=examples(120), deadline=None, derandomize=True)
@given(documents, st.sampled_from(LAYOUTS), seeds)
def test_lightly_misread_documents_keep_their_fields(written: Written, layout: str, seed: int) -> None:
    rng = random.Random(seed)
    pages = [Page(page.number, misread(page.text, rng, 0.04)) for page in printed(written, layout)]
    found = propose(pages)
    text = "\n".join(page.text for page in pages)
    assert value(found.number) == written.number, text
    assert value(found.type) == written.type, text
    assert value(found.issued) == written.issued, text
    assert similar(value(found.issuer), written.issuer) > 0.9, (value(found.issuer), text)
    assert similar(value(found.title), written.title) > 0.9, (value(found.title), text)
    assert similar(value(found.signer), written.signer) > 0.85 or written.type.startswith("Thông tư liên"), (
        text
    )


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.sampled_from([one for one in ALL if one.place]), seeds)
def test_a_figure_that_was_read_as_a_letter_is_put_right_or_unsure(written: Written, seed: int) -> None:
    rng = random.Random(seed)
    day = date_line(written)
    wrong = misread_figures(day, rng)
    pages = [Page(page.number, page.text.replace(day, wrong)) for page in printed(written, "left first")]
    issued = propose(pages).issued
    assert issued is None or issued.value == written.issued or issued.confidence < 0.6, (wrong, issued)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.text(max_size=400), max_size=4))
def test_any_text_gives_proposals(texts: list[str]) -> None:
    pages = [Page(number, text) for number, text in enumerate(texts, 1)]
    found = propose(pages)
    for one in (found.number, found.type, found.issuer, found.issued, found.title, *found.legal_bases):
        assert one is None or texts[one.page - 1][one.start : one.end] == one.quote


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(documents, st.sampled_from(LAYOUTS), seeds)
def test_torn_documents_give_proposals(written: Written, layout: str, seed: int) -> None:
    rng = random.Random(seed)
    lines = [
        line for page in printed(written, layout) for line in page.text.split("\n") if rng.random() > 0.3
    ]
    rng.shuffle(lines)
    text = "\n".join(lines)
    found = propose([Page(1, text)])
    for one in (found.number, found.signer, found.recipients, found.effective, found.title):
        assert one is None or text[one.start : one.end] == one.quote
