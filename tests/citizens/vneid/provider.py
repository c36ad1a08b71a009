"""A small OpenID Connect provider that is a real HTTP service on loopback: discovery, authorize, token, keys, userinfo.

It checks what a provider must (client, redirect address, PKCE, single use of codes) and misbehaves as a test asks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "cong-nui-thanh", "mat khau: của ứng dụng"
PERSON = {
    "sub": "vneid-1",
    "name": "Nguyễn Thị Sáu",
    "identity_number": "049180001234",
    "birthdate": "1980-11-25",
}


def _part(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _none(claims: dict[str, Any], _provider: Provider) -> str:
    """A token that says it needs no signature."""
    head = {"alg": "none", "typ": "JWT"}
    return f"{_part(json.dumps(head).encode())}.{_part(json.dumps(claims).encode())}."


def _shared_secret(claims: dict[str, Any], provider: Provider) -> str:
    """A token signed with the public key as if it were a secret (the old confusion of RS256 and HS256)."""
    head = {"alg": "HS256", "kid": provider.key.kid}
    body = f"{_part(json.dumps(head).encode())}.{_part(json.dumps(claims).encode())}"
    mac = hmac.digest(provider.key.as_pem(private=False), body.encode(), "sha256")
    return f"{body}.{_part(mac)}"


def _foreign(claims: dict[str, Any], provider: Provider) -> str:
    """A token signed with another key under the same number."""
    other = RSAKey.generate_key(2048, {"kid": provider.key.kid}, private=True)
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, other)


BAD_SIGNATURES: dict[str, Callable[[dict[str, Any], Provider], str]] = {
    "alg none": _none,
    "HS256 with the public key": _shared_secret,
    "another key": _foreign,
}


@dataclass
class Provider:
    """What it says and how it misbehaves: `claims` are laid over the ID token's, `userinfo` over what it says of the
    person, `sign` signs otherwise, `answers` gives a path another status."""

    port: int = 0
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    sign: Callable[[dict[str, Any], Provider], str] | None = None
    asked: list[str] = field(default_factory=list)
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)}, private=True)
    )
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _tokens: set[str] = field(default_factory=set)

    @property
    def issuer(self) -> str:
        """Its name."""
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        """What an installation is configured with."""
        return {
            "vneid_issuer": self.issuer,
            "vneid_client_id": CLIENT,
            "vneid_client_secret": SECRET,
            "inner_servers": f"127.0.0.1:{self.port}",
        }

    def visit(self, address: str) -> str:
        """A person's browser at the authorize address who agrees: where it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code", asked
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def metadata_of(self) -> dict[str, Any]:
        """The discovery document."""
        ends = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "jwks",
            "userinfo_endpoint": "userinfo",
        }
        return {"issuer": self.issuer} | {n: f"{self.issuer}/{p}" for n, p in ends.items()} | self.metadata

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token endpoint."""
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        client, _, secret = (unquote(one) for one in pair.partition(":"))
        if (client, secret) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        held = self._codes.pop(form.get("code", ""), None)  # once
        made = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            held is None
            or held["redirect_uri"] != form.get("redirect_uri")
            or held["code_challenge"] != made.decode().rstrip("=")
        ):
            return 400, {"error": "invalid_grant"}
        now, access = int(time.time()), secrets.token_urlsafe(16)
        self._tokens.add(access)
        claims = {
            "iss": self.issuer, "sub": self.person["sub"], "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": held["nonce"],
        } | self.claims  # fmt: skip
        usual = {"alg": "RS256", "kid": self.key.kid}
        token = self.sign(claims, self) if self.sign else jwt.encode(usual, claims, self.key)
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": token}


@contextmanager
def serving() -> Iterator[Provider]:
    """The provider, until the end."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            if self.path == "/jwks":
                self._say(200, {"keys": [provider.key.as_dict(private=False)]})
            elif self.path == "/.well-known/openid-configuration":
                self._say(200, provider.metadata_of())
            elif self.path == "/userinfo":
                known = self.headers.get("Authorization", "").removeprefix("Bearer ") in provider._tokens
                self._say(200 if known else 401, provider.person | provider.userinfo if known else {})
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*provider.redeem(form, self.headers.get("Authorization", "")))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(provider.answers.get(self.path, status))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
