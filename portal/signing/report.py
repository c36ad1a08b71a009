"""What is known about one signature: JSON-ready, the same in the child's answer, in the table and on the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from dataclasses import field as also
from typing import Any

INTACT, BROKEN, UNREADABLE = "intact", "broken", "unreadable"
TRUSTED, UNKNOWN, EXPIRED, REVOKED = "trusted", "unknown", "expired", "revoked"
_INTEGRITY = {INTACT, BROKEN, UNREADABLE}
_CHAIN = {TRUSTED, UNKNOWN, EXPIRED, REVOKED}
_CHANGE = {"none", "harmless", "harmful"}
_KIND = {"approval", "certification", "timestamp"}
_COVERS = {"file", "revision", "part"}
MAX_TEXT = 400
MAX_LIST = 20


@dataclass(frozen=True)
class Stamped:
    """A timestamp: the instant (ISO 8601), the authority, whether it is intact, how its certificate stands."""

    at: str = ""
    authority: str = ""
    intact: bool = False
    chain: str = UNKNOWN


@dataclass(frozen=True)
class SignatureReport:
    """One signature of a PDF.

    `kind`: approval, certification, timestamp. `covers`: file (all of it), revision (number `revision` of `revisions`),
    part. `integrity`: intact, broken (the signed bytes are others now), unreadable. `change`: none, harmless or harmful
    after this signature; `change_kinds`: signature, form, ltv, content, permission, appended. `chain`: trusted (to
    `root`), unknown, expired, revoked. Instants are ISO 8601 with offset, "" where unknown. `weak`: SHA-1, MD5 or a
    short key was used. `problem` names what could not be found out.
    """

    field: str = ""
    kind: str = "approval"
    signer: str = ""
    organisation: str = ""
    units: list[str] = also(default_factory=list)
    title: str = ""
    email: str = ""
    place: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: str = ""
    valid_to: str = ""
    reason: str = ""
    location: str = ""
    claimed_at: str = ""
    timestamp: Stamped | None = None
    covers: str = "part"
    revision: int = 0
    revisions: int = 0
    integrity: str = UNREADABLE
    change: str = "harmful"
    change_kinds: list[str] = also(default_factory=list)
    chain: str = UNKNOWN
    root: str = ""
    revoked_at: str = ""
    algorithm: str = ""
    weak: bool = False
    subfilter: str = ""
    level: str = ""
    problem: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the file is not what was signed, beyond what is harmless."""
        return self.integrity == BROKEN or (self.integrity == INTACT and self.change == "harmful")

    @property
    def signed_at(self) -> str:
        """The instant of the timestamp where it is intact, else what the signer claims."""
        return self.timestamp.at if self.timestamp and self.timestamp.intact else self.claimed_at

    def as_json(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)


def from_json(data: Any) -> SignatureReport:
    """A report from JSON data that may be foreign: unknown keys are dropped, wrong types and codes replaced."""
    if not isinstance(data, dict):
        return SignatureReport(problem="answer")
    values: dict[str, Any] = {}
    blank = SignatureReport()
    for one in fields(SignatureReport):
        if one.name == "timestamp":
            values[one.name] = _stamped(data.get("timestamp"))
            continue
        given, usual = data.get(one.name), getattr(blank, one.name)
        values[one.name] = _like(given, usual)
    for name, codes in (
        ("integrity", _INTEGRITY), ("chain", _CHAIN), ("change", _CHANGE), ("kind", _KIND), ("covers", _COVERS),
    ):  # fmt: skip
        if values[name] not in codes:
            values[name] = getattr(blank, name)
    return SignatureReport(**values)


def _stamped(data: Any) -> Stamped | None:
    if not isinstance(data, dict):
        return None
    blank = Stamped()
    read = Stamped(
        **{one.name: _like(data.get(one.name), getattr(blank, one.name)) for one in fields(Stamped)}
    )
    return read if read.chain in _CHAIN else None


def _like(given: Any, usual: Any) -> Any:
    """`given` where it is of the type of `usual`, cut to a bounded length; else `usual`."""
    if type(given) is not type(usual):
        return usual
    if isinstance(given, str):
        return given[:MAX_TEXT]
    if isinstance(given, list):
        return [one[:MAX_TEXT] for one in given[:MAX_LIST] if isinstance(one, str)]
    return given


def read_all(data: Iterable[Any]) -> list[SignatureReport]:
    """Reports from stored JSON."""
    return [from_json(one) for one in data]
