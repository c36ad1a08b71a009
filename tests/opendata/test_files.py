"""Datasets as files: the same rows in each format, versions that tell what changed, and nothing that was taken off."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import utc_now
from portal.extensions import db
from portal.jobs.worker import Worker
from portal.opendata import building, jobs
from portal.opendata.fields import ADDRESS, INTEGER, TEXT, TEXTS, Field
from portal.opendata.formats import FORMATS
from portal.opendata.models import DatasetVersion
from portal.opendata.packing import Packer, read_index, unpacked
from portal.opendata.registry import Dataset
from portal.tenancy.scope import editing, entered
from tests.conftest import DISTRICT, A, B, host_of
from tests.opendata.conftest import HIDDEN, Library

SETS = ("van-ban", "dieu-khoan", "thu-tuc", "tin-tuc", "so-lieu", "ket-qua-giai-quyet")


def rows(library: Library, path: str, slug: str = A) -> list[dict[str, Any]]:
    """The rows of a JSON file."""
    answer = library.visit(slug).get(path)
    assert answer.status_code == 200, path
    found: list[dict[str, Any]] = answer.json["rows"]
    return found


@pytest.mark.parametrize("name", SETS)
def test_the_formats_hold_the_same_rows(library: Library, name: str) -> None:
    visitor = library.visit()
    found = rows(library, f"/du-lieu-mo/{name}.json")
    lines = visitor.get(f"/du-lieu-mo/{name}.jsonl")
    assert [json.loads(line) for line in lines.text.splitlines()] == found
    table = visitor.get(f"/du-lieu-mo/{name}.csv").data
    assert table.startswith(b"\xef\xbb\xbf") and table.endswith(b'"\r\n')
    read = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    assert [list(one) for one in read] == [list(one) for one in found]
    assert [one.get("slug") for one in read] == [one.get("slug") for one in found]
    plain = visitor.get(f"/du-lieu-mo/{name}.csv?bom=0").data
    assert table == b"\xef\xbb\xbf" + plain
    assert HIDDEN not in lines.text


def test_a_portal_gives_its_own_rows_and_names_whose_the_others_are(library: Library) -> None:
    found = rows(library, "/du-lieu-mo/van-ban.json")
    assert len(found) == 7 and sum(one["publisher_code"] == "517" for one in found) == 2
    assert all(one["address"].startswith(f"http://{host_of(A)}/van-ban/") for one in found)
    assert B not in library.visit().get("/du-lieu-mo/van-ban.json").text
    # The texts of the district's documents are the district's to give: they would lie here seventeen times.
    assert {one["document_title"][-len(A) :] for one in rows(library, "/du-lieu-mo/dieu-khoan.json")} == {A}


def test_each_row_is_what_its_schema_says(library: Library) -> None:
    jsonschema = pytest.importorskip("jsonschema_rs")
    for name in SETS:
        schema = library.visit().get(f"/du-lieu-mo/{name}/schema.json").json
        check = jsonschema.validator_for(schema, validate_formats=True)
        for row in rows(library, f"/du-lieu-mo/{name}.json"):
            check.validate(row)


def test_a_file_says_how_long_it_is_and_is_packed_for_who_takes_that(library: Library) -> None:
    visitor = library.visit()
    for form in FORMATS:
        path = f"/du-lieu-mo/van-ban.{form}"
        whole = visitor.get(path)
        assert whole.content_length == len(whole.data)
        headed = visitor.client.head(path, headers=visitor.headers)
        assert headed.content_length == whole.content_length and not headed.data
        packed = visitor.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert packed.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed.headers["Vary"]
        assert gzip.decompress(packed.data) == whole.data
        again = visitor.get(path, headers={"If-None-Match": whole.headers["ETag"]})
        assert again.status_code == 304 and not again.data


def test_a_version_of_a_day_is_made_once_and_only_where_something_changed(own_library: Library) -> None:
    own_library.factory.news(A, title="Một")
    assert own_library.build() == len(SETS)
    assert own_library.build() == 0
    own_library.factory.news(A, title="Hai")
    assert own_library.build() == 0  # today has its version: what is new comes tomorrow
    _a_day_passes(own_library)
    assert own_library.build() == 1
    page = own_library.visit().get("/du-lieu-mo/tin-tuc").text
    assert "thêm 1, sửa 0, bớt 0 dòng" in page and "bản đầu tiên" in page
    assert len(rows(own_library, "/du-lieu-mo/tin-tuc.json")) == 2
    assert len(rows(own_library, "/du-lieu-mo/tin-tuc/phien-ban/1.json")) == 1
    assert own_library.visit().get("/du-lieu-mo/tin-tuc/phien-ban/3.json").status_code == 404


def _a_day_passes(library: Library, slug: str = A) -> None:
    with library.app.app_context(), entered(editing(library.factory.tenant_id(slug))):
        for row in db.session.query(DatasetVersion):
            row.day -= timedelta(days=1)
        db.session.commit()


def test_asked_for_anew_todays_version_is_replaced(own_library: Library) -> None:
    own_library.factory.news(A, title="Một")
    own_library.build()
    own_library.factory.news(A, title="Hai")
    assert own_library.build(anew=True) == 1
    found = own_library.visit().get("/api/v1/datasets/tin-tuc").json
    assert [(one["number"], one["rows"]) for one in found["versions"]] == [(2, 2)]


def test_what_is_taken_off_leaves_every_version_at_once(own_library: Library) -> None:
    from portal.news.queries import by_id

    number, _slug = own_library.factory.news(A, title="Lộ thông tin")
    own_library.factory.news(A, title="Ở lại")
    own_library.build()
    first = own_library.visit().get("/du-lieu-mo/tin-tuc.csv")
    assert "Lộ thông tin" in first.text
    own_library.withdraw(A, by_id, number)
    for path in ("tin-tuc.csv", "tin-tuc.json", "tin-tuc.jsonl", "tin-tuc/phien-ban/1.csv", "tin-tuc"):
        answer = own_library.visit().get(f"/du-lieu-mo/{path}")
        assert answer.status_code == 200 and "Lộ thông tin" not in answer.text and "Ở lại" in answer.text
    again = own_library.visit().get(
        "/du-lieu-mo/tin-tuc.csv", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 200


def test_what_the_district_no_longer_shares_leaves_the_communes_file(own_library: Library) -> None:
    from portal.legal.queries import by_id

    number, _slug = own_library.factory.legal(DISTRICT, title="Chung cả huyện", shared=True)
    own_library.build()
    assert len(rows(own_library, "/du-lieu-mo/van-ban.json")) == 1
    with own_library.factory.acting(DISTRICT):
        found = by_id(number)
        assert found is not None
        found.shared = False
        db.session.commit()
    assert rows(own_library, "/du-lieu-mo/van-ban.json") == []


def test_old_versions_are_given_up_and_the_newest_never(
    own_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_library.factory.news(A)
    for number in range(15):
        own_library.factory.news(A, title=f"Tin {number}")
        own_library.build_news()
        _a_day_passes(own_library)
    found = own_library.visit().get("/api/v1/datasets/tin-tuc").json["versions"]
    assert [one["number"] for one in found] == list(range(15, 3, -1))
    monkeypatch.setattr(building, "KEPT_DAYS", 3)
    own_library.factory.news(A)
    own_library.build_news()
    found = own_library.visit().get("/api/v1/datasets/tin-tuc").json["versions"]
    assert [one["number"] for one in found] == [16, 15, 14, 13]


def test_the_follower_asks_the_worker_makes_and_a_portal_rests(own_library: Library) -> None:
    def ask(hours: int) -> int:
        with own_library.app.app_context():
            jobs.asking()(utc_now() + timedelta(hours=hours))
        return work(own_library)

    own_library.factory.news(A)
    assert ask(0) == 18 and ask(1) == 0  # each has its first versions, of today
    _a_day_passes(own_library)
    own_library.factory.news(A, title="Hôm sau")
    assert ask(5) == 0
    assert ask(7) == 1
    assert len(rows(own_library, "/du-lieu-mo/tin-tuc.json")) == 2
    assert len(rows(own_library, "/du-lieu-mo/tin-tuc/phien-ban/1.json")) == 1


def work(library: Library) -> int:
    """Do the jobs that wait; how many."""
    with library.app.app_context(), Worker(library.app) as worker:
        return worker.run_until_empty()


FIELDS = (
    Field("key", INTEGER, "k"),
    Field("text", TEXT, "t", nullable=True),
    Field("list", TEXTS, "l"),
    Field("address", ADDRESS, "a", nullable=True),
)
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
ROW = st.fixed_dictionaries(
    {
        "text": st.none() | WORDS,
        "list": st.lists(WORDS, max_size=3),
        "address": st.none() | st.just("/van-ban/một-hai") | st.just("https://example.org/"),
    }
)


@given(st.lists(ROW, max_size=6))
def test_any_rows_come_out_as_they_went_in_and_are_as_long_as_was_said(written: list[dict[str, Any]]) -> None:
    kept, index = io.BytesIO(), io.BytesIO()
    packer = Packer(FIELDS, ("key",), "", kept, index)
    whole = [{"key": number} | row for number, row in enumerate(written)]
    for row in whole:
        packer.add(row["key"] + 7, row)
    packed = packer.close()
    got = list(unpacked(io.BytesIO(kept.getvalue())))
    assert [row for _thing, row in got] == whole and packed.rows == len(whole)
    assert read_index(io.BytesIO(index.getvalue())).things == {row["key"] + 7 for row in whole}
    for name, form in FORMATS.items():
        length = sum(len(form.row(FIELDS, row, place == 0)) for place, row in enumerate(whole))
        assert packed.sizes[name] == length
    table = "".join(FORMATS["csv"].row(FIELDS, row, False).decode() for row in whole)
    for cells in csv.reader(io.StringIO(table, newline="")):
        assert len(cells) == len(FIELDS)
        assert not cells[1].lstrip(" \"';,").startswith(("=", "+", "-", "@")) or cells[1].startswith("'")


def test_a_dataset_must_know_its_rows_again(own_library: Library) -> None:
    from portal.opendata.registry import add_dataset

    broken = Dataset("x", "x", "x", FIELDS, lambda _portal: [], ("missing",))
    with pytest.raises(ValueError, match="x"):
        add_dataset(own_library.app, broken)


def test_others_write_while_a_version_is_made(own_library: Library) -> None:
    from portal.opendata.registry import add_dataset

    def slowly(_portal: Any) -> Any:
        own_library.factory.news(A, title="Đăng trong lúc lập")  # would wait for the lock, and give up
        yield 0, {"key": 1, "text": None, "list": [], "address": None}

    add_dataset(own_library.app, Dataset("cham", "x", "x", FIELDS, slowly, ("key",)))
    assert own_library.build() == len(SETS) + 1
    assert len(rows(own_library, "/du-lieu-mo/cham.json")) == 1
