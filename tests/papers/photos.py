"""Photos of papers as a phone takes them, made from drawn pages: on a table, at a slant, with shadow, noise, blur."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from tests.papers import samples

TEXT = """Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập Tự do Hạnh phúc giấy khai sinh họ chữ đệm tên ngày tháng năm sinh
nơi sinh giới tính dân tộc quốc tịch quê quán người mẹ người cha nơi cư trú số định danh cá nhân cơ quan đăng ký ủy ban
nhân dân xã Tam Hải huyện Núi Thành tỉnh Quảng Nam được cấp bản chính theo quy định của pháp luật xác nhận thôn Thuận An
trực tuyến hồ sơ tiếp nhận giải quyết thủ tục hành chính người yêu cầu cam đoan nội dung trên là đúng sự thật"""
WORDS = TEXT.split()


@dataclass(frozen=True)
class Way:
    """How a photo is taken: slant (share of the photo by which corners stray), degrees turned, shadow (0 to 1), noise
    (grey levels), blur (pixels), colour of the table, pixels of the photo's longer side."""

    slant: float = 0.05
    angle: float = 0.0
    shadow: float = 0.4
    noise: float = 4.0
    blur: float = 0.7
    table: tuple[int, int, int] = (96, 72, 52)
    longer: int = 3000
    light: float = 1.0


def words(seed: int, count: int = 170) -> str:
    """Vietnamese words in a row, the same for the same seed."""
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(count))


def drawn(text: str, dpi: int = 250, *, seal: bool = False) -> Image.Image:
    """A page of A4 with this text; with a red round seal where wanted."""
    document = pypdfium2.PdfDocument(samples.pdf(text))
    page = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()
    if seal:
        draw = ImageDraw.Draw(page)
        right, bottom, wide = page.width * 0.75, page.height * 0.75, page.width * 0.09
        for ring in (0, 12, 40):
            box = (right - wide + ring, bottom - wide + ring, right + wide - ring, bottom + wide - ring)
            draw.ellipse(box, outline=(205, 30, 40), width=5)
    return page


def taken(page: Image.Image, way: Way, seed: int = 1) -> tuple[Image.Image, np.ndarray]:
    """A photo of a page, and where its corners are (fractions, clockwise from the page's top left)."""
    chosen = random.Random(seed)
    height = way.longer
    width = round(height * 3 / 4)
    corners = _corners(page, way, chosen, width, height)
    size = (width, height)
    coefficients = _coefficients(corners, page.size)
    sheet = page.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", page.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR
    )
    photo = _table(size, way.table, seed)
    photo.paste(sheet, mask=mask)
    return _lit(photo, way, seed), corners / np.array([width, height])


def jpeg(photo: Image.Image, quality: int = 85, **options: object) -> bytes:
    """The photo as a phone saves it."""
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=quality, **options)
    return buffer.getvalue()


def _corners(page: Image.Image, way: Way, chosen: random.Random, width: int, height: int) -> np.ndarray:
    down = 0.78 * height
    across = down * page.width / page.height
    half = np.array([[-across, -down], [across, -down], [across, down], [-across, down]]) / 2
    if (shrink := 0.92 * width / across) < 1:
        half *= shrink
    angle = np.radians(way.angle)
    turned = half @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    stray = np.array([[chosen.uniform(-1, 1), chosen.uniform(-1, 1)] for _ in range(4)]) * way.slant * width
    return turned + np.array([width / 2, height / 2]) + stray


def _coefficients(corners: np.ndarray, size: tuple[int, int]) -> list[float]:
    """From a pixel of the photo to one of the page."""
    width, height = size
    page = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, page, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(one) for one in np.linalg.solve(np.array(rows), np.array(wanted, dtype=float))]


def _table(size: tuple[int, int], colour: tuple[int, int, int], seed: int) -> Image.Image:
    """A table with a grain."""
    noise = np.random.default_rng(seed)
    rows = np.cumsum(noise.normal(0, 1.2, size[1]))
    grain = np.clip(rows - rows.mean(), -14, 14)[:, None] + noise.normal(0, 3, (size[1], size[0]))
    levels = np.clip(np.array(colour) + grain[:, :, None], 0, 255).astype(np.uint8)
    return Image.fromarray(levels)


def _lit(photo: Image.Image, way: Way, seed: int) -> Image.Image:
    """The photo with a shadow from one side, the tint of a lamp, a lens that is not quite sharp, and noise."""
    noise = np.random.default_rng(seed + 1)
    blurred = photo.filter(ImageFilter.GaussianBlur(way.blur)) if way.blur else photo
    levels = np.asarray(blurred, dtype=np.float32)
    down, across = np.mgrid[0 : levels.shape[0], 0 : levels.shape[1]].astype(np.float32)
    slope = (
        (across / levels.shape[1] * 0.7 + down / levels.shape[0] * 0.3)
        if seed % 2
        else across / levels.shape[1]
    )
    edge = 1 / (1 + np.exp(-(slope - 0.6) * 14))
    light = way.light * (1 - way.shadow * (0.35 * slope + 0.65 * edge))
    tinted = levels * light[:, :, None] * np.array([1.0, 0.97, 0.88], dtype=np.float32)
    tinted += noise.normal(0, way.noise, levels.shape[:2]).astype(np.float32)[:, :, None]
    return Image.fromarray(np.clip(tinted, 0, 255).astype(np.uint8))
