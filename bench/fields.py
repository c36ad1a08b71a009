"""Fields proposed for the real files against what their pages show: `python -m bench.fields`.

Prints for each file and field the value, its confidence, and whether it is right by the labels in
`tests/legal/fields/truth.json` (read from the pictures of the pages; "" where the document does not say), then the
shares for files with a text layer and for scans. Reading scans takes a minute or two; `--kept FOLDER` keeps the pages.
Second readings of pictures are part of it, as in the intake; `--once` leaves them out.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from portal.legal.agencies import folded
from portal.legal.intake.fields import SURE, Proposals, Proposed, propose
from portal.legal.intake.second_reading import completed
from portal.media.reading import PageText, Reading, Word, read_file

ROOT = Path(__file__).resolve().parents[1]
TRUTH = ROOT / "tests" / "legal" / "fields" / "truth.json"
FIELDS = (
    "number",
    "type",
    "issuer",
    "issued",
    "signer",
    "title",
    "legal_bases",
    "effective",
    "place",
    "signer_position",
)
PROMISED = FIELDS[:7]
"""The fields for which the issue names a share (number to bases); the others are shown beside."""


def read(file: Path, kept: Path | None) -> Reading:
    """A file as it was read; its kept pages are not read again."""
    saved = kept / f"{file.name}.pages.json" if kept else None
    known: dict[int, PageText] = {}
    if saved is not None and saved.is_file():
        for page in json.loads(saved.read_text(encoding="utf-8")):
            words = tuple(Word(**word) for word in page.pop("words"))
            known[page["number"]] = PageText(**page, words=words)
    made = read_file(file, file.name, known=known)
    if saved is not None and not known:
        saved.parent.mkdir(parents=True, exist_ok=True)
        pages = [asdict(page) for page in made.pages]
        saved.write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")
    return made


def is_right(field: str, found: Proposed | Sequence[Proposed] | None, truth: Any) -> bool:
    """Whether a proposal is what the document says: titles and bases but for single letters, others exactly."""
    if isinstance(found, Sequence):
        return len(found) == len(truth) and all(
            _alike(one.value[: len(said)], said) for one, said in zip(found, truth, strict=True)
        )
    value = found.value if found else ""
    if field == "title":
        return _alike(value[: max(len(truth), 100)] if len(truth) > 100 else value, truth)
    return folded(value) == folded(truth) if field != "number" else value == truth


def _alike(left: str, right: str) -> bool:
    return SequenceMatcher(None, folded(left), folded(right), autojunk=False).ratio() >= 0.92


def show(file: str, found: Proposals, truth: dict[str, Any], count: Counter[tuple[str, str, bool]]) -> None:
    """Print the fields of one file and count what is right."""
    print(f"{file} ({truth['read_from']})")
    for field in FIELDS:
        given = getattr(found, field)
        right = is_right(field, given, truth[field])
        count[truth["read_from"], field, right] += 1
        if isinstance(given, tuple):
            value, sure = f"{len(given)}", min((one.confidence for one in given), default=1.0)
        else:
            value, sure = (given.value, given.confidence) if given else ("–", 0.0)
        mark = "✓" if right else "✗ sure" if given and sure >= SURE else "✗"
        print(f"  {field:16} {mark:7} {sure:4.2f}  {value[:100]}")


def main() -> None:
    """Read the real files, print the table and the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "files")
    parser.add_argument("--kept", type=Path, help="a folder that keeps the texts that were read")
    parser.add_argument("--once", action="store_true", help="without second readings")
    options = parser.parse_args()
    labels = json.loads(TRUTH.read_text(encoding="utf-8"))
    count: Counter[tuple[str, str, bool]] = Counter()
    again = 0.0
    for name, truth in labels.items():
        file = options.data / name
        if not file.is_file():
            print(f"{name}: not in {options.data}, passed over")
            continue
        reading = read(file, options.kept)
        found = propose(reading.pages)
        if not options.once:
            started = time.monotonic()
            found = completed(file, reading, found).proposals
            again += time.monotonic() - started
        show(name, found, truth, count)
    for origin in ("text", "scan"):
        shares = {field: (count[origin, field, True], count[origin, field, False]) for field in FIELDS}
        right = sum(shares[field][0] for field in PROMISED)
        total = sum(sum(shares[field]) for field in PROMISED)
        if total:
            print(
                f"{origin}: {right} of {total} ({100 * right / total:.0f} %) of number, type, issuer, date, signer,"
            )
            print(
                "  title, bases; "
                + ", ".join(f"{field} {yes}/{yes + no}" for field, (yes, no) in shares.items())
            )
    print(f"second readings: {again:.1f} s for {len(labels)} files")


if __name__ == "__main__":
    main()
