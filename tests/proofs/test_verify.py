"""verify.py as a stranger runs it: a file of its own, in a process of its own, on bundles good and bent."""

from __future__ import annotations

import ast
import base64
import copy
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import portal.proofs.verify as verifier
from portal.extensions import db
from portal.news.models import NewsItem
from portal.news.service import save
from portal.publishing import service as publishing
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.proofs.conftest import describe_news
from tests.proofs.test_checking import run
from tests.proofs.test_log import draft_of

Bundle = dict[str, Any]
PAPERS = (b"%PDF-1.7 ban thu nhat", b"%PDF-1.7 ban thu hai")


def test_it_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text())
    names = [one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
    names += [alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names]
    foreign = {name.split(".")[0] for name in names} - set(sys.stdlib_module_names)
    assert foreign == {"cryptography"}


@pytest.fixture()
def made(logged: Flask, factory: Factory, browser: Callable[[str], Browser], tmp_path: Path) -> Bundle:
    """The bundle of a thing that was published, then replaced; both papers lie in `tmp_path`."""
    for number, paper in enumerate(PAPERS, 1):
        (tmp_path / f"ban-{number}.pdf").write_bytes(paper)
    digests = [hashlib.sha256(paper).hexdigest() for paper in PAPERS]
    for _count in range(3):
        factory.news(A)
    item_id, _slug = factory.news(A, title="12/QĐ-UBND", tags=[digests[0]])
    with factory.acting(A) as actor:
        item = db.session.get(NewsItem, (actor.tenant_id, item_id))
        assert item is not None
        save(item, draft_of(item, tags=[digests[1]]), item.version, actor)
    run(logged, "witness")
    bundle: Bundle = browser(A).get(f"/bang-chung/news/{item_id}.json").json
    assert len(bundle["entries"]) == 2 and describe_news
    return bundle


def ask(folder: Path, bundle: Any, *arguments: str) -> tuple[int, str]:
    """Run a copy of the verifier that lies far from our code."""
    shutil.copy(verifier.__file__, folder / "verify.py")
    (folder / "goi.json").write_text(
        bundle if isinstance(bundle, str) else json.dumps(bundle), encoding="utf-8"
    )
    command = [sys.executable, "-I", "verify.py", "goi.json", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_a_good_bundle_with_its_files(made: Bundle, tmp_path: Path) -> None:
    status, said = ask(tmp_path, made, "ban-2.pdf", "--key", made["key"], "--key", made["witnesses"][3])
    assert status == 0 and said.startswith("ĐÚNG.\n"), said
    assert "Mục số 3: " in said and "đăng 12/QĐ-UBND" in said and "thay bằng bản mới" in said
    assert "Có 17 nhân chứng ký" in said and "và là bản mới nhất" in said and "Chú ý" not in said
    status, said = ask(tmp_path, made, "ban-1.pdf")
    assert status == 0 and "đã được THAY bằng bản khác" in said and "Chú ý: khóa công khai" in said
    assert made["key"] in said


def test_a_withdrawn_thing_is_said_to_be_withdrawn(
    made: Bundle, factory: Factory, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    item_id = int(json.loads(made["entries"][0]["leaf"])["id"])
    with factory.acting(A) as actor:
        item = db.session.get(NewsItem, (actor.tenant_id, item_id))
        assert item is not None
        publishing.withdraw(item, actor)
        publishing.commit()
    bundle = browser(A).get(f"/bang-chung/news/{item_id}.json").json
    status, said = ask(tmp_path, bundle, "ban-2.pdf")
    assert status == 0 and "ĐÃ GỠ lúc" in said and "Có 0 nhân chứng ký: chưa có." in said


def test_another_file_and_another_key_fail(made: Bundle, tmp_path: Path) -> None:
    (tmp_path / "khac.pdf").write_bytes(PAPERS[0] + b" ")
    status, said = ask(tmp_path, made, "ban-1.pdf", "khac.pdf")
    assert status == 1 and "KHÔNG phải tệp đã đăng" in said
    status, said = ask(tmp_path, made, "khong-co.pdf")
    assert status == 1 and said.startswith("SAI: không đọc được")
    foreign = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    status, said = ask(tmp_path, made, "--key", foreign)
    assert status == 1 and "khác khóa bạn đưa ra" in said


def bend(text: str) -> str:
    """A base64 text with one bit of its first byte flipped."""
    data = bytearray(base64.b64decode(text))
    data[0] ^= 1
    return base64.b64encode(bytes(data)).decode()


def note_line(bundle: Bundle, number: int, change: Callable[[str], str]) -> None:
    lines = bundle["checkpoint"].split("\n")
    lines[number] = change(lines[number])
    bundle["checkpoint"] = "\n".join(lines)


def bent_signature(line: str) -> str:
    dash, name, data = line.split(" ")
    raw = bytearray(base64.b64decode(data))
    raw[-1] ^= 1
    return f"{dash} {name} {base64.b64encode(bytes(raw)).decode()}"


BENDS: dict[str, Callable[[Bundle], Any]] = {
    "format": lambda one: one.update(format="khac"),
    "number": lambda one: one["entries"][0].update(leaf=one["entries"][0]["leaf"].replace("12/QĐ", "13/QĐ")),
    "hash": lambda one: one["entries"][0].update(hash="0" * 64),
    "leaf and hash": lambda one: one["entries"][1].update(
        leaf="{}", hash=hashlib.sha256(b"\x00{}").hexdigest()
    ),
    "index": lambda one: one["entries"][0].update(index=2),
    "index beyond": lambda one: one["entries"][1].update(index=99),
    "negative index": lambda one: one["entries"][0].update(index=-1),
    "proof": lambda one: one["entries"][0]["proof"].__setitem__(0, bend(one["entries"][0]["proof"][0])),
    "short proof": lambda one: one["entries"][0]["proof"].pop(),
    "long proof": lambda one: one["entries"][0]["proof"].append(one["entries"][0]["proof"][0]),
    "origin": lambda one: note_line(one, 0, lambda line: "x" + line),
    "size": lambda one: note_line(one, 1, lambda line: str(int(line) + 1)),
    "root": lambda one: note_line(one, 2, bend),
    "signature": lambda one: note_line(one, 4, bent_signature),
    "witness": lambda one: note_line(one, 9, bent_signature),
    "no signature": lambda one: note_line(one, 4, lambda line: "x" + line),
    "key": lambda one: one.update(key=one["key"].replace("+", "+0", 1)),
    "witness key": lambda one: one["witnesses"].__setitem__(0, one["key"]),
    "no entries": lambda one: one.update(entries=[]),
    "order": lambda one: one["entries"].reverse(),
    "twice": lambda one: one["entries"].append(one["entries"][1]),
    "missing part": lambda one: one.pop("witnesses"),
    "wrong type": lambda one: one.update(checkpoint=5),
}


def test_every_bent_part_fails(made: Bundle, tmp_path: Path) -> None:
    for name, change in BENDS.items():
        bundle = copy.deepcopy(made)
        change(bundle)
        assert bundle != made, name
        status, said = ask(tmp_path, bundle)
        assert status == 1 and said.startswith("SAI: ") and said.count("\n") == 1, (name, said)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 5000, '{"format": "cong-lang/bang-chung/1"}'])
def test_what_is_no_bundle_fails_in_words(tmp_path: Path, text: str) -> None:
    status, said = ask(tmp_path, text)
    assert status == 1 and said.startswith("SAI: ")
