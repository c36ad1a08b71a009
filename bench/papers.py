"""What preparing citizens' photos gives and costs, and how much is told rightly of what they say.

    python -m bench.papers [--photos 3] [--forms 2]

Photos of drawn pages are taken in ways that telephones take them (tests/papers/photos.py). For each way: how far the
found corners lie from the true ones (share of the photo's side), the share of characters that the recogniser gets
wrong (CER) in the photo as it came and in the page that was made of it, kilobytes of the page, seconds. Then forms that
people bring, photographed: how many kinds and fields are proposed rightly, how many wrongly.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import mean

import numpy as np
from PIL import Image

from bench.reading import errors
from portal.media.reading import ocr_available, read_file, what_to_install
from portal.papers.preparing.making import Source, make, sheet_in
from portal.papers.recognising.fields import proposed_fields
from portal.papers.recognising.kinds import proposed_kind
from tests.papers import forms, photos
from tests.papers.photos import Way

WAYS = {
    "on wood": Way(),
    "at a slant": Way(slant=0.1, angle=6),
    "bright table": Way(table=(200, 180, 150)),
    "white table": Way(table=(235, 232, 228), shadow=0.2),
    "deep shadow": Way(table=(20, 20, 25), shadow=0.8),
    "noisy": Way(noise=14, shadow=0.7),
    "5 megapixels": Way(longer=2560, blur=1.0),
}


def read(pdf: bytes) -> str:
    """What the recogniser sees in a PDF of pictures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(pdf)
        return "\n".join(one.text for one in read_file(path, path.name).pages)


def as_it_came(photo: Image.Image) -> bytes:
    """A photo as a PDF of A4, as it would be kept unprepared."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.pdf"
        photo.save(path, "PDF", resolution=photo.width / 8.27)
        return path.read_bytes()


def way(name: str, count: int) -> str:
    """A line of figures about one way of taking photos."""
    strays, before, after, sizes, times, missed = [], [], [], [], [], 0
    for seed in range(1, count + 1):
        text = photos.words(seed, 260)
        photo, corners = photos.taken(photos.drawn(text), WAYS[name], seed)
        raw = photos.jpeg(photo)
        found = sheet_in(raw)
        missed += not found.found
        if found.found:
            strays.append(float(np.abs(np.array(found.corners) - corners).max()))
        began = time.monotonic()
        made = make([Source(raw)])
        times.append(time.monotonic() - began)
        sizes.append(made.pages[0].size / 1000)
        before.append(errors(text, read(as_it_came(photo)))[0])
        after.append(errors(text, read(made.pdf))[0])
    stray = f"{100 * max(strays):.2f} %" if strays else "-"
    return (
        f"{name:14} corners {stray:>7} (not found {missed})"
        f"  CER {100 * mean(before):5.1f} % -> {100 * mean(after):4.1f} %"
        f"  {mean(sizes):4.0f} kB (most {max(sizes):.0f})  {mean(times):.1f} s"
    )


def told(count: int) -> str:
    """How much is proposed rightly of photographed forms."""
    kinds: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    for kind in forms.TEXTS:
        for seed in range(1, count + 1):
            form = forms.form(kind, seed)
            photo, _corners = photos.taken(photos.drawn(form.text), Way(slant=0.06, angle=3), seed)
            seen = read(make([Source(photos.jpeg(photo))]).pdf)
            proposed = proposed_kind(seen)
            kinds["right" if proposed == kind else "none" if not proposed else "wrong"] += 1
            got = proposed_fields(seen)
            for key, value in form.fields.items():
                fields["right" if got.get(key) == value else "none" if key not in got else "wrong"] += 1
    return f"kinds {dict(kinds)}  fields {dict(fields)}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=3)
    parser.add_argument("--forms", type=int, default=2)
    wanted = parser.parse_args()
    if not ocr_available():
        print(f"no recogniser: {what_to_install()}")
        return
    for name in WAYS:
        print(way(name, wanted.photos), flush=True)
    print(told(wanted.forms))


if __name__ == "__main__":
    main()
