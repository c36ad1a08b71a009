"""Every page and every fragment against the Nu HTML checker."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.installation import ROOT, Installation
from tests.browser.page_list import FRAGMENTS, PAGES, Page
from tests.browser.visitor import Visitor

CHECKER = ROOT / ".tools" / "vnu-jar" / "build" / "dist" / "vnu.jar"
FRAME = '<!doctype html>\n<html lang="vi">\n<head><title>Mảnh</title></head>\n<body>\n{}\n</body>\n</html>\n'
needs_checker = pytest.mark.skipif(
    shutil.which("java") is None or not CHECKER.is_file(),
    reason="the Nu HTML checker needs java and .tools/vnu-jar (make tools)",
)


@needs_checker
def test_every_page_and_every_piece_of_a_page_is_valid_html(
    installation: Installation,
    things: dict[str, str],
    visitor_for: Callable[[Page], Visitor],
    tmp_path: Path,
) -> None:
    for page in PAGES:
        answer = page.fetch(visitor_for(page), things)
        assert answer.status == page.status, (page.name, answer.status)
        (tmp_path / f"{page.name}.html").write_text(answer.text)
    for piece in FRAGMENTS:
        answer = visitor_for(piece).ask(
            piece.address(visitor_for(piece), things), headers={"HX-Request": "true"}
        )
        assert answer.status == 200 and "<html" not in answer.text, piece.name
        (tmp_path / f"{piece.name}.html").write_text(FRAME.format(answer.text))
    faults = check(tmp_path)
    assert not faults, "\n".join(f"{message}  ({', '.join(where)})" for message, where in faults.items())


def check(folder: Path) -> dict[str, list[str]]:
    """What is wrong: message, and where it was found."""
    command = ["java", "-jar", str(CHECKER), "--errors-only", "--format", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    found: dict[str, list[str]] = defaultdict(list)
    for one in json.loads(done.stderr)["messages"]:
        name = one.get("url", "").rsplit("/", 1)[-1]
        found[f"{one['message']} {one.get('extract', '')}"].append(f"{name}:{one.get('lastLine')}")
    return {message: where[:4] for message, where in found.items()}
