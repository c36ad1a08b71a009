"""What a thing says, as it goes from portal to portal: the room's fields, and its files by the rows of the portal."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from portal.accounts.permissions import Actor
from portal.digits import LARGEST
from portal.media.copies import adopt, described
from portal.media.queries import IN_TEXT, public_file
from portal.sharing.registry import Content, Sharable

FILES = "files"


def gathered(room: Sharable, thing: Any) -> Content:
    """What a thing of the portal in force says, with its files."""
    return room.content(thing) | {FILES: described(thing.kind, thing.id)}


def brought(room: Sharable, content: Content, actor: Actor) -> Content:
    """The content of another portal with its files made rows of the actor's portal (the caller commits).

    A number in a text that is none of those files stays where citizens have that file here already. Any other could be
    a file of this portal that nobody published: naming it would publish it with the copy.
    """
    ids = adopt(content[FILES], actor)
    found = dict(content)
    for name in room.texts:
        found[name] = IN_TEXT.sub(
            lambda one: f"/tep/{ids.get(int(one[1])) or _known_here(int(one[1]))}/", content.get(name) or ""
        )
    for name in room.pictures:
        found[name] = ids.get(content.get(name) or 0)
    found[FILES] = [one | {"id": ids[one["id"]]} for one in content[FILES]]
    return found


def _known_here(number: int) -> int:
    """The number of a file that citizens of the portal in force have; 0, which no file has, for any other."""
    return number if number <= LARGEST and public_file(number) is not None else 0


def digest_of(content: Content) -> str:
    """A digest of what a content says to citizens."""
    files = [[one["sha256"], one["role"], one["title"]] for one in content.get(FILES, [])]
    said = {name: value for name, value in content.items() if name != FILES} | {FILES: sorted(files)}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
