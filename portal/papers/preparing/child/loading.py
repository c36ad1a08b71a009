"""Opening a picture: upright, in RGB, no larger than it is worth, within limits."""

from __future__ import annotations

import warnings

from PIL import Image

from .refusal import Refusal

MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
WORTH = 3600
"""Pixels of the longer side beyond which a photo of an A4 page tells nothing more: 300 dpi and some background."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 80


def load(path: str) -> Image.Image:
    """The picture upright (EXIF), transparent parts white, its longer side below twice WORTH. Raises Refusal, or
    whatever the decoder raises."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(path, formats=list(FORMATS)) as source:
        width, height = source.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise Refusal("Ảnh quá lớn (hơn 40 triệu điểm ảnh). Hãy chụp lại ở độ phân giải nhỏ hơn.")
        source.draft("RGB", (WORTH, WORTH))
        source.seek(0)
        flat = _flat(source)
        turned = _orientation(source)
    factor = max(flat.size) // WORTH
    upright = _upright(flat.reduce(factor) if factor > 1 else flat, turned)
    upright.info = {}
    return upright


def _orientation(source: Image.Image) -> object:
    """How the camera was held, as EXIF says; 1 where it doesn't say or can't be read."""
    try:
        return source.getexif().get(0x0112, 1)
    except Exception:
        return 1


def _upright(flat: Image.Image, turned: object) -> Image.Image:
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
    return flat.transpose(methods[turned]) if isinstance(turned, int) and turned in methods else flat


def _flat(source: Image.Image) -> Image.Image:
    if source.mode.startswith("I"):  # 16 bits of grey
        return source.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if source.mode not in {"RGBA", "LA", "PA", "P"} and "transparency" not in source.info:
        return source.convert("RGB")
    layer = source if source.mode == "RGBA" else source.convert("RGBA")
    flat = Image.new("RGB", layer.size, (255, 255, 255))
    flat.paste(layer, mask=layer)
    return flat


def picture(path: str, width: int, target: str) -> dict[str, int]:
    """Write the picture, upright, as WebP of this width (never enlarged) to `target`; answers its size."""
    upright = load(path)
    across = min(width, upright.width)
    size = (across, max(1, round(upright.height * across / upright.width)))
    upright.resize(size, Image.Resampling.LANCZOS).save(target, "WEBP", quality=QUALITY, method=4)
    return {"width": size[0], "height": size[1]}
