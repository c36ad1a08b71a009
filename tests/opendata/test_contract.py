"""The read API does what its description says: schemathesis asks every question in ways that the description allows and
in ways that it forbids, and holds every answer to it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode

from tests.conftest import A, host_of
from tests.opendata.conftest import Library
from tests.thorough import examples

DESCRIPTION = "/api/v1/openapi.json"


@pytest.fixture(scope="module")
def described(library: Library) -> Any:
    """The description as it is served, and the application in process behind it."""
    address = f"http://{host_of(A)}"
    config = schemathesis.config.SchemathesisConfig()
    config.projects.default.generation.modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    return schemathesis.openapi.from_wsgi(DESCRIPTION, library.app, config=config, base_url=address)


@pytest.mark.thorough
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda one: str(one.value))
@pytest.mark.asvs("4.1.1", "1.2.3")
def test_every_answer_is_what_the_description_says(described: Any, mode: GenerationMode) -> None:
    asked = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=examples(120), deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            nonlocal asked
            asked += 1
            without_made_up_cursor(case, mode)
            case.call_and_validate(headers={"Host": host_of(A), "Accept-Encoding": "identity"})

        ask()
    assert asked >= 10 * len(list(described.get_all_operations()))


def without_made_up_cursor(case: schemathesis.Case, mode: GenerationMode) -> None:
    """A cursor is one that the API gave, or it is refused, which no schema can say: test_paging follows real ones."""
    if mode is GenerationMode.POSITIVE:
        case.query.pop("cursor", None)
