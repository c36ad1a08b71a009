"""Secrets of the accounts at rest: keys derived from the installation's key, sealed texts, hashed tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def derived_key(purpose: str) -> bytes:
    """32 bytes that belong to this purpose alone, made from SECRET_KEY (HKDF-SHA256)."""
    root = str(current_app.config["SECRET_KEY"]).encode()
    return HKDF(SHA256(), 32, None, f"cong-lang accounts {purpose}".encode()).derive(root)


def keyed_digest(purpose: str, text: str) -> bytes:
    """The HMAC-SHA256 of a text under the key of a purpose."""
    return hmac.digest(derived_key(purpose), text.encode(), "sha256")


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key(purpose)))


def seal(purpose: str, text: str) -> str:
    """The text, encrypted and authenticated, for the database."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """The text of `seal`; None if it was sealed under another key (SECRET_KEY was changed)."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def new_token() -> str:
    """A secret for a link or a cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a token; enough, since tokens are too long to be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
