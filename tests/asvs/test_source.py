"""Rules of the source itself: what is dangerous is not used, or in the places that are named here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from tests.conftest import ROOT

PORTAL = ROOT / "portal"
TEMPLATES = sorted(
    [*PORTAL.glob("*/**/templates/**/*.html"), *(ROOT / "themes").glob("*/templates/**/*.html")]
)
SCRIPTS = sorted(one for one in PORTAL.glob("*/**/static/**/*.js") if "vendor" not in one.parts)
CHANCE = {
    "database/replicas.py": "which replica is asked first",
    "exchange/carrying/settling.py": "pauses that are not all the same",
    "processes.py": "pauses that are not all the same",
    "search/evaluating": "questions made up for measuring",
    "performance/making": "a year made up for measuring",
}
"""Where `random` may be used, which anybody can foretell."""


@cache
def _trees() -> list[tuple[str, ast.Module]]:
    found = []
    for path in sorted(PORTAL.rglob("*.py")):
        if "migrations" not in path.parts:
            found.append((str(path.relative_to(PORTAL)), ast.parse(path.read_text(encoding="utf-8"))))
    return found


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def _imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def test_the_rules_see_what_they_look_for() -> None:
    """A rule that finds nothing anywhere may be blind."""
    assert len(_trees()) > 1_000 and len(TEMPLATES) > 300 and len(SCRIPTS) > 30
    bad = ast.parse("import pickle, os\nos.system('x')\neval('1')\nsubprocess.run('x', shell=True)")
    assert {name for name, _ in _calls(bad)} == {"os.system", "eval", "subprocess.run"}
    assert "pickle" in _imports(bad)


@pytest.mark.asvs("1.2.5", "1.3.2")
@pytest.mark.tcvn("7.2.3.6.c")
def test_no_text_becomes_code_or_a_line_of_a_shell() -> None:
    found = []
    for name, tree in _trees():
        for called, call in _calls(tree):
            if called in {"eval", "exec", "compile", "os.system", "os.popen", "subprocess.getoutput"}:
                found.append((name, call.lineno, called))
            if any(one.arg == "shell" for one in call.keywords):
                found.append((name, call.lineno, called))
    assert found == []
    scripts = [(one.name, word) for one in SCRIPTS for word in _dynamic(one.read_text(encoding="utf-8"))]
    assert scripts == []


def _dynamic(script: str) -> list[str]:
    return re.findall(r"\beval\s*\(|new Function\s*\(|document\.write|setTimeout\s*\(\s*[\"'`]", script)


@pytest.mark.asvs("1.5.2")
def test_nothing_is_read_back_into_objects_of_any_kind() -> None:
    unsafe = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}
    assert [(name, one) for name, tree in _trees() for one in _imports(tree) & unsafe] == []
    loads = [
        (name, ast.unparse(call))
        for name, tree in _trees()
        for called, call in _calls(tree)
        if called == "yaml.load" and name != "importing/yaml_text.py"
    ]
    assert loads == []
    from portal.importing import yaml_text

    assert yaml_text._Loader in {yaml.SafeLoader, getattr(yaml, "CSafeLoader", None)}
    with pytest.raises(yaml.YAMLError):
        yaml_text.read_yaml(b"!!python/object/apply:os.getcwd []")


@pytest.mark.asvs("11.5.1")
def test_what_must_not_be_guessed_is_made_by_the_system() -> None:
    """`random` is for what anybody may foretell; tokens come from `secrets`."""
    users = [name for name, tree in _trees() if {"random", "random.Random"} & _imports(tree)]
    assert [name for name in users if not name.startswith(tuple(CHANCE))] == []
    assert [name for name, tree in _trees() if "uuid.uuid1" in _imports(tree)] == []


@pytest.mark.asvs("11.3.1", "11.3.2", "11.4.1", "11.2.1")
def test_only_ciphers_and_digests_that_hold_are_used() -> None:
    weak = re.compile(r"\b(ECB|TripleDES|ARC4|RC4|Blowfish|IDEA|CAST5|MD5|SHA1)\b")
    found = []
    for name, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, (ast.Name, ast.Attribute)):
                word = node.id if isinstance(node, ast.Name) else node.attr
                if weak.fullmatch(word):
                    found.append((name, node.lineno, word))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"hashlib.md5", "hashlib.sha1"}:
                told = {one.arg: ast.unparse(one.value) for one in node.keywords}
                if told.get("usedforsecurity") != "False":
                    found.append((name, node.lineno, ast.unparse(node.func)))
    assert found == []
    own = {"Cipher", "algorithms.AES", "modes.CBC"}  # authenticated modes only: AESGCM, Fernet
    assert [(name, called) for name, tree in _trees() for called, _ in _calls(tree) if called in own] == []


@pytest.mark.asvs("6.2.6", "6.2.7")
def test_fields_for_passwords_hide_them_and_let_helpers_in() -> None:
    for name, tree in _trees():
        if not name.endswith(("forms.py", "signin.py", "views.py")):
            continue
        for called, call in _calls(tree):
            if called == "StringField" and call.args and "mật khẩu" in ast.unparse(call.args[0]).lower():
                raise AssertionError(f"{name}:{call.lineno}: a password in a field that shows it")
    seen = 0
    for template in TEMPLATES:
        for tag in re.findall(r"<input[^>]*type=\"password\"[^>]*>", template.read_text(encoding="utf-8")):
            seen += 1
            assert "onpaste" not in tag and 'autocomplete="off"' not in tag, template.name
    assert seen
    scripts = [one.name for one in SCRIPTS if re.search(r"password.*paste|paste.*password", one.read_text())]
    assert scripts == []


FRAGMENTS = {
    "counter.js",
    "editor-choose.js",
    "hints.js",
    "search.js",
    "service-guide.js",
    "unsaved.js",
    "writing.js",
}
"""Scripts that take in pieces of pages as HTML: which our templates rendered, with every word escaped."""


@pytest.mark.asvs("3.2.2")
def test_scripts_put_words_into_pages_as_words() -> None:
    """What comes from a server as HTML is our own fragment; whatever else is a word goes in as text."""
    known = re.compile(r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML")
    found = {one.name for one in SCRIPTS if known.search(one.read_text(encoding="utf-8"))}
    assert found == FRAGMENTS


@pytest.mark.asvs("3.7.1")
def test_no_technology_that_browsers_gave_up() -> None:
    gone = re.compile(r"<(applet|embed|object|frameset|marquee)\b", re.IGNORECASE)
    assert [one.name for one in TEMPLATES if gone.search(one.read_text(encoding="utf-8"))] == []


@pytest.mark.asvs("14.2.3")
def test_nothing_is_loaded_from_elsewhere() -> None:
    """No tracker, no library and no type of another host; players of videos come after a click (`sanitise`)."""
    outside = re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.IGNORECASE
    )
    found = [(one.name, tag) for one in TEMPLATES for tag in outside.findall(one.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.asvs("1.3.7")
def test_no_template_is_made_of_a_text() -> None:
    found = [
        (name, call.lineno)
        for name, tree in _trees()
        for called, call in _calls(tree)
        if called.endswith(("render_template_string", "from_string"))
    ]
    assert found == []
