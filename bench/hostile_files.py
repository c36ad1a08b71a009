"""Read every broken and hostile file of the data set: how each was answered, how long it took, how much it cost.

    python -m bench.hostile_files [--data ../shared/data]

Every line must say "refused" or "read": a crash, more than the time limit or a child over its memory is a failure, and
then the exit status is 1.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from portal.media.reading import Refused, read_file

FOLDERS = ("generated", "qpdf-bad", "pdfjs-bad", "verapdf-fail", "pillow-bad")
MOST_SECONDS = 70  # a page of OCR, and the rest
MOST_MB = 512


def answer(path: Path) -> tuple[str, str]:
    """How a file is answered: "refused", "read", "no_text" or "crash", and the words that go with it."""
    try:
        found = read_file(path, path.name)
    except Refused as refusal:
        return "refused", str(refusal)
    except Exception as error:
        return "crash", repr(error)
    notes = " ".join(found.notes)
    return found.state if found.state == "no_text" else "read", f"{len(found.pages)} trang. {notes}"


def main() -> int:
    """Print a table and the sums; 1 where something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    root = parser.parse_args().data / "badinputs"
    if not root.is_dir():
        print(f"no data at {root}")
        return 1
    sums: Counter[str] = Counter()
    slowest, wrong = 0.0, 0
    for folder in FOLDERS:
        for path in sorted((root / folder).iterdir()):
            started = time.perf_counter()
            state, words = answer(path)
            seconds = time.perf_counter() - started
            slowest = max(slowest, seconds)
            sums[state] += 1
            wrong += state == "crash" or seconds > MOST_SECONDS
            print(f"{folder}/{path.name[:44]:44} {state:8} {seconds:6.2f} s  {words[:90]}")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{dict(sums)}; slowest {slowest:.1f} s; largest child {most:.0f} MB; this process {own:.0f} MB")
    return 1 if wrong or most > MOST_MB else 0


if __name__ == "__main__":
    sys.exit(main())
