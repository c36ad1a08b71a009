"""Links in texts that went along: to things whose address changed, to files for which a twin stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import or_, select

from portal.digits import whole_number
from portal.extensions import db
from portal.merging import schema
from portal.merging.leading import fill
from portal.merging.move import Move
from portal.merging.places import prefixes
from portal.merging.selection import chunks

_FILE = re.compile(r"(/tep/)(\d{1,19})(?=/)")


def rewrite(move: Move, before: dict[str, dict[int, dict[str, Any]]]) -> int:
    """Change the links in the texts of the rows that went; how many rows had some.

    `before` holds what the changed columns were. Search keys ("news:3:77") and natural keys of documents are names in
    the same sense and follow too.
    """
    made = 0
    for name, ids in move.selection.items():
        for column, patterns, put_right in _rules(move, name, before):
            made += _rewrite(move, name, column, ids, patterns, put_right)
    return made


def _rules(
    move: Move, name: str, before: dict[str, dict[int, dict[str, Any]]]
) -> list[tuple[str, list[str], Callable[[str], str]]]:
    columns = schema.table(name).c
    rules: list[tuple[str, list[str], Callable[[str], str]]] = []
    in_text = _in_text(move, before)
    if in_text is not None:
        patterns, put_right = in_text
        rules += [(column, patterns, put_right) for column in schema.texts(name)]
    if "entry_key" in columns:
        rules.append(("entry_key", [f"%:{move.old.id}:%"], lambda text: _key_of_entry(move, text)))
    documents = _renamed(move, before, "legal_document", "natural_key")
    if "target_key" in columns and documents:
        rules.append(("target_key", list(documents), lambda text: documents.get(text, text)))
    return rules


def _renamed(
    move: Move, before: dict[str, dict[int, dict[str, Any]]], name: str, column: str
) -> dict[str, str]:
    """Old value → new value of a column, of the rows of a table in which it changed."""
    return {
        before[name][row_id][column]: values[column]
        for row_id, values in move.changes.get(name, {}).items()
        if column in values and move.goes(name, row_id) and before[name][row_id][column] != values[column]
    }


def _other(slugs: dict[str, str]) -> dict[str, str]:
    return {before: after for before, after in slugs.items() if before != after}


def _in_text(
    move: Move, before: dict[str, dict[int, dict[str, Any]]]
) -> tuple[list[str], Callable[[str], str]] | None:
    files = move.twins.get("media_file", {})
    found = {
        prefix: _other(move.renamed.get(name, {})) | _renamed(move, before, name, "slug")
        for name, prefix in prefixes().items()
    }
    wanted = [(prefix, slugs) for prefix, slugs in found.items() if slugs]
    if not files and not wanted:
        return None

    def put_right(text: str) -> str:
        text = _FILE.sub(lambda one: f"{one[1]}{files.get(int(one[2]), one[2])}", text)
        for prefix, slugs in wanted:
            text = _lead_to(text, prefix, slugs)
        return text

    return [*(["%/tep/%"] if files else []), *(f"%{prefix}%" for prefix, _slugs in wanted)], put_right


def _lead_to(text: str, prefix: str, slugs: dict[str, str]) -> str:
    """The text with the links below a prefix led to the slugs of now; addresses of other hosts stay."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(prefix)}([a-z0-9-]+)")
    return pattern.sub(lambda one: prefix + slugs.get(one[1], one[1]), text)


def _key_of_entry(move: Move, text: str) -> str:
    kind, _tenant, rest = [*text.split(":", 2), "", ""][:3]
    row_id = rest.split(":", 1)[0]
    name = schema.kinds().get(kind, "")
    number = whole_number(row_id)
    gone = number is not None and move.goes(name, number)
    return f"{kind}:{move.new.id}:{rest}" if gone else text


def _rewrite(
    move: Move, name: str, column: str, ids: set[int], patterns: list[str], put_right: Callable[[str], str]
) -> int:
    columns, made = schema.table(name).c, 0
    for part in chunks(ids):
        statement = select(columns.id, columns[column]).where(
            columns.tenant_id == move.new.id,
            columns.id.in_(part),
            or_(*(columns[column].like(one) for one in patterns)),
        )
        for row_id, text in db.session.execute(statement).all():
            better = put_right(text)
            if better != text:
                fill(name, [row_id], move.new.id, {column: better})
                made += 1
    return made
