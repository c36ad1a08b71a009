"""An administrative procedure as an importer reads it: plain data, no database."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as made
from datetime import date

CHANNELS = ("truc-tiep", "truc-tuyen", "buu-chinh")
LEVELS = ("bộ", "tỉnh", "huyện", "xã", "khác")


@dataclass(frozen=True)
class Way:
    """One way of handing in: `channel` is one of CHANNELS; time and fee as the source words them."""

    channel: str
    time: str = ""
    fee: str = ""
    note: str = ""

    @property
    def time_has_unit(self) -> bool:
        """False when the source gives a bare number ("1"), of which nobody can say what it counts."""
        return not self.time.isdecimal()


@dataclass(frozen=True)
class Paper:
    """One paper of a dossier; `form` holds names of form files, one a line.

    `originals` and `copies` are None where the source states no quantity at all.
    """

    name: str
    form: str = ""
    originals: int | None = None
    copies: int | None = None
    note: str = ""


@dataclass(frozen=True)
class PaperCase:
    """The papers of one case; `case` is "" where the source names none."""

    case: str
    items: list[Paper] = made(default_factory=list)


@dataclass(frozen=True)
class LegalBasis:
    """A legal document that a procedure rests on.

    `number` is the bare number ("32/2024/QH15"), "" where none is certain; `stated` is the source's own
    cell where it differs ("Luật số 32/2024/QH15").
    """

    number: str
    title: str
    stated: str = ""
    issued: date | None = None
    issuer: str = ""


@dataclass(frozen=True)
class ProcedureRecord:
    """One procedure. Texts are NFC; what the source does not know is "", an empty list or None."""

    code: str
    name: str
    decision: str = ""
    levels: list[str] = made(default_factory=list)
    kind: str = ""
    field: str = ""
    subjects: list[str] = made(default_factory=list)
    executing_agency: str = ""
    competent_agency: str = ""
    coordinating_agency: str = ""
    authorised_agency: str = ""
    place: str = ""
    steps_markdown: str = ""
    ways: list[Way] = made(default_factory=list)
    papers: list[PaperCase] = made(default_factory=list)
    legal_basis: list[LegalBasis] = made(default_factory=list)
    results: list[str] = made(default_factory=list)
    result_codes: list[str] = made(default_factory=list)
    """The code of each result, in the order of `results`; "" where it has none."""
    conditions: str = ""
    keywords: list[str] = made(default_factory=list)
    description: str = ""
    related: list[str] = made(default_factory=list)
    source_url: str = ""
