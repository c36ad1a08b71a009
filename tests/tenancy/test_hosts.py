"""Which portal a Host header names: the whole name, and nothing that only looks like it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import A, B, Browser
from tests.factories import Factory

SAME = [f"{A}.localhost", f"{A.upper()}.LOCALHOST:8000", f"{A}.localhost.", f"{A}.localhost.:8000"]
OTHER = [
    f"{A}.evil.example",
    f"{A}.localhost.evil.example",
    f"evil.{A}.localhost",
    f"{A}",
    f"{A}.localhost@{B}.localhost",
    f"{A}.localhost,{B}.localhost",
    f"{A}.localhost {B}.localhost",
    f"{A}.localhost/",
    f"{A}.localhost#",
    f"{A}_localhost",
    f"{A}..localhost",
    f".{A}.localhost",
    f"{A}.localhost\u3002",
    f"{A[:-1]}.localhost",
    f"{A}a.localhost",
]


@pytest.fixture()
def told(app: Flask, factory: Factory) -> Flask:
    factory.news(A, title="CHỮ RIÊNG CỦA XÃ")
    return app


@pytest.mark.parametrize("host", SAME)
def test_a_host_is_the_same_however_it_is_written(told: Flask, host: str) -> None:
    answer = told.test_client().get("/tin-tuc/", headers={"Host": host})
    assert answer.status_code == 200 and "CHỮ RIÊNG CỦA XÃ" in answer.text


@pytest.mark.parametrize("order", ["first", "after its portal was read"])
def test_a_host_is_known_by_all_of_it(told: Flask, order: str) -> None:
    if order != "first":
        assert "CHỮ RIÊNG CỦA XÃ" in Browser(told, A).get("/tin-tuc/").text
    for host in OTHER:
        answer = told.test_client().get("/tin-tuc/", headers={"Host": host.encode().decode("latin-1")})
        assert answer.status_code in {400, 404}, host
        assert "CHỮ RIÊNG CỦA XÃ" not in answer.text, host
