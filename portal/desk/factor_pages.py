"""What the pages of the second factor share: where the browser is, the picture for the authenticator."""

from __future__ import annotations

from typing import Any

import segno
from flask import jsonify, request
from flask.typing import ResponseReturnValue

from portal.accounts import second_factor
from portal.accounts.passkeys import Site, site_of
from portal.accounts.signing_in import Person
from portal.tenancy.directory import directory
from portal.web.request import current_portal


def current_site() -> Site:
    """Where the browser is, for passkeys: bound to the district's host where that covers this portal's."""
    district = directory().district()
    hosts = district.hosts if district is not None else ()
    name = district.name if district is not None else current_portal().name
    return site_of(request.host.lower(), hosts[0] if hosts else "", name)


def host_of_request() -> str:
    """The host that the browser asked, without port."""
    host = request.host.lower()
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host


def authenticator_offer(person: Person) -> dict[str, Any]:
    """What the page shows to set up an authenticator: the picture to scan, the secret to type in fours."""
    secret = second_factor.offered_secret(person.session)
    address = second_factor.address_for_app(secret, person.user, current_site().name)
    picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=2, dark="#111")
    return {
        "picture": picture,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "address": address,
    }


def as_json(options: str) -> ResponseReturnValue:
    """Options for the browser's passkey dialogue, made by the library as JSON text."""
    answer = jsonify()
    answer.set_data(options)
    return answer
