"""Draw the illustrations of the starting content and the sharing picture: SVG → Chromium → JPEG of 1200 × 675.

    python tools/draw_pictures.py              all into content/media, and og-default.jpg, favicon.ico
    python tools/draw_pictures.py le-hoi-dinh-lang cho-que

Needs playwright and a Chromium (CHROMIUM, else /usr/bin/chromium); both are development tools only.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import picture_land
import picture_sea
import picture_village
from picture_parts import cloud, gate, ground, hills, palm, scales, sheet, sky
from picture_scenes import SCENES
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
MEDIA = ROOT / "content" / "media"
SHARED = ROOT / "themes" / "_shared" / "static"
ROOMS = (picture_sea, picture_land, picture_village)  # importing them fills SCENES
LIMIT = 90_000  # bytes: what a phone on 3G should have to fetch for one picture


def raster(page: Page, svg: str, width: int, height: int) -> Image.Image:
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(
        f"<style>body{{margin:0}}svg{{display:block;width:{width}px;height:{height}px}}</style>{svg}"
    )
    return Image.open(io.BytesIO(page.screenshot(omit_background=True)))


def save_jpeg(image: Image.Image, target: Path) -> int:
    """Write at the best quality that stays under LIMIT; gives the size in bytes."""
    for quality in range(86, 40, -4):
        data = io.BytesIO()
        image.convert("RGB").save(data, "JPEG", quality=quality, optimize=True, progressive=True)
        if data.tell() <= LIMIT:
            break
    target.write_bytes(data.getvalue())
    return data.tell()


def sharing_picture() -> str:
    return sheet(
        sky(sun=(880, 230, 84)), cloud(130, 150), cloud(960, 130, 0.8), hills(430, 170, "#adc3b0", 4), hills(470, 90, "#7f9f8d", 9),  # noqa: E501
        ground(500, "#6f9a4d"), palm(180, 560, 280, 50), palm(1030, 560, 260, -50), gate(600, 440, 1.75), scales(560, 3, 48),  # noqa: E501
    )  # fmt: skip


def main(names: list[str]) -> None:
    MEDIA.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as tool:
        browser = tool.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        page = browser.new_page()
        for name in names or sorted(SCENES):
            size = save_jpeg(raster(page, SCENES[name](), 1200, 675), MEDIA / f"{name}.jpg")
            print(f"{name}.jpg {size // 1024} KB")
        if not names:
            save_jpeg(
                raster(page, sharing_picture(), 1200, 675).crop((0, 22, 1200, 652)), SHARED / "og-default.jpg"
            )
            mark = (SHARED / "favicon.svg").read_text()
            raster(page, mark, 48, 48).save(SHARED / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
