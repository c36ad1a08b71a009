"""The child process for foreign bytes. Stands alone: it is run by path, and imports nothing of ours.

Reads one order as JSON from standard input, sets its own limits, does the task, answers JSON on standard output.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
MAX_HEIGHT = 16_383  # of a WebP
MAX_AREA = 8_000_000  # pixels of a rendition, as long as a smaller one is there
MAX_AVIF_AREA = 2_500_000  # of the largest rendition: a long poster would take longer than the limit allows
MIN_WIDTH = 10
WIDTHS = (320, 640, 960, 1280)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
OPTIONS: dict[str, dict[str, Any]] = {
    # Speed 8 costs as much time as the WebP (0.13 s at 1280 × 853), speed 6 four times that for 10 % fewer bytes; one
    # thread, since threads of their own would take address space from the limit.
    "avif": {"quality": 60, "speed": 8, "max_threads": 1},
    "webp": {"quality": 78, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
ORIENTATION = 0x0112


class Refusal(Exception):
    """The file can't be taken; the message is for the person who brought it."""


def _limit(seconds: int, memory_mb: int) -> None:
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, 64 * 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def make_renditions(path: str, folder: str) -> list[dict[str, Any]]:
    """Renditions of a picture as AVIF, WebP and JPEG at the listed widths, upright, in sRGB, without metadata.

    A picture has AVIF in all its widths or in none, so that a browser that takes it finds the size that it wants. Files
    are named "<width>.<format>". Raises Refusal, or whatever the decoder raises.
    """
    from PIL import Image  # noqa: PLC0415 - only after the limits are set

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(path, formats=list(FORMATS)) as source:
        width, height = source.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise Refusal("Ảnh quá lớn (hơn 40 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi tải lại.")
        turned = _orientation(source)
        if turned >= 5:
            width, height = height, width
        source.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
        source.seek(0)
        profile = source.info.get("icc_profile") if source.mode in {"RGB", "RGBA", "P"} else None
        flat = _flat(source)
    upright = _upright(_shrunk(flat, turned), turned)
    if profile:
        upright = _in_srgb(upright, profile)
    upright.info = {}  # comments and profiles would be written into the renditions
    made = []
    widths = widths_for(width, height)
    kinds = [one for one in OPTIONS if one != "avif" or widths[-1] ** 2 * height <= MAX_AVIF_AREA * width]
    for one in widths:
        size = (one, max(1, round(height * one / width)))
        scaled = upright.resize(size, Image.Resampling.LANCZOS)
        for kind in kinds:
            scaled.save(Path(folder) / f"{one}.{kind}", kind.upper(), **OPTIONS[kind])
            made.append({"width": size[0], "height": size[1], "format": kind})
    more = {"source_width": width, "source_height": height, "fingerprint": _fingerprint(upright)}
    return [{**one, **more} for one in made]


def _fingerprint(upright: Picture) -> str:
    """64 bits as hexadecimal digits: whether each spot of a grid is darker than its right neighbour. It changes little
    when a picture is scaled or saved anew. "" for a picture that is the same all over, which resembles any other."""
    grid = upright.convert("L").resize((9, 8))
    grey = grid.tobytes()
    bits = [grey[9 * row + column] < grey[9 * row + column + 1] for row in range(8) for column in range(8)]
    number = sum(bit << place for place, bit in enumerate(bits))
    return f"{number:016x}" if max(grey) - min(grey) > 8 else ""


def widths_for(width: int, height: int) -> list[int]:
    """The widths to make for an upright picture: the listed ones, never enlarged, and its own width where that shows
    clearly more than the largest of these. Raises Refusal for what can't be shown."""
    widths = [one for one in WIDTHS if one <= width]
    if width < WIDTHS[-1] and width > 1.2 * max(widths, default=0):
        widths.append(width)
    widths = [one for one in widths if height * one <= MAX_HEIGHT * width] or [MAX_HEIGHT * width // height]
    widths = [one for one in widths if one * one * height <= MAX_AREA * width] or widths[:1]
    if widths[0] < MIN_WIDTH:
        raise Refusal("Ảnh quá nhỏ hoặc quá hẹp (dưới 10 điểm ảnh). Hãy chọn ảnh khác.")
    return widths


def _orientation(source: Picture) -> int:
    """How the camera was held, 1 to 8; 1 where the picture doesn't say or says nonsense."""
    try:
        turned = source.getexif().get(ORIENTATION, 1)
    except Exception:
        return 1
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else 1


def _flat(source: Picture) -> Picture:
    """The picture as RGB; what is transparent becomes white."""
    from PIL import Image  # noqa: PLC0415

    if source.mode.startswith("I"):  # 16 bits of grey
        return source.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if source.mode not in {"RGBA", "LA", "PA", "P"} and "transparency" not in source.info:
        return source.convert("RGB")
    layer = source if source.mode == "RGBA" else source.convert("RGBA")
    flat = Image.new("RGB", layer.size, (255, 255, 255))
    flat.paste(layer, mask=layer)
    return flat


def _shrunk(flat: Picture, turned: int) -> Picture:
    """The picture at no more than twice the largest width, so that what follows costs little."""
    width = flat.height if turned >= 5 else flat.width
    factor = width // (2 * WIDTHS[-1])
    return flat.reduce(factor) if factor > 1 else flat


def _upright(flat: Picture, turned: int) -> Picture:
    from PIL import Image  # noqa: PLC0415

    turn = Image.Transpose
    methods = {
        2: turn.FLIP_LEFT_RIGHT,
        3: turn.ROTATE_180,
        4: turn.FLIP_TOP_BOTTOM,
        5: turn.TRANSPOSE,
        6: turn.ROTATE_270,
        7: turn.TRANSVERSE,
        8: turn.ROTATE_90,
    }
    return flat.transpose(methods[turned]) if turned in methods else flat


def _in_srgb(flat: Picture, profile: bytes) -> Picture:
    """The picture in sRGB, as renditions carry no profile; unchanged where the profile is broken."""
    import io  # noqa: PLC0415

    from PIL import ImageCms  # noqa: PLC0415

    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(flat, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return flat
    return turned or flat


def main() -> None:
    """Do one order."""
    order = json.load(sys.stdin)
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
