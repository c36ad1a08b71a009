"""Who a certificate names, whatever encoding its issuer used."""

from __future__ import annotations

import unicodedata
from typing import Any

from asn1crypto import x509

_WIDE = {"BMPString", "UniversalString"}
MAX_TEXT = 300


def text_of(value: Any) -> str:
    """A string of a certificate as text in NFC.

    Issuers put UTF-8 into types that are meant for Latin letters (T61String, PrintableString); that is read as UTF-8
    where it is valid UTF-8, and as Latin-1 else.
    """
    chosen = getattr(value, "chosen", value)
    if type(chosen).__name__ in _WIDE:
        found = str(chosen.native)
    else:
        raw = bytes(chosen.contents or b"")
        try:
            found = raw.decode("utf-8")
        except UnicodeDecodeError:
            found = raw.decode("latin-1")
    kept = "".join(one for one in found if one.isprintable())
    return unicodedata.normalize("NFC", " ".join(kept.split()))[:MAX_TEXT]


def names(name: x509.Name) -> dict[str, list[str]]:
    """All values of a distinguished name by the kind of attribute ("common_name", "title", …)."""
    found: dict[str, list[str]] = {}
    for rdn in name.chosen:
        for one in rdn:
            kind = one["type"].native
            if words := text_of(one["value"]):
                found.setdefault(kind, []).append(words)
    return found


def describe(cert: x509.Certificate) -> dict[str, Any]:
    """The fields of a report that a signer's certificate tells."""
    subject, issuer = names(cert.subject), names(cert.issuer)

    def first(kind: str, of: dict[str, list[str]] = subject) -> str:
        return of.get(kind, [""])[0]

    return {
        "signer": first("common_name") or first("organization_name") or first("email_address"),
        "organisation": first("organization_name"),
        "units": subject.get("organizational_unit_name", []),
        "title": first("title"),
        "email": first("email_address"),
        "place": first("locality_name") or first("state_or_province_name"),
        "issuer": first("common_name", issuer) or first("organization_name", issuer),
        "serial": f"{cert.serial_number:x}",
        "valid_from": cert.not_valid_before.isoformat(),
        "valid_to": cert.not_valid_after.isoformat(),
    }
