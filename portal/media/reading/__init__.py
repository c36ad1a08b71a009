"""Reading documents that people bring: what a file is, its text page by page, pictures of pages, searchable scans."""

from portal.media.reading.again import read_again
from portal.media.reading.identify import identify
from portal.media.reading.model import Cancelled, FileType, PageText, Reading, Word
from portal.media.reading.pictures import page_picture, searchable_pdf
from portal.media.reading.programs import ocr_available, what_to_install
from portal.media.reading.read import read_file
from portal.media.refusal import Refused

__all__ = [
    "Cancelled",
    "FileType",
    "PageText",
    "Reading",
    "Refused",
    "Word",
    "identify",
    "ocr_available",
    "page_picture",
    "read_again",
    "read_file",
    "searchable_pdf",
    "what_to_install",
]
