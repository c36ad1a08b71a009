"""The form of a thing with the text of an old revision; what is not there any more is left out and named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField

from portal.media.queries import existing
from portal.publishing.contents import contents_of
from portal.publishing.models import Revision
from portal.screens.contract import Screen
from portal.screens.filling import Values, content_fields

_PICTURE = re.compile(r"!\[[^\]\n]*\]\(/tep/(\d{1,19})/[^)\s]*(?:\s+\"[^\"\n]*\")?\)")
_LINK = re.compile(r"(?<!!)\[([^\]\n]*)\]\(/tep/(\d{1,19})/[^)\s]*(?:\s+\"[^\"\n]*\")?\)")
_FILE = re.compile(r"\]\(/tep/(\d{1,19})/")


@dataclass(frozen=True)
class Restored:
    """The filled form, and what of the old revision it could not take, in words."""

    form: FlaskForm
    left_out: list[str]


def restored(screen: Screen, thing: Any, revision: Revision) -> Restored:
    """The thing's form with what the revision says. Fields that it does not keep stay as they are, and so do files,
    which are no part of the form."""
    present = screen.values(contents_of(thing))
    wanted = present | screen.values(revision.data)
    left_out: list[str] = []
    for field in content_fields(screen.form(thing, wanted)):
        if isinstance(field, SelectField) and not _is_offered(field, [field.data]):
            left_out.append(
                _("%(label)s: mục cũ không còn trên cổng, giữ mục hiện nay", label=field.label.text)
            )
            # What belongs to a choice goes with it: the description of a picture that is gone describes no other.
            belonging = field.name.removesuffix("_id") + "_"
            wanted |= {name: value for name, value in present.items() if name.startswith(belonging)}
        elif isinstance(field, SelectMultipleField) and not _is_offered(field, field.data or []):
            offered = {str(choice[0]) for choice in field.choices or []}
            wanted[field.name] = [str(one) for one in field.data if str(one) in offered]
            left_out.append(_("%(label)s: bỏ mục cũ không còn trên cổng", label=field.label.text))
    left_out += _without_gone_files(wanted)
    return Restored(screen.form(thing, wanted), left_out)


def _is_offered(field: Any, chosen: Iterable[Any]) -> bool:
    offered = {str(choice[0]) for choice in field.choices or []}
    return not field.validate_choice or all(str(one) in offered for one in chosen)


def _without_gone_files(values: Values) -> list[str]:
    """Take pictures and links of deleted files out of the texts; words of links stay."""
    texts = {name: value for name, value in values.items() if isinstance(value, str) and _FILE.search(value)}
    named = {int(found) for text in texts.values() for found in _FILE.findall(text)}
    gone = named - existing(named)
    if not gone:
        return []
    for name, text in texts.items():
        kept = _PICTURE.sub(lambda found: "" if int(found[1]) in gone else found[0], text)
        values[name] = _LINK.sub(lambda found: found[1] if int(found[2]) in gone else found[0], kept)
    return [_("%(count)s ảnh hoặc tệp trong bài đã bị xóa khỏi kho", count=len(gone))]
