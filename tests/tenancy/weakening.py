"""Weakens a layer of the isolation in a process that ends afterwards: nothing is put back.

A name is replaced wherever it was imported to, as if its source said something else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

PACKAGES = ("portal", "tests")


def swap(where: str, make: Callable[[Any], Any]) -> None:
    """Put `make(what stands there)` at `module:name` or `module:Class.name`. Raises AttributeError where there is
    no such name."""
    module, _, path = where.partition(":")
    *above, name = path.split(".")
    owner: Any = import_module(module)
    for one in above:
        owner = getattr(owner, one)
    original = getattr(owner, name)
    made = make(original)
    setattr(owner, name, made)
    if not above:
        _swap_imported(original, made)


def _swap_imported(original: Any, made: Any) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in PACKAGES and module is not None:
            for key, value in list(vars(module).items()):
                if value is original:
                    setattr(module, key, made)


def put(module: str, name: str, value: Any) -> None:
    """Put a value in the place of a name of one module alone, where others go on with what it was."""
    assert hasattr(import_module(module), name)
    setattr(import_module(module), name, value)


def answers(value: Any) -> Callable[[Any], Any]:
    """For `swap`: a function that answers this whatever it is asked."""
    return lambda _original: lambda *_given, **_named: value
