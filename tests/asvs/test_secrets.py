"""No password, key or token stands in the source: neither as a value of such a name nor as a file."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

NAMES = re.compile(
    r"(?:^|_)(?:password|passphrase|secret|token|api_?key|private_?key|credential)s?\Z", re.IGNORECASE
)
KEYS = re.compile(rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.")
KINDS = {
    ".py",
    ".html",
    ".js",
    ".toml",
    ".yaml",
    ".yml",
    ".sql",
    ".env",
    ".conf",
    ".service",
    ".cfg",
    ".txt",
    ".json",
}
PLACES = ("portal", "deploy", "tools", "themes", "content")


def _pairs(node: ast.AST) -> list[tuple[str, ast.expr | None]]:
    """Names and what they are given: by assignment, as a default, a keyword or an entry of a dict."""
    match node:
        case ast.Assign():
            return [(ast.unparse(one).split(".")[-1], node.value) for one in node.targets]
        case ast.AnnAssign():
            return [(ast.unparse(node.target).split(".")[-1], node.value)]
        case ast.Call():
            return [(one.arg or "", one.value) for one in node.keywords]
        case ast.Dict():
            entries = zip(node.keys, node.values, strict=True)
            return [(str(key.value), value) for key, value in entries if isinstance(key, ast.Constant)]
        case ast.arguments():
            named = [one.arg for one in [*node.posonlyargs, *node.args]]
            late = named[len(named) - len(node.defaults) :]
            only = [one.arg for one in node.kwonlyargs]
            return [*zip(late, node.defaults, strict=True), *zip(only, node.kw_defaults, strict=True)]
    return []


def _given(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Each constant text that is given to a name: line, name, text."""
    for node in ast.walk(tree):
        for name, value in _pairs(node):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.lineno, name, value.value


def _bits(text: str) -> float:
    """Entropy of a text's characters, in bits for each."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values()) if text else 0.0


def _is_secret(name: str, value: str) -> bool:
    """A text without spaces under such a name, which is neither a word nor the name of something."""
    if not NAMES.search(name) or len(value) < 8 or re.search(r"\s", value):
        return False
    return not re.fullmatch(r"[a-z]+(?:[_.-][a-z]+)*|[A-Z_]+", value) or _bits(value) > 3.9


def _secrets_in(text: str) -> list[tuple[int, str]]:
    return [(line, name) for line, name, value in _given(ast.parse(text)) if _is_secret(name, value)]


@pytest.mark.parametrize(
    "text",
    [
        'PASSWORD = "Nui-Thanh2026"',
        'def connect(user, password="x9f3k2l8q1"): ...',
        'connect(api_key="4f9c1e77ab02d6e3")',
        'settings = {"sms_secret": "Zm9vYmFyYmF6cXV4"}',
        'class A:\n    token: str = "0123456789abcdef"',
    ],
)
def test_the_rule_sees_what_it_looks_for(text: str) -> None:
    assert len(_secrets_in(text)) == 1


@pytest.mark.tcvn("7.2.3.6.h")
@pytest.mark.asvs("13.3.1")
def test_no_secret_stands_in_the_source() -> None:
    looked, found = 0, []
    for path in [*(ROOT / "portal").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]:
        looked += 1
        found += [
            (str(path.relative_to(ROOT)), *one) for one in _secrets_in(path.read_text(encoding="utf-8"))
        ]
    assert looked > 1_000 and found == []


def _files() -> Iterator[Path]:
    for place in PLACES:
        yield from (one for one in (ROOT / place).rglob("*") if one.is_file() and one.suffix in KINDS)


@pytest.mark.tcvn("7.2.3.6.h")
def test_no_key_lies_among_the_files() -> None:
    assert KEYS.search(b"-----BEGIN EC PRIVATE KEY-----") and KEYS.search(b"AKIA" + b"A" * 16)
    looked = list(_files())
    assert len(looked) > 1_500
    assert [str(one.relative_to(ROOT)) for one in looked if KEYS.search(one.read_bytes())] == []
