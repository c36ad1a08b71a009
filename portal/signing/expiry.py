"""Until when the certificates of signing keys hold: what nobody notices until the day on which nothing is signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.serialization import pkcs12

from portal.clock import to_local
from portal.config import Settings
from portal.signing.keys import FOLDER


def certificate_ends(settings: Settings, tenant: str) -> dict[str, date | None]:
    """Name of each PKCS#12 file of a tenant (its own key, those of its people) → the last day of its certificate; None
    for one that cannot be opened. Keys on tokens are not seen: their certificates lie on the token."""
    folder = settings.instance_path / FOLDER
    own = [folder / f"{tenant}.p12", *sorted(folder.glob(f"{tenant}.[0-9]*.p12"))]
    return {path.stem: _end_of(path, settings) for path in own if path.is_file()}


def _end_of(path: Path, settings: Settings) -> date | None:
    beside = path.with_suffix(".pass")
    try:
        words = (
            beside.read_text(encoding="utf-8").strip() if beside.is_file() else settings.signing_passphrase
        )
        _key, certificate, _more = pkcs12.load_key_and_certificates(path.read_bytes(), words.encode() or None)
    except (OSError, ValueError):
        return None
    if certificate is None:
        return None
    return to_local(certificate.not_valid_after_utc.replace(tzinfo=None)).date()
