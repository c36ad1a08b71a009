"""Strict reading of the fields of a foreign record: right type, bounded size, storable characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

MAX_TEXT = 2_000_000
"""Longest text taken from one field, in characters; the longest real one has about 70,000."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")


class UnreadableRecord(ValueError):
    """A record that cannot be taken; `reason` says why, in Vietnamese, for the rejects file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def clean_text(value: str, field: str) -> str:
    """Return `value` in NFC, without control characters other than tab and newline.

    Raises UnreadableRecord naming `field` when the text is too long or holds characters
    (NUL, lone surrogates) that no database stores.
    """
    if len(value) > MAX_TEXT:
        raise UnreadableRecord(f"trường “{field}” quá dài ({len(value)} ký tự)")
    if _UNSTORABLE.search(value):
        raise UnreadableRecord(f"trường “{field}” chứa ký tự không lưu được")
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def read_text(raw: Mapping[str, Any], field: str) -> str:
    """Return the text of `field`, "" when it is absent or null; a value of another type is an error."""
    value = raw.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableRecord(f"trường “{field}” phải là chuỗi, không phải {type(value).__name__}")
    return clean_text(value, field)


def read_texts(raw: Mapping[str, Any], field: str) -> list[str]:
    """Return the list of texts of `field`, empty when absent or null; anything else is an error."""
    value = raw.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnreadableRecord(f"trường “{field}” phải là danh sách, không phải {type(value).__name__}")
    texts = []
    for item in value:
        if not isinstance(item, str):
            raise UnreadableRecord(f"trường “{field}” chỉ được chứa chuỗi, gặp {type(item).__name__}")
        texts.append(clean_text(item, field))
    return texts


def read_mapping(raw: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Return the object of `field`, empty when absent or null; anything else is an error."""
    value = raw.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableRecord(f"trường “{field}” phải là đối tượng, không phải {type(value).__name__}")
    return value


def read_mappings(raw: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """Return the list of objects of `field`, empty when absent or null; anything else is an error."""
    value = raw.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnreadableRecord(f"trường “{field}” phải là danh sách, không phải {type(value).__name__}")
    for item in value:
        if not isinstance(item, dict):
            raise UnreadableRecord(f"trường “{field}” chỉ được chứa đối tượng, gặp {type(item).__name__}")
    return value
