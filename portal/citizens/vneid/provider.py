"""The provider's side of OpenID Connect: where it is, what it signs with, the exchange of a code, what it says.

OpenID Connect Core 1.0, sections 3.1.2 (code flow), 3.1.3.7 (checks of an ID token) and 5.3 (UserInfo); Discovery 1.0;
RFC 7636 (PKCE, S256 only). Every request goes out through `portal/outbound/talking`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from portal.on_use import on_use
from portal.outbound.addresses import Refused
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Reply, Talker

if TYPE_CHECKING:
    from joserfc import errors, jwk, jwt
else:
    errors, jwk, jwt = (on_use(f"joserfc.{one}") for one in ("errors", "jwk", "jwt"))

ALGORITHMS = ("RS256", "PS256", "ES256")
"""What an ID token may be signed with: never `none`, never a shared secret."""
LEEWAY = 60
"""Seconds by which the clocks of the provider and of this machine may differ."""
OLDEST_TOKEN = 600
KEPT = 600.0
"""Seconds for which metadata and keys of the provider are remembered."""
FAULT_KEPT = 15.0
"""The same for a fault: a provider that swallows every question must not hold all our workers up."""
SCOPE = "openid profile"
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")


class ProviderFault(Exception):
    """The provider cannot be used now, or said something that does not hold; the reason is for the log alone.
    `unreachable`: it did not answer; else what came from the browser or from it was refused."""

    def __init__(self, reason: str, *, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.unreachable = unreachable


@dataclass(frozen=True)
class Said:
    """What the provider vouches for: the issuer, its name for the person, and everything else it said."""

    issuer: str
    subject: str
    claims: dict[str, Any] = field(repr=False)


@dataclass
class Provider:
    """One provider, as configured. Any thread may call its methods."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    talker: Talker
    _held: dict[str, tuple[float, Any]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def authorize_url(self, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent to sign in. Raises ProviderFault."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        address: str = self._metadata()["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    def person_of(self, code: str, redirect_uri: str, nonce: str, verifier: str) -> Said:
        """Exchange the code that the browser brought; what the provider says of the person. Raises ProviderFault."""
        answer = self._exchange(code, redirect_uri, verifier)
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str) or not isinstance(access, str):
            raise ProviderFault("no tokens in the answer")
        claims = self._checked(token, nonce)
        more = self._userinfo(access)
        if more.get("sub") != claims["sub"]:  # Core 5.3.2: else the answer is of somebody else
            raise ProviderFault("userinfo of another subject")
        return Said(self.issuer, claims["sub"], claims | more)

    def _exchange(self, code: str, redirect_uri: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        # RFC 6749, 2.3.1: both are form-encoded before they become name and password.
        pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
            "Accept": "application/json",
        }
        reply = self._talk("POST", self._metadata()["token_endpoint"], urlencode(form).encode(), headers)
        return _object(reply, "token")

    def _checked(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token that is the provider's, for us, of now and of this very sign-in."""
        try:
            claims = self._decoded(token)
            registry = jwt.JWTClaimsRegistry(
                now=int(time.time()),
                leeway=LEEWAY,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client_id},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            registry.validate(claims)
        except (errors.JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderFault(f"ID token refused: {type(error).__name__}") from None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if several and claims.get("azp") != self.client_id:
            raise ProviderFault("ID token is for others too")
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
            raise ProviderFault("no subject")
        if claims["iat"] < time.time() - OLDEST_TOKEN:
            raise ProviderFault("ID token is old")
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        """Signature checked; where no key of the provider fits, its keys are asked for once more (new ones)."""
        try:
            return dict(jwt.decode(token, self._keys(), algorithms=list(ALGORITHMS)).claims)
        except (errors.JoseError, ValueError):
            if not self._old_enough("keys"):
                raise
            return dict(jwt.decode(token, self._keys(), algorithms=list(ALGORITHMS)).claims)

    def _old_enough(self, name: str, seconds: float = 10.0) -> bool:
        """Drop what is remembered unless it is quite fresh: bad tokens must not make us ask again and again."""
        with self._lock:
            held = self._held.get(name)
            if held is None or time.monotonic() - held[0] < seconds:
                return False
            del self._held[name]
        return True

    def _userinfo(self, access: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
        if not access.isascii() or not access.isprintable():
            raise ProviderFault("strange access token")
        return _object(self._talk("GET", self._metadata()["userinfo_endpoint"], b"", headers), "userinfo")

    def _metadata(self) -> dict[str, Any]:
        return self._remembered("metadata", self._read_metadata)

    def _read_metadata(self) -> dict[str, Any]:
        where = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = _object(self._talk("GET", where, b"", {"Accept": "application/json"}), "metadata")
        if found.get("issuer") != self.issuer:  # Discovery 4.3
            raise ProviderFault("metadata of another issuer")
        if not all(isinstance(found.get(name), str) for name in _NEEDED):
            raise ProviderFault("metadata lacks an endpoint")
        if not found["authorization_endpoint"].startswith(("https://", "http://")):
            raise ProviderFault("strange authorization endpoint")
        return found

    def _keys(self) -> jwk.KeySet:
        return self._remembered("keys", self._read_keys)

    def _read_keys(self) -> jwk.KeySet:
        found = _object(self._talk("GET", self._metadata()["jwks_uri"], b"", {}), "keys")
        try:
            return jwk.KeySet.import_key_set(found)  # type: ignore[arg-type]
        except (errors.JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderFault(f"keys cannot be read: {type(error).__name__}") from None

    def _remembered(self, name: str, ask: Any) -> Any:
        with self._lock:
            held = self._held.get(name)
        if held is not None:
            age, fault = time.monotonic() - held[0], isinstance(held[1], ProviderFault)
            if age < (FAULT_KEPT if fault else KEPT):
                if fault:
                    raise held[1]
                return held[1]
        try:
            found = ask()
        except ProviderFault as fault:
            found = fault
        with self._lock:
            self._held[name] = (time.monotonic(), found)
        if isinstance(found, ProviderFault):
            raise found
        return found

    def _talk(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Reply:
        try:
            return self.talker.talk(method, address, body=body, headers=headers)
        except Refused as error:
            raise ProviderFault(f"may not be asked: {error.reason}", unreachable=True) from None
        except NoAnswer as error:
            raise ProviderFault(f"no answer: {error.reason}", unreachable=True) from None


def _object(reply: Reply, what: str) -> dict[str, Any]:
    if reply.status != 200:
        raise ProviderFault(f"{what}: {reply.status}", unreachable=reply.status >= 500)
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        raise ProviderFault(f"{what}: no JSON") from None
    if not isinstance(found, dict):
        raise ProviderFault(f"{what}: no object")
    return found


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
