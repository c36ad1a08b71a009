"""From the lines of a package to rows: every value is looked at, every id belongs to this portal alone."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from portal.accounts.models import User
from portal.content.carried import OWN_PORTAL, PORTALS, Carried, carried
from portal.content.exporting import DATA
from portal.content.package import BadPackage
from portal.content.rows_out import PEOPLE_IN_REVISIONS, Row
from portal.content.shapes import SHA, WrongShape, read_value
from portal.extensions import db
from portal.publishing.care import LONGEST_OFFICE
from portal.tenancy.models import Tenant
from portal.tenancy.owned import id_at
from portal.tenancy.scope import narrowed

AT_ONCE = 400
LONGEST_LINE = 256 * 1024**2
LEEWAY = 86_400  # seconds that another machine's clock may be ahead
UNDER_WAY, STOPPED = frozenset({"looking", "trying", "taking"}), "stopped"
"""States of moving in from an old portal (a package above knows them): whoever worked on it works elsewhere."""
_EXTRA = frozenset({"file", "file_sha256"})
_TEXT = re.compile(r"[a-z-]{1,40}/[a-z0-9][a-z0-9._-]{0,200}\.md\Z")
_OFFICES = {"owner_id": "owner_office", "assignee_id": "office"}
"""Where the name of somebody stands who has no account here."""


def lines_of(base: Path, table: str) -> Iterator[tuple[int, Row]]:
    """(number, row) of each line of a table of the portal whose folder is `base`. Raises BadPackage."""
    path = base / DATA / f"{table}.jsonl"
    if not path.is_file():
        return
    with path.open("rb") as file:
        for number in range(1, 1 << 62):
            raw = file.readline(LONGEST_LINE)
            if not raw:
                return
            try:
                row = json.loads(raw.decode("utf-8"))
            except (ValueError, RecursionError) as error:
                raise BadPackage(f"{table}.jsonl dòng {number} không đọc được.") from error
            if not isinstance(row, dict):
                raise BadPackage(f"{table}.jsonl dòng {number} không phải một hàng.")
            yield number, row


@dataclass
class Inward:
    """Brings rows into a portal, within one transaction of a system task.

    `files`: what is known of files by id; `people`: names by e-mail, as the package tells them. `counts` are rows by
    table; `nameless` e-mails of people who have no account here.
    """

    tenant: Tenant
    files: dict[int, Row]
    people: dict[str, Any]
    counts: dict[str, int] = field(default_factory=dict)
    nameless: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._accounts = dict(db.session.execute(select(User.email, User.id)).all())
        self._portals = dict(db.session.execute(select(Tenant.slug, Tenant.id)).all())
        self._latest = id_at(time.time() + LEEWAY)

    def bring(self, base: Path) -> None:
        """Bring every table that goes along. Raises BadPackage, IntegrityError."""
        known = set(carried())
        for path in sorted((base / DATA).iterdir()):
            if path.stem not in known:
                raise BadPackage(f"Gói có bảng mà phiên bản này không biết: {path.name[:80]!r}.")
        for one in carried().values():
            self.counts[one.name] = self._table(one, base)

    def _table(self, one: Carried, base: Path) -> int:
        count = 0
        above: dict[str, dict[int, int]] = {key: {} for key in one.to_itself}
        lines = lines_of(base, one.name)
        while chunk := list(islice(lines, AT_ONCE)):
            rows = [self._row(one, number, row) for number, row in chunk]
            self._refuse_taken(one, [row["id"] for row in rows])
            for row in rows:
                for key in one.to_itself:
                    if row[key] is not None:
                        above[key][row["id"]] = row[key]
                        row[key] = None  # its row may come later
            self._insert(one, rows)
            count += len(rows)
        for key, links in above.items():
            self._link(one, key, links)
        return count

    def _refuse_taken(self, one: Carried, ids: list[int]) -> None:
        """Ids are unique over all portals: one that is here already belongs to another portal, or comes twice."""
        taken = set(db.session.scalars(select(one.table.c.id).where(one.table.c.id.in_(ids))))
        if taken or len(set(ids)) != len(ids):
            raise BadPackage(
                f"{one.name}.jsonl: số {min(taken or ids)} đã thuộc về một hàng khác ở hệ thống này. "
                "Bản xuất của một cổng chỉ nạp được vào hệ thống chưa có cổng đó."
            )

    def _insert(self, one: Carried, rows: list[Row]) -> None:
        alike: dict[frozenset[str], list[Row]] = defaultdict(list)
        for row in rows:
            alike[frozenset(row)].append(row)
        with narrowed(self.tenant.id):
            for held in alike.values():
                db.session.execute(insert(one.table), held)

    def _link(self, one: Carried, key: str, links: dict[int, int]) -> None:
        for start in links:
            seen, at = {start}, links.get(start)
            while at is not None:
                if at in seen:
                    raise BadPackage(f"{one.name}.jsonl: {key} dẫn vòng tròn ở số {start}.")
                seen.add(at)
                at = links.get(at)
        columns = one.table.c
        with narrowed(self.tenant.id):
            for row_id, target in links.items():
                mine = (columns.tenant_id == self.tenant.id, columns.id == row_id)
                values: Row = {key: target}
                if "updated_at" in columns:
                    values["updated_at"] = columns.updated_at  # it is as old as it was
                db.session.execute(update(one.table).where(*mine).values(values))

    def _row(self, one: Carried, number: int, raw: Row) -> Row:
        try:
            row = self._values(one, raw)
        except WrongShape as error:
            raise BadPackage(f"{one.name}.jsonl dòng {number}: {error}.") from error
        return row | {"tenant_id": self.tenant.id} | self._beside(one, raw, number)

    def _values(self, one: Carried, raw: Row) -> Row:
        odd = raw.keys() - one.columns.keys() - _EXTRA
        if odd:
            raise WrongShape(f"có cột lạ {min(odd)[:60]!r}")
        given = {key: raw[key] for key in raw.keys() - _EXTRA}
        offices = {key: self._name(given.get(key)) for key in one.people & _OFFICES.keys()}
        given |= {key: self._account(key, given[key]) for key in one.people & given.keys()}
        if given.get("object_id") == OWN_PORTAL:
            given["object_id"] = self.tenant.id
        for table, key in PORTALS:
            if table == one.name:
                given[key] = self._ids_of_portals(given.get(key))
        row = {key: read_value(one, key, value) for key, value in given.items()}
        for key, column in one.columns.items():
            if key not in row and not column.nullable and column.default is None:
                raise WrongShape(f"thiếu {key}")
        if not 0 < row["id"] <= self._latest:
            raise WrongShape("id không hợp lệ")
        for key, name in offices.items():
            office = _OFFICES[key]
            if name and not row.get(office):
                row[office] = name[:LONGEST_OFFICE]
        if one.name == "revision":
            row["data"] = self._kept(row["data"])
        if one.name == "moving_source" and row.get("state") in UNDER_WAY:
            row["state"] = STOPPED
        return dict.fromkeys(one.to_itself) | row

    def _kept(self, data: Row) -> Row:
        made = dict(data)
        for key in PEOPLE_IN_REVISIONS & made.keys():
            made[key] = self._account(key, made[key])
        if made.get("tenant_id") == OWN_PORTAL:
            made["tenant_id"] = self.tenant.id
        for _table, key in PORTALS:
            if key in made:
                made[key] = self._ids_of_portals(made[key])
        return made

    def _beside(self, one: Carried, raw: Row, number: int) -> Row:
        """Columns that the package does not say, or may not."""
        if one.name == "media_file":
            return self.files[raw["id"]]
        if one.name == "voice_case":
            return {"form_token": secrets.token_urlsafe(24)}
        if one.name == "signature_check":
            return {"reports": [], "trust_digest": ""}  # looked at once everything is there
        if one.is_thing and "file" in raw:
            file, digest = raw["file"], raw.get("file_sha256")
            if not (
                isinstance(file, str) and _TEXT.match(file) and isinstance(digest, str) and SHA.match(digest)
            ):
                raise BadPackage(f"{one.name}.jsonl dòng {number}: file hoặc file_sha256 không hợp lệ.")
            return {"origin": f"{self.tenant.slug}/{file}", "origin_digest": digest}
        return {}

    def _account(self, key: str, email: Any) -> int | None:
        if email is not None and not isinstance(email, str):
            raise WrongShape(f"{key} phải là thư điện tử của một người")
        found = self._accounts.get(email or "")
        if email and found is None:
            self.nameless.add(email)
        return found

    def _name(self, email: Any) -> str:
        """The name of somebody who has no account here, "" for everybody else."""
        if not isinstance(email, str) or email in self._accounts:
            return ""
        name = self.people.get(email)
        return name if isinstance(name, str) else ""

    def _ids_of_portals(self, slugs: Any) -> list[int]:
        if not isinstance(slugs, list) or not all(isinstance(one, str) for one in slugs):
            raise WrongShape("on_portals phải là danh sách mã cổng")
        return sorted(self._portals[one] for one in slugs if one in self._portals)
