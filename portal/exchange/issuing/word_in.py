"""The text of a document that was written in Word: what the layout sets by itself (head, title, signature, "Nơi nhận")
is left out, so that a file of ours that was changed in Word comes back as text alone."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.exchange.kinds import KINDS
from portal.media.names import clean_display_name
from portal.media.reading.article import read_article
from portal.media.reading.article_markdown import Block, Run, markdown_of
from portal.media.refusal import Refused
from portal.screens.from_word import LEFT

MOST_BYTES = 20 * 1024 * 1024
_HEAD_WITHIN = 30
_TITLES = frozenset(one.title for one in KINDS if one.title)
_HEAD = re.compile(
    r"(?:CỘNG H(?:ÒA|O\u00c0) XÃ HỘI CHỦ NGHĨA|Độc lập - Tự do|Số\s*:|V/v\s|[^.:;]{0,60}, ngày .{0,40} năm|KHẨN\Z"
    r"|HỎA TỐC\Z|THƯỢNG KHẨN\Z|DỰ THẢO\Z|Kính gửi\s*:)"
)
_BASE = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét)\s")
_COMMAND = re.compile(r"QUYẾT (?:ĐỊNH|NGHỊ)\s*:\Z")
_END = re.compile(r"Nơi nhận\s*:|(?:TM|KT|TL|TUQ|Q)\.\s*[A-ZĐÀ-Ỹ]")
_APPENDIX = re.compile(r"Phụ lục(?:\s+[IVXLC\d]+)?\s*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class FromWord:
    """What a file gives: bases (a line each) and body (Markdown); `left` says in words what did not come along."""

    name: str
    grounds: str
    body: str
    left: tuple[str, ...]


def read_word(upload: FileStorage) -> FromWord:
    """The text of an uploaded Word or ODT file. Raises Refused with the reason."""
    name = clean_display_name(upload.filename or "")
    with tempfile.TemporaryDirectory(prefix="word-") as place:
        path, folder = Path(place) / "upload", Path(place) / "pictures"
        folder.mkdir()
        upload.save(path)
        if path.stat().st_size > MOST_BYTES:
            raise Refused(_("Tệp lớn hơn 20 MB. Hãy bỏ bớt ảnh trong tệp rồi tải lên lại."), "too_large")
        article = read_article(path, name, folder)
    blocks = list(article.blocks)
    if article.lead:
        blocks.insert(0, Block("paragraph", (Run(article.lead),)))
    grounds, body = _split(blocks)
    text = markdown_of(body, {})
    if not text.strip() and not grounds:
        raise Refused(_("Tệp không có nội dung nào ngoài phần đầu và phần ký."), "empty")
    return FromWord(name, "\n".join(grounds), text, tuple(_left(len(article.pictures), article.left)))


def _words(block: Block) -> str:
    return " ".join("".join(run.text for run in block.runs).split())


def _split(blocks: list[Block]) -> tuple[list[str], list[Block]]:
    """Bases and body of the blocks between head and signature; appendixes after it are body."""
    start = first = _after_head(blocks)
    bases: list[str] = []
    while (
        start < len(blocks)
        and (not _words(blocks[start]) or _is_base(blocks[start]))
        and not blocks[start].rows
    ):
        if _words(blocks[start]):
            bases.append(_words(blocks[start]))
        start += 1
    if start < len(blocks) and _COMMAND.match(_words(blocks[start])):
        start += 1
    elif bases and not (bases[0].endswith(";") or _is_italic(blocks[first])):
        start, bases = first, []  # "Căn cứ …, UBND xã báo cáo:" is no base but the text itself
    end = next((at for at in range(start, len(blocks)) if _END.match(_words(blocks[at]))), len(blocks))
    return bases, [*map(_as_text, blocks[start:end]), *map(_as_text, _appendixes(blocks[end:]))]


def _as_text(block: Block) -> Block:
    """An article that is a sentence is no heading: "Điều 2. Quyết định này có hiệu lực …."."""
    words = _words(block)
    if block.kind == "heading" and words.startswith("Điều ") and words.endswith((".", ":", ";", ",")):
        return Block("paragraph", tuple(replace(one, bold=False) for one in block.runs))
    return block


def _is_italic(block: Block) -> bool:
    said = [one for one in block.runs if one.text.strip()]
    return bool(said) and all(one.italic for one in said)


def _is_base(block: Block) -> bool:
    return block.kind == "paragraph" and bool(_BASE.match(_words(block)))


def _after_head(blocks: list[Block]) -> int:
    """Where the text begins: behind the last line of the head among the first blocks."""
    last = -1
    for at, one in enumerate(blocks[:_HEAD_WITHIN]):
        words = _words(one)
        if one.rows:
            break
        is_list = last >= 0 and at == last + 1 and words.startswith("- ") and _greets(blocks[: at + 1])
        if words and (_HEAD.match(words) or words in _TITLES or _is_authority(one, words) or is_list):
            last = at
    return last + 1


def _greets(blocks: list[Block]) -> bool:
    """Whether the last line above that is no item is "Kính gửi:"."""
    return next((_words(one) for one in reversed(blocks) if not _words(one).startswith("- ")), "").startswith(
        "Kính gửi"
    )


def _is_authority(block: Block, words: str) -> bool:
    """ "ỦY BAN NHÂN DÂN XÃ …" in bold capitals above the bases, or as the issuer."""
    return (
        words == words.upper()
        and bool(re.match(r"(?:CHỦ TỊCH |HỘI ĐỒNG |ỦY BAN |UBND )", words))
        and len(words) < 120
    )


def _appendixes(blocks: list[Block]) -> list[Block]:
    """What follows the signature from the first appendix on, its label and title as one heading."""
    first = next((at for at, one in enumerate(blocks) if _APPENDIX.match(_words(one))), None)
    if first is None:
        return []
    made: list[Block] = []
    rest = iter(blocks[first:])
    for one in rest:
        words = _words(one)
        if _APPENDIX.match(words):
            title = next(rest, None)
            named = f"Phụ lục: {_words(title)}" if title is not None else "Phụ lục"
            made.append(Block("heading", (Run(named),), level=1))
        elif not words.startswith(("(Kèm theo", "(Ban hành kèm theo")):
            made.append(one)
    return made


def _left(pictures: int, left: Mapping[str, int]) -> Iterator[str]:
    if pictures:
        yield _("%(count)s ảnh không lấy được: văn bản ở đây chỉ có chữ và bảng.", count=pictures)
    for name, count in left.items():
        if name in LEFT and name != "frames":  # numbers of pages and the like, which the layout sets itself
            yield LEFT[name](count)
