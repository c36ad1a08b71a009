"""Libraries that a web worker does without until somebody asks for what they make: they cost memory and time to start.

    if TYPE_CHECKING:
        from fpdf import FPDF
    else:
        FPDF = on_use("fpdf", "FPDF")

What stands in their place loads them when it is called or asked for a part. It is no class: nothing can be derived from
it, and `isinstance` and `except` want the part of a module (`etree.LxmlError`) or the thing itself (`.now()`).
`tests/test_on_use.py` holds which libraries stay out.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


class OnUse:
    """Stands for a module, or for one name of it."""

    __slots__ = ("_attribute", "_found", "_module")

    def __init__(self, module: str, attribute: str = "") -> None:
        self._module, self._attribute = module, attribute
        self._found: Any = None

    def now(self) -> Any:
        """The module or the thing itself, loaded by the first call; raises ImportError where it is not installed."""
        if self._found is None:
            module = import_module(self._module)
            self._found = getattr(module, self._attribute) if self._attribute else module
        return self._found

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # whoever looks around (inspect, copy, mock) asks for these, and is no use
            raise AttributeError(name)
        return getattr(self.now(), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.now()(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<on use: {self._module}{'.' if self._attribute else ''}{self._attribute}>"


def on_use(module: str, attribute: str = "") -> Any:
    """What stands for `module`, or for `attribute` of it, and loads it when it is used."""
    return OnUse(module, attribute)


# What many packages use.
if TYPE_CHECKING:
    from lxml import etree
else:
    etree = on_use("lxml.etree")
tqdm = on_use("tqdm", "tqdm")  # it has no types

__all__ = ["OnUse", "etree", "on_use", "tqdm"]
