"""Take out of the fonts of the themes what a telephone has no use for: `python tools/lighten_fonts.py <folder of the
package's files>` writes them anew. Hints for coarse screens are half of a file, and no telephone reads them."""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "themes" / "_shared" / "static" / "fonts"
FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk"]  # marks above and below, and what stands too far apart


def lighten(source: Path, target: Path) -> int:
    """Write a font with the same characters, without hints; its size in bytes."""
    options = subset.Options(layout_features=FEATURES, flavor="woff2", hinting=False)
    font = TTFont(source, recalcTimestamp=False)
    lighter = subset.Subsetter(options)
    lighter.populate(unicodes=font.getBestCmap())
    lighter.subset(font)
    subset.save_font(font, str(target), options)
    return target.stat().st_size


def main(folder: Path) -> None:
    """Every font of the themes from the file of its name in `folder`."""
    for path in sorted(FONTS.glob("*.woff2")):
        print(path.name, lighten(folder / path.name, path))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
