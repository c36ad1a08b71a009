"""Whatever is typed: every word is in the file, and nothing breaks."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.exchange.composing.pdf import draw
from portal.exchange.composing.shapes import Issuer, Signatory
from portal.exchange.composing.word import write
from tests.exchange.composing.samples import of_kind
from tests.printing.pdf import left_the_page, text_of
from tests.thorough import examples

_ANY = st.text(max_size=120)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.sampled_from(["quyet-dinh", "cong-van", "thu-cong", "bien-ban"]),
    _ANY,
    st.text(st.sampled_from("# |-*[]\nĐiềuPhụlc1.:;<>&ị "), max_size=300),
    st.lists(_ANY, max_size=4),
)
def test_whatever_is_typed_can_be_drawn_and_written(
    kind: str, typed: str, body: str, lines: list[str]
) -> None:
    names = ("subject", "grounds", "place", "typist", "contact", "scope", "archive")
    paper = replace(
        of_kind(kind),
        **dict.fromkeys(names, typed),
        body=body,
        addressed=tuple(lines),
        copied=tuple(lines),
        issuer=Issuer(typed, typed),
        signatory=Signatory(typed, typed, typed),
    )
    assert not left_the_page(draw(paper).data)
    assert write(paper)


_WORD = st.text(st.characters(categories=("L", "N"), max_codepoint=0x1EF9), min_size=1, max_size=14)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.lists(_WORD, min_size=1, max_size=60), min_size=1, max_size=12), st.booleans())
def test_every_word_is_in_the_file_in_its_order(paragraphs: list[list[str]], as_items: bool) -> None:
    known = [[re.sub(r"[^\w]", "", f"q{word}", flags=re.A) or "q" for word in one] for one in paragraphs]
    body = "\n\n".join(("- " if as_items else "") + " ".join(one) for one in known)
    text = text_of(draw(replace(of_kind("bao-cao"), body=body)).data)
    rest = iter(re.findall(r"q\w*", text))
    assert all(word in rest for one in known for word in one)
