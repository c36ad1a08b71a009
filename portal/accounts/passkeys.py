"""Passkeys (WebAuthn): making one, signing in with one. The browser's answers are checked by py_webauthn.

Each portal has a host of its own, and a passkey answers only at its `rp_id` and the hosts below that. Where the
communes' hosts lie below the district's, that is the district's host, and a passkey works on every portal;
elsewhere it works on the portal where it was made, which the pages say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import Passkey, SignInSession, User
from portal.accounts.sealing import keyed_digest
from portal.accounts.second_factor import WrongCode, passkeys_of
from portal.clock import utc_now
from portal.extensions import db
from portal.on_use import on_use

if TYPE_CHECKING:
    import webauthn
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, exceptions, structs
else:
    webauthn = on_use("webauthn")
    base64url_to_bytes = on_use("webauthn.helpers", "base64url_to_bytes")
    bytes_to_base64url = on_use("webauthn.helpers", "bytes_to_base64url")
    exceptions = on_use("webauthn.helpers.exceptions")
    structs = on_use("webauthn.helpers.structs")

PATIENCE = timedelta(minutes=5)  # how long a challenge may be answered
LARGEST = 20_000  # characters of an answer


@dataclass(frozen=True)
class Site:
    """Where the browser is: the id that passkeys are bound to, the host with its port, the name people read."""

    rp_id: str
    host: str
    name: str

    @property
    def origins(self) -> list[str]:
        """What the browser may give as the page's origin. Browsers give plain http only on the machine itself;
        behind a proxy that is not declared, https looks like http here."""
        return [f"https://{self.host}", f"http://{self.host}"]


def site_of(host: str, district_host: str, name: str) -> Site:
    """The site of a request to `host` (with port): bound to the district's host where `host` lies at or below it.

    A name without a dot (localhost) is nobody's to bind to from below: browsers refuse it.
    """
    bare = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    covers = "." in district_host and bare.endswith("." + district_host)
    return Site(district_host if covers else bare, host, name)


def works_at(passkey: Passkey, host: str) -> bool:
    """Whether a passkey answers at a host (without port)."""
    return host == passkey.rp_id or ("." in passkey.rp_id and host.endswith("." + passkey.rp_id))


def _new_challenge(session: SignInSession, challenge: bytes) -> None:
    session.challenge = bytes_to_base64url(challenge)
    session.challenge_until = utc_now() + PATIENCE
    db.session.flush()


def _take_challenge(session: SignInSession) -> bytes:
    """The session's challenge, once. Raises WrongCode where there is none or it is too old."""
    challenge, until = session.challenge, session.challenge_until
    session.challenge, session.challenge_until = "", None
    db.session.flush()
    if not challenge or until is None or until < utc_now():
        raise WrongCode(_("Yêu cầu đã quá hạn. Hãy bấm lại nút dùng khóa."))
    return base64url_to_bytes(challenge)


def options_to_make(user: User, session: SignInSession, site: Site) -> str:
    """What the browser needs to make a passkey, as JSON (the caller commits: the challenge is kept)."""
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_name=user.email,
        user_display_name=user.name,
        user_id=keyed_digest("passkey user", str(user.id)),
        exclude_credentials=_descriptors(passkeys_of(user), site),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.DISCOURAGED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
    )
    _new_challenge(session, options.challenge)
    return webauthn.options_to_json(options)


def keep(user: User, session: SignInSession, answer: str, site: Site, name: str) -> Passkey:
    """Keep the passkey that the browser made (the caller commits, also after WrongCode). Raises WrongCode."""
    challenge = _take_challenge(session)
    try:
        made = webauthn.verify_registration_response(
            credential=_parsed(answer),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origins,
        )
    except (exceptions.WebAuthnException, InvalidSignature, ValueError, KeyError, TypeError) as error:
        raise WrongCode(_("Không nhận được khóa này. Hãy thử lại, hoặc dùng cách khác.")) from error
    credential_id = bytes_to_base64url(made.credential_id)
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == credential_id)) is not None:
        raise WrongCode(_("Khóa này đã được đăng ký."))
    passkey = Passkey(
        user_id=user.id,
        credential_id=credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        rp_id=site.rp_id,
        name=" ".join(name.split())[:80] or _("Khóa bảo mật"),
    )
    db.session.add(passkey)
    user.factor_since = user.factor_since or utc_now()
    db.session.flush()
    return passkey


def options_to_show(user: User, session: SignInSession, site: Site) -> str:
    """What the browser needs to answer with a passkey of this person, as JSON (the caller commits)."""
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        allow_credentials=_descriptors(passkeys_of(user), site),
        user_verification=structs.UserVerificationRequirement.PREFERRED,
    )
    _new_challenge(session, options.challenge)
    return webauthn.options_to_json(options)


def check(user: User, session: SignInSession, answer: str, site: Site) -> Passkey:
    """The passkey of this person that signed the session's challenge (the caller commits, also after WrongCode).
    Raises WrongCode."""
    challenge = _take_challenge(session)
    refused = WrongCode(_("Khóa này không mở được tài khoản. Hãy dùng khóa đã đăng ký, hoặc cách khác."))
    try:
        parsed = _parsed(answer)
        known = next(
            (one for one in passkeys_of(user) if one.credential_id == str(parsed["id"]).rstrip("=")), None
        )
        if known is None or known.rp_id != site.rp_id:
            raise refused
        shown = webauthn.verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origins,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
        )
    except (exceptions.WebAuthnException, InvalidSignature, KeyError, TypeError) as error:
        raise refused from error
    known.sign_count = shown.new_sign_count
    known.last_used_at = utc_now()
    return known


def _descriptors(passkeys: list[Passkey], site: Site) -> list[structs.PublicKeyCredentialDescriptor]:
    return [
        structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id))
        for one in passkeys
        if one.rp_id == site.rp_id
    ]


def _parsed(answer: str) -> dict[str, Any]:
    """The browser's answer as data; an answer that is no JSON object is no answer."""
    if len(answer) > LARGEST:
        raise WrongCode(_("Không nhận được khóa này. Hãy thử lại, hoặc dùng cách khác."))
    try:
        parsed = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise WrongCode(_("Trình duyệt không gửi được khóa. Hãy thử lại, hoặc dùng cách khác.")) from error
    if not isinstance(parsed, dict):
        raise WrongCode(_("Trình duyệt không gửi được khóa. Hãy thử lại, hoặc dùng cách khác."))
    return parsed
