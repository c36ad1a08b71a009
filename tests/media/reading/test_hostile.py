"""Broken and hostile files: refused in words or read, within the limits. `bench.hostile_files` sweeps over all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from portal.media.reading import Refused, child_process, read, read_file
from portal.media.reading.child_process import ask
from tests.media.reading.samples import SHARED, docx, odt, paragraph, text_pdf, word97, written

BAD = SHARED / "badinputs"
SOME = [
    "generated/flate_bomb_300MB.pdf",
    "generated/pages_loop.pdf",
    "generated/bomb_300MB.docx",
    "generated/remote_image.docx",
    "generated/html_named.pdf",
    "generated/js_openaction.pdf",
    "generated/launch_action.pdf",
    "generated/embedded_exe.pdf",
    "generated/many_entries.zip",
    "generated/hosts.json",
    "qpdf-bad/bad1.pdf",
    "qpdf-bad/issue-149.pdf",
    "qpdf-bad/broken-lzw.pdf",
    "qpdf-bad/issue-335a.pdf",
    "pdfjs-bad/poppler-395-0-fuzzed.pdf",
    "pdfjs-bad/poppler-937-0-fuzzed.pdf",
    "pdfjs-bad/Pages-tree-refs.pdf",
    "verapdf-fail/7.1-t05-fail-c.pdf",
    "pillow-bad/timeout-6646305047838720",
    "pillow-bad/decompression_bomb_extents.gif",
]


@pytest.mark.real_data
@pytest.mark.skipif(not BAD.is_dir(), reason=f"no data set at {SHARED}")
@pytest.mark.parametrize("name", SOME)
def test_hostile_files_are_answered(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "ocr_available", lambda: False)
    try:
        found = read_file(BAD / name, Path(name).name)
    except Refused as refusal:
        assert len(str(refusal)) > 10
    else:
        assert found.state in {"read", "no_text"}
        assert "root:" not in "".join(page.text for page in found.pages)


@pytest.mark.real_data
@pytest.mark.skipif(not BAD.is_dir(), reason=f"no data set at {SHARED}")
def test_hostile_files_stay_within_the_memory_of_their_child() -> None:
    # In a process of its own: the most that a child ever took is counted over all children of a process.
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from portal.media.reading import read; from portal.media.refusal import Refused\n"
        "read.ocr_available = lambda: False\n"
        "for name in sys.argv[1:]:\n"
        "    try: read.read_file(Path(name), Path(name).name)\n"
        "    except Refused: pass\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    bombs = [BAD / name for name in SOME if "bomb" in name or "loop" in name]
    command = [sys.executable, "-c", code, *map(str, bombs)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert 1024 < int(told.stdout) < (child_process.MEMORY_MB + 64) * 1024


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.docx", docx("<w:p>" + "<w:ins>" * 150 + "<w:r><w:t>x</w:t></w:r>" + "</w:ins>" * 150 + "</w:p>")),
        (
            "b.docx",
            docx(paragraph("x") * 3, styles='<w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>'),
        ),
        ("c.docx", docx(paragraph("x", numbered=(1, 99)), numbering='<w:num w:numId="1"/>')),
        ("d.odt", odt("<text:list>" * 150 + "</text:list>" * 150)),
        ("e.html", b"<table>" * 30_000),
        ("f.txt", b"\xff\xfe" + b"\x00\xd8" * 1000),
        ("g.doc", word97(("x" * 3000 + "\r", True))[:3000]),
        ("h.pdf", text_pdf([(70, 80, "x" * 4000)])[:700]),
        ("i.html", b"<ol start='99999999999999999999'><li>x" + b"<td colspan='999999999'>" * 99),
    ],
)
def test_contorted_files_are_answered(tmp_path: Path, name: str, raw: bytes) -> None:
    try:
        assert read_file(written(tmp_path, name, raw), name).state in {"read", "no_text"}
    except Refused as refusal:
        assert str(refusal)


def test_the_child_knows_nothing_of_the_application(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = child_process.WORKER.parent
    driver = folder.parent / "driving"
    spy = written(
        tmp_path,
        "spy.py",
        f"import sys, json; sys.path.append({str(driver)!r}); import driver, pathlib, socket\n"
        "json.load(sys.stdin); driver.limit(5, 512, 1); driver.leave_network()\n"
        f"driver.load_package(pathlib.Path({str(folder / 'child')!r}), 'reading_child')\n"
        "import importlib; importlib.import_module('reading_child.documents')\n"
        "importlib.import_module('reading_child.ocr')\n"
        "names = [one for one in sys.modules if one.split('.')[0] in {'portal', 'flask', 'sqlalchemy'}]\n"
        "try:\n    socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except OSError as error: net = type(error).__name__\n"
        "json.dump({'result': [names, net]}, sys.stdout)\n".encode(),
    )
    monkeypatch.setattr(child_process, "WORKER", spy)
    names, net = ask("spy")
    assert names == []
    assert net in {"OSError", "ConnectionRefusedError"}
