"""Canaries in every free text of every portal: what no other portal may ever show.

What is a text is read from the schema: a column that holds words is planted, unless it is named here with the reason
why it holds none of its own. A portal below may see rows that its district shares: they carry another word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask
from sqlalchemy import JSON, String, Table, Text, UniqueConstraint, select, update

from portal.extensions import Base, db
from portal.sealing.columns import SealedJSON, SealedText
from portal.tenancy.directory import directory
from portal.tenancy.owned import TenantRow, TenantShared
from portal.tenancy.scope import system_task
from portal.web.freshness import versions

CHAINED = ("audit_", "proof_", "ledger_", "witnessed_")
"""Tables whose rows are hashed into each other: their texts are those of the things, and may not be touched."""
NEVER_SHOWN = frozenset({"job"})
"""Tables whose texts name what is done: a foreign word in them would be no name of anything."""
READ_BELOW = frozenset({"indicator", "indicator_target"})
"""Tables of a catalogue that the district keeps for its communes: they read all of it, shared or not."""
SHORTEST = 40  # letters; what is shorter is a key, a state or a code
NOT_FREE = re.compile(
    r"(slug|sha256|hash|digest|mime|path|url|address_key|natural_key|key|kind|state|mark|token|code|hosts?|act"
    r"|status|renditions|verb|way|once|origin|_version)\Z"
)
"""Names of columns that other code compares, looks up or computes."""
MACHINE = {
    "daily_fact.measure": "the name of a measure",
    "daily_fact.dimension": "the key of a part of a measure",
    "dossier.outcome": "a key",
    "dossier_step.outcome": "a key",
    "figure_target.figure": "the name of a figure",
    "legal_document.type": "one of a list",
    "legal_relation.target_type": "one of a list",
    "legal_document.number": "natural_key is made of it",
    "exchange_arrival.receipt": "a sealed answer in XML",
    "exchange_package.receipt": "a sealed answer in XML",
    "exchange_package.payload": "what the package is made of, by keys",
    "indicator_target.unit": "the slug of a portal",
    "moving_source.identity": "compared",
    "old_path.target": "an address",
    "old_path.address": "an address",
    "moving_item.address": "an address",
    "outgoing_document.series": "the name of a book",
    "outgoing_mail.to": "an address",
    "page.section": "one of a list",
    "payment_attempt.reference": "compared",
    "payment_attempt.theirs": "compared",
    "payment_message.message": "compared",
    "payment_message.reference": "compared",
    "procedure.levels": "of a list",
    "register_counter.series": "the name of a book",
    "result_document.series": "the name of a book",
    "result_series.series": "the name of a book",
    "sharing.there": "an address",
    "task.source": "leads to a document",
    "watch_rule.quantity": "the name of a figure",
    "quality_link.address": "an address",
    "search_promoted.target": "an address",
    "invitation.email": "an address",
    "voice_person.email": "an address",
    "alert.on_portals": "numbers of portals",
    "counter_person.units": "compared with the units of services",
    "dataset_version.columns": "names of fields",
    "dataset_version.sizes": "numbers",
    "incoming_document.answers": "numbers of documents",
    "incoming_document.former": "what an update changed, by names of fields",
    "incoming_document.wanted": "what an update wants, by names of fields",
    "indicator.collected_from": "slugs of portals",
    "indicator.part_of": "the code of another one",
    "indicator.rate_of": "the code of another one",
    "intake_file.outline": "places in the text",
    "intake_file.signatures": "reports of signatures",
    "invitation.roles": "names of roles",
    "legal_relation.anchor": "an address within a text",
    "legal_relation.target_anchors": "addresses within a text",
    "moving_source.found": "counts",
    "moving_source.mapping": "slugs of sections",
    "moving_source.media_place": "a folder",
    "moving_source.place": "a folder or an address",
    "moving_source.summary": "counts",
    "moving_item.troubles": "names of faults, with addresses",
    "outgoing_document.addressed": "identifiers of offices",
    "paper.issued_on": "a day",
    "quality_day.counts": "numbers",
    "signature_check.reports": "what a child process says of signatures",
    "voice_case.suspicion": "names of rules",
    "work_year.hours": "hours",
    "work_year.off": "days and reasons of a fixed list",
    "work_year.worked": "days",
    "correction.removed": "numbers of files",
    "dossier_draft.papers": "numbers of papers",
    "intake_file.notes": "names of faults",
    "intake_file.proposals": "fields with places, by their names",
}
FILLED: dict[str, Any] = {
    "dossier.delivery_address": {"detail": "{word}"},
    "dossier.decision": {"outcome": "xac-nhan", "values": {"noi-dung": "{word}"}, "note": "{word}"},
    "dossier.guide_answers": {"hoi": "{word}"},
    "dossier_draft.applicant": {"name": "{word}"},
    "dossier_draft.answers": {"ho-ten": "{word}"},
    "dossier_draft.guide_answers": {"hoi": "{word}"},
    "dossier_draft.delivery_address": {"detail": "{word}"},
    "intake_page.words": [["{word}", 0.1, 0.1, 0.2, 0.2]],
    "media_file.former_names": ["{word}"],
    "outgoing_document.to_places": ["{word}"],
    "paper.fields": {"name": "{word}"},
    "procedure.keywords": ["{word}"],
    "procedure.results": ["{word}"],
    "procedure.subjects": ["{word}"],
    "referred.thread": [
        {
            "side": "above",
            "kind": "ask",
            "text": "{word}",
            "by": "{word}",
            "key": 1,
            "at": "2026-11-30T00:00:00",
        }
    ],
    "search_query.spellings": {"{word}": 1},
    "working_copy.base": {"title": "{word}"},
}
"""What is put into columns of JSON that nothing filled."""
ANY_KEY = frozenset({"dossier", "dossier_draft", "dossier_form", "result_document"})
"""Tables whose JSON has keys of forms: every value is somebody's words."""
KEYS_OF_JSON = frozenset(
    (
        *("title", "lead", "body", "summary", "text", "name", "note", "by", "question", "label", "answer"),
        *("subject", "description", "author", "caption", "alt", "responsible", "detail", "reason", "lines"),
        *("heading", "intro", "excerpt", "opinions", "group"),
    )
)
"""Keys whose values are words, in columns that hold JSON."""
DEFINED = {
    "service_version": frozenset({"title", "label", "note", "help"}),
    "result_template_version": frozenset({"title", "label", "body"}),
}
"""The same in definitions, whose other keys name parts of them."""


def is_text(table: Table, column: Any) -> bool:
    """Whether the column holds words that somebody wrote, by its type, its length and its name."""
    kind = type(column.type)
    if kind in {SealedText, SealedJSON}:
        return True
    if column.primary_key or f"{table.name}.{column.name}" in MACHINE or NOT_FREE.search(column.name):
        return False
    if kind is JSON:
        return True
    is_words = kind in {String, Text} and (column.type.length or 1000) >= SHORTEST
    return is_words and not any(
        column.name in one.columns for one in table.constraints if isinstance(one, UniqueConstraint)
    )


def owned() -> Iterator[Table]:
    """Every table whose rows belong to portals."""
    for mapper in Base.registry.mappers:
        owner: Any = mapper.class_
        if issubclass(owner, TenantRow):
            yield db.metadata.tables[owner.__tablename__]


def planted_tables() -> Iterator[tuple[Table, list[Any]]]:
    """The tables whose texts may be changed, with the columns that hold texts."""
    for table in owned():
        if table.name not in NEVER_SHOWN and not table.name.startswith(CHAINED):
            columns = [one for one in table.columns if is_text(table, one)]
            if columns:
                yield table, columns


def word_of(slug: str, *, shared: bool = False) -> str:
    """The word that only this portal's texts hold; of rows that it shares downward, another one."""
    return f"{'SHARED' if shared else 'CANARY'}-{slug}-"


def _keys(table: Table) -> frozenset[str] | None:
    """The keys whose values are words in the table's JSON; None: all of them."""
    return None if table.name in ANY_KEY else DEFINED.get(table.name, KEYS_OF_JSON)


def _with(word: str, value: Any, keys: frozenset[str] | None) -> Any:
    """The value with the word before each text in it; None where there is none."""
    if isinstance(value, str):
        return f"{word} {value}" if value else None
    found: Any = None
    if isinstance(value, dict):
        found = {key: _inner(word, key, one, keys) for key, one in value.items()}
    elif isinstance(value, list):
        found = [_inner(word, "", one, keys) for one in value]
    return found if found != value else None


def _inner(word: str, key: str, value: Any, keys: frozenset[str] | None) -> Any:
    if isinstance(value, str) and keys is not None and key not in keys:
        return value
    made = _with(word, value, keys)
    return value if made is None else made


def _filled(word: str, shape: Any) -> Any:
    """The shape with the word in its places."""
    if isinstance(shape, dict):
        return {_filled(word, key): _filled(word, one) for key, one in shape.items()}
    if isinstance(shape, list):
        return [_filled(word, one) for one in shape]
    return shape.replace("{word}", word) if isinstance(shape, str) else shape


def _empty(table: Table, column: Any, word: str) -> Any:
    """What is put where nothing stands; None where nothing can be."""
    if isinstance(column.type, JSON | SealedJSON):
        return _filled(word, FILLED.get(f"{table.name}.{column.name}"))
    return word


class Planting:
    """Begins every free text of every tenant-owned row with its portal's word, and counts where."""

    def __init__(self) -> None:
        self.portals = {one.id: one.slug for one in directory().all()}
        self.counts: dict[str, dict[str, int]] = {}
        kinds = [one for one in Base.registry.mappers if issubclass(one.class_, TenantShared)]
        self._shared = {one.class_.__tablename__ for one in kinds}

    def table(self, table: Table, columns: Iterable[Any]) -> None:
        """Plant one table: first the texts that stand there, then columns that are empty in every row of a portal."""
        also = [table.c.shared] if table.name in self._shared else []
        rows = list(db.session.execute(select(*table.primary_key.columns, *columns, *also)))
        below = table.name in READ_BELOW
        words = [
            word_of(self.portals[row.tenant_id], shared=below or bool(also and row.shared)) for row in rows
        ]
        made: list[dict[str, Any]] = [{} for _row in rows]
        for column in columns:
            kept = [
                _with(word, getattr(row, column.name), _keys(table))
                for word, row in zip(words, rows, strict=True)
            ]
            full = {row.tenant_id for row, value in zip(rows, kept, strict=True) if value is not None}
            for at, (word, row, value) in enumerate(zip(words, rows, kept, strict=True)):
                value = value if row.tenant_id in full else _empty(table, column, word)
                if value is not None:
                    made[at][column.name] = value
                    self._count(f"{table.name}.{column.name}", self.portals[row.tenant_id])
        for row, values in zip(rows, made, strict=True):
            if values:
                key = [column == row[at] for at, column in enumerate(table.primary_key.columns)]
                db.session.execute(update(table).where(*key).values(values))

    def _count(self, column: str, slug: str) -> None:
        of_column = self.counts.setdefault(column, {})
        of_column[slug] = of_column.get(slug, 0) + 1


def plant(app: Flask) -> dict[str, dict[str, int]]:
    """Plant everything; how many texts of each portal (by slug): {"news_item.title": {"tam-hai": 3}}."""
    with app.app_context(), system_task("thử: chữ đánh dấu"):
        planting = Planting()
        for table, columns in planted_tables():
            planting.table(table, columns)
        db.session.commit()
        versions().bump(planting.portals)
        return planting.counts
