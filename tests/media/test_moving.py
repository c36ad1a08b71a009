"""Bringing an installation's files into a bucket: whole, compared, and begun again wherever it stopped."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask

from portal.media import moving
from portal.media.bucket import Bucket, parse
from portal.media.homes import homes
from portal.media.moving import BroughtWrong, move_files
from portal.media.service import file_store
from portal.media.store import FileStore
from portal.papers.store import paper_store
from tests.conftest import settings_for
from tests.media import s3
from tests.media.test_homes import bucket_of


@pytest.fixture
def filled(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An installation with files, a paper, and the keys of the server."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3.SECRET)
    with app.app_context():
        for number in range(4):
            file_store().put(io.BytesIO(bytes([number]) * 50))
        paper_store().write(paper_store().fresh_path(3), b"sealed")
    return app


def move(app: Flask, address: str) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=["media", "move", "--to", address])
    return answer.exit_code, answer.output


def test_everything_is_there_afterwards_and_is_brought_once(filled: Flask, tmp_path: Path) -> None:
    address = s3.address(s3.fresh_bucket())
    assert move(filled, address) == (0, "Đã chép 5 tệp, 0 tệp đã có và đúng, 0 tệp hỏng.\n")
    assert move(filled, address) == (0, "Đã chép 0 tệp, 5 tệp đã có và đúng, 0 tệp hỏng.\n")
    from portal import create_app

    other = create_app(settings_for(tmp_path / "other", media_store=address, database_url="sqlite://"))
    with filled.app_context():
        hashes = set(file_store().iter_all())
        papers = {path: paper_store().read(path) for path in paper_store().all()}
        path = next(iter(papers))
        paper_store().write(path, b"sealed anew")
    with other.app_context():
        assert set(file_store().iter_all()) == hashes and all(file_store().verify(one) for one in hashes)
        assert {one: paper_store().read(one) for one in paper_store().all()} == papers
    assert move(filled, address)[1].startswith("Đã chép 1 tệp, 4 tệp")
    with other.app_context():
        assert paper_store().read(path) == b"sealed anew"


def test_it_goes_on_where_it_stopped_and_says_what_is_damaged_here(filled: Flask) -> None:
    bucket = bucket_of(s3.fresh_bucket())
    with filled.app_context():
        store = file_store()
        assert isinstance(store, FileStore)
        first, *others = sorted(store.iter_all())
        store.path(first).write_bytes(b"rotten")

        class Stopped(Exception):
            """Somebody pressed Ctrl-C."""

        def stop(_name: str) -> None:
            raise Stopped

        with pytest.raises(Stopped):
            move_files(store, bucket, stop)
        again = move_files(store, bucket)
    assert (again.brought, again.there, again.damaged) == (len(others) - 1, 1, [first])


def test_what_came_damaged_is_brought_again(filled: Flask) -> None:
    bucket = bucket_of(s3.fresh_bucket())
    with filled.app_context():
        store = file_store()
        assert (
            isinstance(store, FileStore)
            and "giay-to" in homes().sealed
            and "lien-thong/goi" in homes().sealed
        )
        move_files(store, bucket)
        one = next(store.iter_all())
        bucket.put(f"files/{one[0]}/{one}", b"y" * 50)
        assert move_files(store, bucket).brought == 1


def test_a_server_that_gives_back_other_bytes_stops_it(filled: Flask) -> None:
    proxy = s3.Proxy()
    try:
        bucket = Bucket(parse(s3.address(s3.fresh_bucket(), proxy.port)), s3.KEY, s3.SECRET)
        proxy.fault = "wrong"
        with filled.app_context(), pytest.raises(BroughtWrong):
            moving.move_files(file_store(), bucket)  # type: ignore[arg-type]
    finally:
        proxy.end()


def test_a_bad_address_is_refused(filled: Flask) -> None:
    assert move(filled, "ftp://kho")[0] == 2
