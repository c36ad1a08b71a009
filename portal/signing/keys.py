"""The keys that this installation signs with: `instance/keys/signing/<tenant>.p12` or `.toml`, else `default`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from portal.config import Settings
from portal.signing.trust import is_for_trying

FOLDER = Path("keys") / "signing"
DEFAULT = "default"
_TOKEN = {"module": str, "token": str, "certificate": str, "key": str, "pin": str}


class KeyUnusable(RuntimeError):
    """There is a key, but nothing can be signed with it; the message says why to an administrator."""


@dataclass(frozen=True)
class SigningKey:
    """What the child needs to sign (`order`), and whose name the stamp shows (of a token: its certificate's label)."""

    order: dict[str, str]
    holder: str
    organisation: str


def find_key(settings: Settings, tenant: str) -> SigningKey | None:
    """The key of a tenant, else that of the installation; None where there is neither.

    Of a PKCS#12 file the passphrase stands in `<name>.pass` beside it, else in PORTAL_SIGNING_PASSPHRASE. Raises
    KeyUnusable for one that can't be opened, has ended, or is for trying out only while `development` is off.
    """
    folder = settings.instance_path / FOLDER
    for name in (tenant, DEFAULT):
        if (path := folder / f"{name}.p12").is_file():
            return open_pkcs12(path, passphrase_of(path, settings), development=settings.development)
        if (path := folder / f"{name}.toml").is_file():
            return _token(path, passphrase_of(path, settings))
    return None


def has_key(settings: Settings, tenant: str) -> bool:
    """Whether a key of the tenant, or of the installation, lies there; it is not opened, which takes its time."""
    folder = settings.instance_path / FOLDER
    return any(
        (folder / f"{name}.{kind}").is_file() for name in (tenant, DEFAULT) for kind in ("p12", "toml")
    )


def find_personal_key(settings: Settings, tenant: str, person: int) -> SigningKey | None:
    """The key of a person of a tenant (`<tenant>.<number of the account>.p12` or `.toml`), None where there is none:
    nothing else stands in for it. Raises KeyUnusable."""
    folder, name = settings.instance_path / FOLDER, f"{tenant}.{person}"
    if (path := folder / f"{name}.p12").is_file():
        beside = folder / f"{name}.pass"
        passphrase = (
            beside.read_text(encoding="utf-8").strip() if beside.is_file() else settings.signing_passphrase
        )
        return open_pkcs12(path, passphrase, development=settings.development)
    if (path := folder / f"{name}.toml").is_file():
        return _token(path, settings.signing_passphrase)
    return None


def passphrase_of(path: Path, settings: Settings) -> str:
    """What opens a key: the file `<name>.pass` beside it, else PORTAL_SIGNING_PASSPHRASE. Raises OSError."""
    beside = path.with_suffix(".pass")
    if beside.is_file():
        return beside.read_text(encoding="utf-8").strip()
    return settings.signing_passphrase


def open_pkcs12(path: Path, passphrase: str, *, development: bool) -> SigningKey:
    """A PKCS#12 file as signing key. Raises KeyUnusable."""
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(
            path.read_bytes(), passphrase.encode() or None
        )
    except (OSError, ValueError) as error:
        raise KeyUnusable(f"Không mở được khóa ký {path.name}: sai mật khẩu hoặc tệp hỏng.") from error
    if key is None or certificate is None:
        raise KeyUnusable(f"Tệp {path.name} không có đủ khóa và chứng thư.")
    if is_for_trying(certificate) and not development:
        raise KeyUnusable(
            f"Khóa {path.name} chỉ để chạy thử (KHÔNG DÙNG THẬT); muốn thử hãy đặt PORTAL_DEVELOPMENT=1."
        )
    if not certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc:
        raise KeyUnusable(f"Chứng thư của khóa {path.name} đã hết hạn hoặc chưa có hiệu lực.")
    order = {"kind": "pkcs12", "path": str(path.resolve()), "passphrase": passphrase}
    return SigningKey(
        order, _of(certificate, NameOID.COMMON_NAME), _of(certificate, NameOID.ORGANIZATION_NAME)
    )


def _of(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _token(path: Path, pin: str) -> SigningKey:
    """A PKCS#11 token from a TOML file with module, token, certificate, key (labels), pin. Raises KeyUnusable."""
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KeyUnusable(f"Không đọc được {path.name}: phải là TOML.") from error
    values = {name: told[name] for name in _TOKEN if isinstance(told.get(name), str)}
    if not {"module", "token", "certificate"} <= set(values):
        raise KeyUnusable(f"{path.name} phải có module, token và certificate.")
    order = {"kind": "pkcs11", "key": values["certificate"], "pin": pin} | values
    return SigningKey(order, values["certificate"], values["token"])
