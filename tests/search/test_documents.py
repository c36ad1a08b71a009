"""What an entry may be, and what it is ranked by."""

from __future__ import annotations

import pytest

from portal.search.documents import SearchDocument, object_key_of
from portal.search.terms import weighted_terms
from tests.search.samples import entry


@pytest.mark.parametrize(
    "key", ["", "news", "news:1", "news:x:1", "News:1:1", "news:1:1:a:b", "news:1:a b", "news:1:1\n"]
)
def test_a_malformed_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError):
        SearchDocument(key=key, tenant_id=1, shared=False, kind="news", title="x", body="", url_path="/x")


def test_a_key_of_another_tenant_is_refused() -> None:
    with pytest.raises(ValueError):
        entry("news:1:1", "x", tenant_id=2)


def test_parts_belong_to_their_object() -> None:
    assert entry("legal:1:7:dieu-5", "x").object_key == "legal:1:7" == object_key_of("legal:1:7")


def test_a_title_counts_more_than_a_text() -> None:
    terms = weighted_terms(entry("news:1:1", "Khai sinh", "khai sinh cho trẻ"))
    assert terms.weights["khai sinh"] > terms.weights["cho tre"] == 1
    assert "sinh khai" not in terms.weights
