"""From rows to the lines of a package: people by their e-mail, portals by their slug, everything else as it is.

Ids of rows are unique over installations (`tenancy.owned.new_id`), so they go along: links, revisions and addresses of
files hold where the package is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.content.carried import OWN_PORTAL, PORTALS, Carried
from portal.extensions import db
from portal.tenancy.directory import Portal, directory

BATCH = 200
Row = dict[str, Any]
PEOPLE_IN_REVISIONS = frozenset({"created_by_id", "updated_by_id", "owner_id"})
"""What of a thing's fields, as revisions keep them, names people."""


class Outward:
    """Makes lines of the rows of a portal; remembers the people that they name (`people`: e-mail → name)."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.people: dict[str, str] = {}
        self._emails: dict[int, str | None] = {}

    def rows(self, model: Any, columns: list[str]) -> Iterator[Row]:
        """Every row of a table by id, in the scope of the portal."""
        last, table = -1, model.__table__.c
        while True:
            wanted = select(*(table[one] for one in columns)).where(
                table.tenant_id == self.portal.id, table.id > last
            )
            found = [dict(one._mapping) for one in db.session.execute(wanted.order_by(table.id).limit(BATCH))]
            yield from found
            if len(found) < BATCH:
                return
            last = found[-1]["id"]

    def line(self, one: Carried, row: Row) -> Row:
        """A row as it goes out. Needs a scope."""
        made = as_plain(row)
        for key in one.people:
            made[key] = self._person(row[key])
        if "object_id" in made and made["object_id"] == self.portal.id:
            made["object_id"] = OWN_PORTAL
        for table, key in PORTALS:
            if table == one.name:
                made[key] = self._portals(made[key])
        if one.name == "revision":
            made["data"] = self._kept(made["data"])
        return made

    def _kept(self, data: Row) -> Row:
        made = dict(data)
        for key in PEOPLE_IN_REVISIONS & made.keys():
            made[key] = self._person(made[key])
        if "tenant_id" in made:
            made["tenant_id"] = OWN_PORTAL
        for _table, key in PORTALS:
            if isinstance(made.get(key), list):
                made[key] = self._portals(made[key])
        return made

    def _portals(self, ids: list[Any]) -> list[str]:
        found = (directory().by_id(one) for one in ids if isinstance(one, int))
        return sorted(one.slug for one in found if one is not None)

    def _person(self, user_id: Any) -> str | None:
        if not isinstance(user_id, int):
            return None
        if user_id not in self._emails:
            found = db.session.execute(select(User.email, User.name).where(User.id == user_id)).first()
            self._emails[user_id] = found.email if found else None
            if found:
                self.people[found.email] = found.name
        return self._emails[user_id]


def plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value


def as_plain(row: Row) -> Row:
    """A row with values as JSON has them."""
    return {key: plain(value) for key, value in row.items()}


def line(data: Any) -> str:
    """A row as a line."""
    return json.dumps(data, ensure_ascii=False, default=str, separators=(",", ":"))
