"""A passkey in software: answers as a browser with an authenticator does (WebAuthn, ES256, no attestation)."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url


class SoftKey:
    """One key pair; `counter` is what it claims to have signed so far."""

    def __init__(self, rp_id: str, origin: str) -> None:
        self.rp_id, self.origin, self.counter = rp_id, origin, 0
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _authenticator_data(self, flags: int) -> bytes:
        head = hashlib.sha256(self.rp_id.encode()).digest()
        return head + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _answer(self, response: dict[str, bytes]) -> str:
        named = {name: bytes_to_base64url(value) for name, value in response.items()}
        key_id = bytes_to_base64url(self.id)
        made = {"id": key_id, "rawId": key_id, "type": "public-key", "response": named}
        return json.dumps(made | {"clientExtensionResults": {}})

    def make(self, options: dict[str, Any]) -> str:
        """The answer to the options of `create`."""
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        told = self._authenticator_data(0x45) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told + cbor2.dumps(cose)})
        client = self._client_data("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": client, "attestationObject": attested})

    def show(self, options: dict[str, Any]) -> str:
        """The answer to the options of `get`."""
        self.counter += 1
        client = self._client_data("webauthn.get", options["challenge"])
        told = self._authenticator_data(0x05)
        signature = self.key.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": told, "signature": signature})
