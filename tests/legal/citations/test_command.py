"""`flask legal evaluate` prints what it measured."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

from flask import Flask

TEXT = "Theo khoản 1 Điều này và Nghị định số 61/2018/NĐ-CP."


def test_figures_are_printed_for_labels_and_links(app: Flask, tmp_path: Path) -> None:
    article = {
        "no": "2",
        "unit": "Điều",
        "chapter": "",
        "heading": "",
        "text": TEXT,
        "cites": ["61/2018/NĐ-CP"],
    }
    decree = {"number": "61/2018/NĐ-CP", "type": "Nghị định", "title": "Một cửa", "issuer": "Chính phủ"}
    common = {"issued": "2018-04-23", "effective": "", "subjects": [], "source": "", "articles": []}
    circular = {
        "number": "1/2018/TT-VPCP",
        "type": "Thông tư",
        "title": "Hướng dẫn",
        "issuer": "Văn phòng Chính phủ",
    }
    documents = tmp_path / "van-ban.jsonl.gz"
    with gzip.open(documents, "wt") as file:
        for one in (common | decree, common | circular | {"issued": "2018-11-23", "articles": [article]}):
            file.write(json.dumps(one) + "\n")
    own = {"start": 5, "end": 21, "document": "self", "targets": ["dieu-2-khoan-1"]}
    wrong = {"start": 25, "end": 52, "document": {"number": "62/2018/NĐ-CP"}, "targets": []}
    label = {"number": "1/2018/TT-VPCP", "type": "Thông tư", "unit": "Điều", "no": "2"}
    labels = tmp_path / "nhan.jsonl"
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    lines = [
        label | {"sha256": digest, "citations": [own, wrong]},
        label | {"sha256": "0" * 64, "citations": []},
    ]
    labels.write_text("\n".join(map(json.dumps, lines)))
    arguments = ["legal", "evaluate", str(labels), "--documents", str(documents), "--misses"]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    assert "nhan.jsonl: 2 viện dẫn, 1 điều, 1 văn bản" in result.output
    assert "0.5000   (1/2)" in result.output and "1 điều có nhãn không có" in result.output
    assert "62/2018/NĐ-CP" in result.output  # the miss is named
    assert "1/1 (1.0000)" in result.output
