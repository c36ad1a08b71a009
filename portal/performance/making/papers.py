"""Papers of made-up dossiers: rows, and a blank page sealed for each, so that all that opens papers works."""

from __future__ import annotations

import io
import os
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from random import Random
from typing import Any

from portal.dossiers.states import ONLINE
from portal.dossiers.submissions import AT_COUNTER, RESULT, REUSED, UPLOAD
from portal.papers import models
from portal.papers.owners import owner_mark
from portal.papers.service import digest_of, purpose_of
from portal.papers.store import Papers, PaperStore
from portal.performance.making.living import Life
from portal.sealing.envelope import seal
from portal.services.definition.answers import papers_needed
from portal.services.definition.shapes import PaperKind
from portal.tenancy.owned import new_id

OPTIONAL, SCANNED, AGAIN, SIGNED = 0.3, 0.6, 0.35, 0.9
MIME = "application/pdf"


@cache
def blank_page() -> bytes:
    """A PDF of one white page. The library comes with the first: it takes 6 MB, and web processes make none."""
    out = io.BytesIO()
    with import_module("pikepdf").new() as made:
        made.add_blank_page(page_size=(595, 842))
        made.save(out)
    return out.getvalue()


class Cabinet:
    """Rows of papers that wait to be written, and what each person handed in before."""

    def __init__(self, tenant_id: int, store: Papers) -> None:
        self.tenant_id, self.store = tenant_id, store
        self.rows: list[dict[str, Any]] = []
        self._held: dict[tuple[str, str], int] = {}
        self._digest = digest_of(blank_page())

    def hand_in(self, life: Life, chance: Random) -> None:
        """The papers of a life's case, as citizens or the counter hand them in."""
        dossier, definition = life.dossier, life.service.definition
        places = {one.key: at for at, one in enumerate(definition.papers)}
        online = dossier["channel"] == ONLINE
        for one in papers_needed(definition, dossier["answers"], dossier["guide_answers"]):
            if not one.required and chance.random() > OPTIONAL:
                continue
            source, paper_id = self._given(life, one, online, chance)
            life.add(
                "paper",
                paper_key=one.key,
                paper_id=paper_id,
                title=one.name[:500],
                source=source,
                position=places[one.key],
                originals=0 if online else one.originals,
                copies=0 if online else max(one.copies, 0 if one.originals else 1),
                added_at=dossier["submitted_at"],
            )

    def _given(self, life: Life, one: PaperKind, online: bool, chance: Random) -> tuple[str, int | None]:
        mine = (life.who.applicant.identity, one.kind or one.key)
        if mine in self._held and chance.random() < AGAIN:
            return REUSED, self._held[mine]
        if not online and chance.random() > SCANNED:
            return AT_COUNTER, None
        source = models.UPLOAD if online else models.SCAN
        kept = self._keep(life, one.kind or one.key, one.name, source, life.dossier["submitted_at"])
        if life.who.applicant.identity and one.kind:
            self._held[mine] = kept
        return UPLOAD if online else AT_COUNTER, kept

    def results(self, life: Life, chance: Random) -> None:
        """The result of a life that was signed, as a document in most cases; always where it has a template."""
        signed, key = life.dossier["signed_at"], life.dossier["outcome_key"]
        outcome = next((one for one in life.service.definition.outcomes if one.key == key), None)
        if signed is None or outcome is None or (not outcome.template and chance.random() > SIGNED):
            return
        paper_id = self._keep(life, outcome.kind or "ket-qua", outcome.name, models.RESULT, signed)
        life.add(
            "paper",
            paper_key=f"result:{outcome.key}"[:60],
            paper_id=paper_id,
            title=outcome.name[:500],
            source=RESULT,
            position=1000,
            accepted=True,
            added_at=signed,
        )

    def _keep(self, life: Life, kind: str, title: str, source: str, at: datetime) -> int:
        number = new_id()
        self.rows.append(
            {
                "tenant_id": self.tenant_id,
                "id": number,
                "owner_mark": owner_mark(life.who.applicant.identity),
                "citizen_id": life.dossier["citizen_id"],
                "kind": kind[:60],
                "name": f"{title[:80]}.pdf",
                "source": source,
                "path": self.store.fresh_path(self.tenant_id),
                "mime": MIME,
                "size": len(blank_page()),
                "pages": 1,
                "digest": self._digest,
                "state": models.READY,
                "reading": models.WORDLESS,
                "accepted": True,
                "kept_at": at,
                "forget_on": at.date() + timedelta(days=366 * life.service.definition.keep_years),
            }
        )
        return number

    def write(self) -> list[dict[str, Any]]:
        """Write the bytes of the rows that wait, and answer the rows. They reach the disk with `sync`."""
        rows, self.rows = self.rows, []
        for row in rows:
            if not isinstance(self.store, PaperStore):
                self.store.write(row["path"], seal(purpose_of(row["id"]), blank_page()))
                continue
            place = self.store.place(row["path"])
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(seal(purpose_of(row["id"]), blank_page()))
        if rows:
            os.sync()
        return rows

    def drop(self, rows: list[dict[str, Any]]) -> None:
        """Take bytes away whose rows were not committed."""
        for row in rows:
            self.store.remove(row["path"])
