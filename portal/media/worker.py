"""The child process for foreign bytes. Stands alone: it is run by path, and imports nothing of ours.

Reads one order as JSON from standard input, sets its own limits, does the task, answers JSON on standard output.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
WIDTHS = (320, 640, 960, 1280)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class Refusal(Exception):
    """The file can't be taken; the message is for the person who brought it."""


def _limit(seconds: int, memory_mb: int) -> None:
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, 64 * 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def make_renditions(path: str, folder: str) -> list[dict[str, Any]]:
    """Renditions of a picture as WebP and JPEG at the listed widths, upright, without metadata."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - only after the limits are set

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(path, formats=list(FORMATS)) as source:
        width, height = source.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise Refusal("Ảnh quá lớn (hơn 40 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi tải lại.")
        if min(width, height) < 10:
            raise Refusal("Ảnh quá nhỏ (dưới 10 điểm ảnh).")
        source.draft("RGB", (2560, 2560))
        source.seek(0)
        upright = ImageOps.exif_transpose(source)
        if upright.mode in {"RGBA", "LA", "PA", "P"}:
            layer = upright.convert("RGBA")
            flat = Image.new("RGB", layer.size, (255, 255, 255))
            flat.paste(layer, mask=layer.getchannel("A"))
        else:
            flat = upright.convert("RGB")
    if (flat.size[0] > flat.size[1] and width < height) or (flat.size[0] < flat.size[1] and width > height):
        width, height = height, width
    widths = [one for one in WIDTHS if one < width] or [width]
    if width < WIDTHS[-1] and width not in widths:
        widths.append(width)
    made = []
    for one in sorted(widths):
        size = (one, max(1, round(height * one / width)))
        scaled = flat.resize(size, Image.Resampling.LANCZOS)
        for kind, options in (
            ("webp", {"quality": 78, "method": 4}),
            ("jpeg", {"quality": 80, "progressive": True}),
        ):
            target = Path(folder) / f"{one}.{kind}"
            scaled.save(target, kind.upper(), **options)
            made.append(
                {
                    "width": size[0],
                    "height": size[1],
                    "format": kind,
                    "path": str(target),
                    "size": target.stat().st_size,
                    "source_width": width,
                    "source_height": height,
                }
            )
    return made


def main() -> None:
    """Do one order."""
    order = json.load(sys.stdin)
    os.sched_setaffinity(
        0, range(os.cpu_count() or 1)
    )  # the web worker is bound to one core; its child is not
    _limit(int(order["seconds"]), int(order["memory_mb"]))
    tasks = {"make_renditions": make_renditions}
    try:
        answer: dict[str, Any] = {"result": tasks[order["task"]](**order["args"])}
    except Refusal as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"refused": "Ảnh cần quá nhiều bộ nhớ để xử lý. Hãy thu nhỏ ảnh rồi tải lại."}
    except Exception:
        answer = {"refused": "Không đọc được ảnh này: tệp hỏng hoặc không phải ảnh. Hãy thử tệp khác."}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
