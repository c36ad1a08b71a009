"""Keys, tokens and digests give 128 bits of security at least; what is given from outside and gives less is told."""

from __future__ import annotations

import ast
import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from flask import Flask

from portal.accounts.sealing import derived_key, keyed_digest, new_token
from portal.config import InvalidSetting, Settings, secret_key
from portal.exchange.carrying.own_keys import inside_key
from portal.sealing.keyring import keyring
from portal.signing.keys import FOLDER
from portal.signing.strength import below, bits_of
from portal.upkeep.checking import NOTICE
from portal.upkeep.keys import KEY_BYTES, SHORTEST_PASSPHRASE, of_passphrase
from portal.upkeep.running import run_checks
from tests.conftest import ROOT

SHORT = {
    "portal/alerts/service.py": "the end of an address that anybody may read",
    "portal/accounts/known_devices.py": "the name of a device, in a cookie that is signed",
    "portal/durable.py": "the name of a file until it is whole",
    "portal/exchange/directives/shown.py": "tells two sendings of one form apart",
    "portal/jobs/presence.py": "tells two processes apart",
    "portal/payments/codes.py": "tells two payments of a dossier apart, on the bank's statement",
    "portal/payments/simulator/service.py": "the simulator's number of a payment",
    "portal/performance/making/world.py": "a password that opens nothing, of people made up for measuring",
    "portal/tenancy/owned.py": "numbers of rows, which open nothing",
    "portal/twin/files.py": "the name of a file until it is whole",
    "portal/upkeep/repository.py": "the name of a file until it is whole, and of a folder of backups",
    "portal/voice/defence/tokens.py": "tells two slips apart, which are signed",
    "portal/web/rates.py": "tells two visits of a moment apart",
}
"""Where fewer than 16 bytes of chance are enough, since they keep no secret."""
MAKERS = {"secrets.token_urlsafe", "secrets.token_bytes", "secrets.token_hex", "os.urandom"}


def _short_ones() -> set[str]:
    found = set()
    for path in sorted((ROOT / "portal").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in MAKERS:
                size = node.args[0] if node.args else ast.Constant(32)
                if isinstance(size, ast.Constant) and int(str(size.value)) < 16:
                    found.add(str(path.relative_to(ROOT)))
    return found


@pytest.mark.asvs("11.2.3", "11.5.1")
def test_chance_of_fewer_than_128_bits_keeps_no_secret() -> None:
    assert _short_ones() == set(SHORT)


@pytest.mark.asvs("11.2.3")
@pytest.mark.database
def test_keys_and_tokens_of_our_own_have_128_bits_at_least(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        keys = keyring().keys()
        assert min(map(len, (*keys.sealing.values(), keys.marking))) * 8 >= 256
        assert len(derived_key("a")) * 8 >= 256 and len(keyed_digest("a", "b")) * 8 >= 256
        inside = inside_key()
        assert inside is not None and bits_of(inside.certificate) >= 128
    assert len(base64.urlsafe_b64decode(new_token() + "=")) * 8 >= 256
    assert len(bytes.fromhex(secret_key(Settings(instance=str(tmp_path))))) * 8 >= 256
    assert len(of_passphrase("x" * SHORTEST_PASSPHRASE, b"0" * 16).derived("a")) == KEY_BYTES >= 16


@pytest.mark.asvs("11.2.3")
def test_a_short_key_of_the_installation_is_refused() -> None:
    with pytest.raises(InvalidSetting, match="PORTAL_SECRET_KEY"):
        Settings.from_environment({"PORTAL_SECRET_KEY": "f" * 31})
    assert Settings.from_environment({"PORTAL_SECRET_KEY": "f" * 32}).secret_key == "f" * 32
    assert Settings.from_environment({"PORTAL_SECRET_KEY": ""}).secret_key == ""  # made by the system then


def _certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name, begin = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Khóa")]), datetime.now(UTC)
    return x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), begin, begin + timedelta(days=1)
    ).sign(key, hashes.SHA256())


def _lay(settings: Settings, name: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    folder = settings.instance_path / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    kept = serialization.BestAvailableEncryption(b"mat-khau")
    raw = pkcs12.serialize_key_and_certificates(b"khoa", key, _certificate(key), None, kept)
    (folder / f"{name}.p12").write_bytes(raw)
    (folder / f"{name}.pass").write_text("mat-khau\n", encoding="utf-8")


@pytest.mark.asvs("11.2.3")
def test_a_signing_key_below_128_bits_is_told(app: Flask) -> None:
    """A certificate is given by an authority: a key of RSA 2048 works (112 bits), and flask check says so."""
    settings: Settings = app.config["PORTAL"]
    _lay(settings, "default", rsa.generate_private_key(65537, 2048))
    _lay(settings, "tam-hai.7", ec.generate_private_key(ec.SECP256R1()))
    _lay(settings, "tam-hai", rsa.generate_private_key(65537, 3072))
    (settings.instance_path / FOLDER / "broken.p12").write_bytes(b"nothing")
    assert below(settings) == {"default.p12": 112}
    assert below(replace(settings, instance=str(settings.instance_path / "none"))) == {}
    with app.app_context():
        checked = run_checks(lambda *_told: None, only=("keys.strength",))
    assert [(one.weight, one.examples) for one in checked.findings] == [(NOTICE, ("default.p12 (112 bit)",))]
    assert checked.exit_status == 0
