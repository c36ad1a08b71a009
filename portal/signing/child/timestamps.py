"""Timestamps inside signatures: by whom, when, and whether they belong to the signature that they stand in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, tsp, x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from . import chains
from .people import describe


@dataclass(frozen=True)
class Timestamp:
    """A timestamp: the instant, the authority, whether it is intact, how the authority's certificate stands."""

    at: str
    authority: str
    intact: bool
    chain: str
    instant: datetime

    def as_json(self) -> dict[str, Any]:
        """Ready for JSON."""
        fields = asdict(self)
        del fields["instant"]
        return fields


def read(
    token: cms.SignedData,
    imprint: Callable[[str], bytes],
    evidence: chains.Evidence,
    roots: list[x509.Certificate],
) -> Timestamp:
    """What a timestamp token says. `imprint` answers the digest (by algorithm) of what must have been stamped.

    The authority's certificate is judged at the token's own instant. Raises what the libraries raise.
    """
    content = token["encap_content_info"]["content"]
    info: tsp.TSTInfo = content.parsed
    certs = extract_certs_for_validation(token)
    signer_info = extract_signer_info(token)
    algorithm = signer_info["digest_algorithm"]["algorithm"].native
    digest = hashlib.new(algorithm, bytes(content)).digest()
    intact, valid = validate_sig_integrity(signer_info, certs.signer_cert, "tst_info", digest)
    stamped = info["message_imprint"]
    belongs = imprint(stamped["hash_algorithm"]["algorithm"].native) == stamped["hashed_message"].native
    at = info["gen_time"].native
    known = chains.Evidence([*certs.other_certs, *evidence.certificates], evidence.lists, evidence.answers)
    chain = chains.examine(
        certs.signer_cert,
        known,
        roots,
        at,
        {"digital_signature", "non_repudiation"},
        {"time_stamping"},
        known_before=at,
    )
    return Timestamp(
        at.isoformat(),
        describe(certs.signer_cert)["signer"],
        bool(intact and valid and belongs),
        chain.status,
        at,
    )
