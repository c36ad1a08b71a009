"""The parts of a definition. Keys are short names of letters, digits and hyphens, unique within their list; amounts are
đồng, hours are working hours (8 a working day), `when` is a condition on answers and guide answers (conditions.py)."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.services.definition.conditions import Condition

FULL, PARTLY, INFORMATION = "toan-trinh", "mot-phan", "thong-tin"
LEVELS = (FULL, PARTLY, INFORMATION)
"""Levels of online service (Decree 42/2022/NĐ-CP, article 11): whole way online, a part of it, only information."""

FIELD_KINDS = (
    "text",  # one line
    "long-text",
    "person-name",
    "date",  # ISO in answers
    "number",  # int
    "money",  # int, đồng
    "choice",  # value of an option
    "many",  # list of values
    "yes-no",  # bool
    "identity",  # 12 digits of a citizen's identity card, or 9 of the older one
    "phone",
    "email",
    "address",  # {"detail", "commune", "province"}
    "rows",  # list of answers to `fields` (members of a household, copies of papers)
    "note",  # nothing is asked; `help` is shown
)
ROLES = ("counter_clerk", "case_officer", "signatory")
ONLINE, IN_PERSON, BY_POST = "truc-tuyen", "truc-tiep", "buu-chinh"
CHANNELS = (ONLINE, IN_PERSON, BY_POST)
"""Ways of handing in."""
VERBS = ("pass", "ask", "refuse", "pay", "decide", "sign", "return", "refer")
"""What a step may let its holder do: pass on, ask for completion, refuse, ask for payment, fill in the result, sign it,
hand it out, have another agency do a step."""


@dataclass(frozen=True)
class Option:
    """A value to choose, its label, and a remark below it."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Field:
    """A question of the form. `known` names what an account knows already ("name", "identity", "born", "phone",
    "email", "address"); `least`/`most` bound numbers, lengths or counts of rows; dates may be bounded by `earliest` and
    `latest` (ISO, or "today")."""

    key: str
    label: str
    kind: str = "text"
    help: str = ""
    required: bool = False
    when: Condition | None = None
    options: tuple[Option, ...] = ()
    fields: tuple[Field, ...] = ()
    known: str = ""
    least: int | None = None
    most: int | None = None
    earliest: str = ""
    latest: str = ""


@dataclass(frozen=True)
class Section:
    """Fields that are asked together on a page of the form."""

    key: str
    title: str
    fields: tuple[Field, ...]
    help: str = ""
    when: Condition | None = None


@dataclass(frozen=True)
class PaperKind:
    """A paper of the dossier. `kind` names what it is wherever it occurs ("giay-chung-sinh"), so that one given
    before can be used again; `formats` are "pdf" and "picture"; `most_mb` bounds a file; `show_original`: compared
    at the counter."""

    key: str
    name: str
    kind: str = ""
    required: bool = True
    when: Condition | None = None
    formats: tuple[str, ...] = ("pdf", "picture")
    most_mb: int = 10
    originals: int = 0
    copies: int = 1
    form: str = ""  # key of a blank to download, or its file name
    note: str = ""
    show_original: bool = False


@dataclass(frozen=True)
class Exemption:
    """Who does not pay, and why (legal source)."""

    when: Condition
    reason: str


@dataclass(frozen=True)
class Fee:
    """What is paid. `kind`: "phi" or "le-phi" (Law on Fees and Charges 97/2015/QH13).

    `per`: "ho-so" once, or the key of a number field by which `amount` is multiplied ("copies"), or a number in the
    rows of a table ("papers.pages"): then each row is paid for. From the `then_from`-th on each costs `then`. `most`
    caps that. What comes of it is multiplied by the number `times`, if one is named (copies of a paper of so many
    pages: Circular 226/2016/TT-BTC, article 4), of the same row where both are in rows.
    """

    key: str
    name: str
    kind: str
    amount: int
    per: str = "ho-so"
    then_from: int | None = None
    then: int | None = None
    most: int | None = None
    times: str = ""
    when: Condition | None = None
    free: tuple[Exemption, ...] = ()
    online: int | None = None  # amount when submitted online, where it is less
    basis: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the process: who (role, unit) has how many working hours, and what they may do. `at`: "own" or "parent"
    (the district's counter); for a step elsewhere `needs` names the fields and papers that go along, nothing else."""

    key: str
    name: str
    role: str
    hours: int
    may: tuple[str, ...] = ("pass",)
    unit: str = ""
    at: str = "own"
    needs: tuple[str, ...] = ()
    instruction: str = ""


@dataclass(frozen=True)
class Outcome:
    """A result: `template` is the key of a result template; `kind` names the paper it becomes for later dossiers."""

    key: str
    name: str
    template: str = ""
    kind: str = ""
    valid_months: int | None = None


@dataclass(frozen=True)
class Question:
    """A plain question of the guide. Its answer counts in conditions as `key`; `fills` is the field it answers."""

    key: str
    text: str
    options: tuple[Option, ...]
    help: str = ""
    when: Condition | None = None
    fills: str = ""


@dataclass(frozen=True)
class Deadline:
    """How long it takes in all: working days (0: the same day, after 15:00 the next one, as Decree 23/2015/NĐ-CP has
    it), or hours; `when` for another time in a case (verification needed)."""

    days: int | None = None
    hours: int | None = None
    when: Condition | None = None
    basis: str = ""
    note: str = ""


@dataclass(frozen=True)
class Definition:
    """A whole service. Of `deadlines` the first whose condition holds counts; the last has none."""

    level: str
    summary: str  # one plain sentence for citizens
    sections: tuple[Section, ...]
    papers: tuple[PaperKind, ...]
    fees: tuple[Fee, ...]
    steps: tuple[Step, ...]
    deadlines: tuple[Deadline, ...]
    outcomes: tuple[Outcome, ...]
    questions: tuple[Question, ...] = ()
    deliveries: tuple[str, ...] = ("truc-tuyen", "tai-quay", "buu-chinh")
    channels: tuple[str, ...] = CHANNELS
    applicant: str = "Người yêu cầu"
    keep_years: int = 20
    purpose: str = ""  # what the data is asked for, told with the consent
    units: tuple[str, ...] = field(default=())
    source: str = ""  # where procedure and times were taken from
