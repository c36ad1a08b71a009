"""Hostile addresses and forms at the doors of services (SAFETY A40, A52), and numbers that no fee can bear."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.services.definition.answers import fees_of, kept, papers_needed, read, validate
from portal.services.definition.reading import from_json, to_json
from tests.conftest import SHARED, A, B, Browser
from tests.factories import Factory
from tests.services.defining import BIRTH
from tests.services.making import committed

OPEN = ("/dich-vu/", "/dich-vu/{slug}", "/ho-so/nop/{slug}")
DEFINITION = from_json(BIRTH)
NAMES = ["q", "linh-vuc", "viec", "trang", "next", *(one.key for one in DEFINITION.questions)]
FIELDS = [f"f.{one.key}" for section in DEFINITION.sections for one in section.fields]


@pytest.mark.skipif(not SHARED.is_dir(), reason="không có ../shared/data/badinputs")
@pytest.mark.real_data
def test_hostile_strings_in_every_address(factory: Factory, browser: Callable[[str], Browser]) -> None:
    _id, slug = committed(factory, A)
    factory.clerk(A)
    texts = []
    for name, step in (("blns-vectors", 10), ("fuzzdb-misc", 25)):
        lines = (SHARED / "badinputs" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        texts += [str(json.loads(line)["payload"])[:1500] for line in lines[::step]]
    assert len(texts) > 40
    visitor = browser(A)
    for text in texts:
        for where in OPEN:
            for headers in ({}, {"HX-Request": "true"}):
                query = [(name, text) for name in NAMES] * 2
                answer = visitor.client.get(
                    where.format(slug=slug), query_string=query, headers=visitor.headers | headers
                )
                assert answer.status_code < 500, (where, text)
                assert "<script>alert" not in answer.text, (where, text)
        answer = visitor.get(f"/dich-vu/{quote(text, safe='')}")
        assert answer.status_code in {200, 301, 302, 308, 404, 400}, text


def test_what_is_open_elsewhere_is_not_open_here(factory: Factory, browser: Callable[[str], Browser]) -> None:
    _id, slug = committed(factory, B, "2.000009", name="Chỉ ở xã kia")
    for where in (*OPEN[1:], "/dich-vu/{slug}/to-roi.pdf", "/dich-vu/{slug}/ap-phich.pdf"):
        assert browser(A).get(where.format(slug=slug)).status_code == 404, where


SENT = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(FIELDS),
            st.builds("{}.{}".format, st.sampled_from(FIELDS), st.sampled_from(["0", "9999", "-1", "٣", "x.y"])),
        ),
        st.one_of(
            st.sampled_from(["co", "khong", "2", "0", "-1", "9" * 30, "٣", "1e5", "=1+1", "\x00", "01/01/0001", ""]),
            st.text(max_size=40),
        ),
    ),
    max_size=25,
)  # fmt: skip


@given(SENT)
def test_whatever_a_form_sends_is_read_judged_and_priced(sent: list[tuple[str, str]]) -> None:
    """Never an error; no fee below zero, none that is no whole number; what is kept is plain JSON and stays so."""
    found = read(DEFINITION, MultiDict(sent))
    messages = validate(DEFINITION, found)
    assert all(isinstance(one, str) and one for one in messages.values())
    for one in fees_of(DEFINITION, found):
        assert isinstance(one.amount, int) and one.amount >= 0 and one.quantity >= 0
    papers_needed(DEFINITION, found)
    assert json.loads(json.dumps(kept(DEFINITION, found))) == kept(DEFINITION, found)
    assert from_json(to_json(DEFINITION)) == DEFINITION
