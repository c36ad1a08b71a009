"""Procedures are found by their code as people type it, whichever database they lie in."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import A, Browser
from tests.factories import Factory


def test_a_code_in_small_letters_finds_its_procedure(
    factory: Factory, browser: Callable[[str], Browser]
) -> None:
    factory.procedure(A, code="1.001234.H47", name="Đăng ký khai sinh")
    factory.procedure(A, code="2.001234.H47", name="Đăng ký kết hôn")
    visitor = browser(A)
    page = visitor.get("/thu-tuc/?q=1.001234.h47").text
    assert "Đăng ký khai sinh" in page and "Đăng ký kết hôn" not in page
    found = visitor.get("/api/v1/procedures?q=1.001234.h47").json
    assert [one["code"] for one in found["items"]] == ["1.001234.H47"]
