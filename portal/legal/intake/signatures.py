"""The signatures of a file in one plain sentence each."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.signing.report import BROKEN, INTACT, TRUSTED, read_all


def sentences(signatures: list[dict[str, Any]] | None) -> list[tuple[str, str]]:
    """(tone, sentence) for each signature; one that says so where a PDF has none; nothing for other files."""
    if signatures is None:
        return []
    if not signatures:
        return [("none", _("Tệp PDF không có chữ ký số."))]
    return [_sentence(one) for one in read_all(signatures)]


def _sentence(one: Any) -> tuple[str, str]:
    who = one.organisation or one.signer or _("người ký không rõ")
    if one.kind == "timestamp":
        who = _("Dấu thời gian của %(who)s", who=who)
    if one.is_changed or one.integrity == BROKEN:
        return "warn", _("%(who)s: tệp đã bị thay đổi sau khi ký.", who=who)
    if one.integrity != INTACT:
        return "warn", _("%(who)s: không đọc được chữ ký số.", who=who)
    if one.chain == TRUSTED:
        return "good", _("%(who)s đã ký số; tệp còn nguyên vẹn, chứng thư tin cậy.", who=who)
    return "note", _("%(who)s đã ký số; tệp còn nguyên vẹn, không rõ nguồn tin cậy của chứng thư.", who=who)
