"""The process of a dossier: what its version of the service says of steps, times and papers; who does
the steps that lie above."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select

from portal.dossiers.models import Dossier
from portal.extensions import db
from portal.services.definition.answers import deadline_of
from portal.services.definition.reading import digest, from_json
from portal.services.definition.shapes import Deadline, Definition, Step
from portal.services.models import ServiceVersion
from portal.tenancy.directory import Portal, directory


def definition_of(dossier: Dossier) -> Definition:
    """The definition that the dossier was begun with; versions never change, so each is read once per process."""
    return version_definition(dossier.version_id)


def version_definition(version_id: int) -> Definition:
    """The definition of a version of the portal in force. Raises LookupError where it has none."""
    row = db.session.execute(
        select(ServiceVersion.digest, ServiceVersion.id).where(ServiceVersion.id == version_id)
    ).first()
    if row is None:
        raise LookupError(version_id)
    known = _known(row.digest)
    if not known:
        version = db.session.scalar(select(ServiceVersion).where(ServiceVersion.id == version_id))
        assert version is not None
        definition = from_json(version.definition)
        if digest(definition) != row.digest:
            return definition  # a row that came from elsewhere with a digest of something else: nobody else's
        known.append(definition)
    return known[0]


@lru_cache(maxsize=256)
def _known(_digest: str) -> list[Definition]:
    """A place for the definition of this digest: the same content is the same definition at every portal."""
    return []


def step_of(dossier: Dossier) -> Step | None:
    """The step in hand; None before it was received and after it was closed."""
    if dossier.step_position < 0:
        return None
    return definition_of(dossier).steps[dossier.step_position]


def time_of(dossier: Dossier) -> Deadline | None:
    """The legal time of this case."""
    return deadline_of(definition_of(dossier), dossier.answers or {}, dossier.guide_answers or {})


def office_above(tenant_id: int) -> Portal | None:
    """The living portal that does the steps that lie above this one; None where there is none."""
    own = directory().by_id(tenant_id)
    above = directory().by_id(own.ancestors[0]) if own is not None and own.ancestors else None
    return directory().heir_of(above) if above is not None else None


def hands_out(step: Step) -> bool:
    """Whether a step only gives the result out."""
    return "return" in step.may and not {"decide", "sign", "refer"} & set(step.may)


def more_work(definition: Definition, position: int) -> bool:
    """Whether a step after this one does more than hand out."""
    return any(not hands_out(one) for one in definition.steps[position + 1 :])


def hand_out_position(definition: Definition, position: int) -> int:
    """The step from `position` on at which the result is handed out; `position` itself where there is none."""
    return next(
        (at for at in range(position, len(definition.steps)) if hands_out(definition.steps[at])), position
    )
