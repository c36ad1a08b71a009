"""Bare rows for tests of who may reach what."""

from __future__ import annotations

import itertools
from datetime import datetime

from portal.dossiers.models import Dossier
from portal.extensions import db
from portal.services.definition.reading import digest, to_json
from portal.services.models import OPEN, Service, ServiceVersion
from tests.dossiers.world import DEFINITION

_count = itertools.count(1)


def bare_dossier(tenant_id: int, text: str = "Nguyễn Thị Hồng Hạnh") -> Dossier:
    """A dossier that waits to be received, of a service made for it (the caller commits)."""
    number = next(_count)
    made = Service(code=f"8.{number:06d}", slug=f"dich-vu-tran-{number}", name="Dịch vụ thử", status=OPEN)
    made.tenant_id = tenant_id
    db.session.add(made)
    db.session.flush()
    version = ServiceVersion(
        tenant_id=tenant_id,
        service_id=made.id,
        number=1,
        definition=to_json(DEFINITION),
        digest=digest(DEFINITION),
        published_at=datetime(2026, 1, 1),
    )
    db.session.add(version)
    db.session.flush()
    made.current_id = version.id
    dossier = Dossier(
        tenant_id=tenant_id,
        code=f"000.00.18.H47-260302-{number:04d}",
        submit_key=f"khoa-{number:014d}",
        service_id=made.id,
        version_id=version.id,
        service_code=made.code,
        title="Dịch vụ thử",
        channel="truc-tuyen",
        applicant={"name": text},
        applicant_name=text,
        answers={"ho-ten": text, "so-ban": 1},
    )
    db.session.add(dossier)
    db.session.flush()
    return dossier
