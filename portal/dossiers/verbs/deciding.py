"""The result: decided by the officer (the values of the document), signed by who may. The document itself is made by
what is registered with `when_signed`: dossiers know no template and no certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _

from portal.dossiers import moment
from portal.dossiers.errors import NotPossible
from portal.dossiers.facts import require
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.party import Party
from portal.dossiers.plan import definition_of
from portal.dossiers.story import happened, move
from portal.dossiers.submissions import RESULT
from portal.extensions import db
from portal.services.definition.shapes import Outcome

Signing = Callable[[Dossier, Outcome, Party], Sequence[int]]
"""(dossier, outcome, who signs) → ids of the signed documents in `paper`; within the transaction of the act."""
_EXTENSION = "portal_dossiers_signing"


def when_signed(app: Flask, act: Signing) -> None:
    """Let this make the signed documents of results."""
    app.extensions[_EXTENSION] = act


def decide(
    dossier: Dossier, by: Party, seen: int | None, *, outcome: str, values: Mapping[str, Any], note: str = ""
) -> None:
    """Fill in the result: which of the service's outcomes, and the values of its document.

    Raises Forbidden, NotInHand, StaleVersion, NotPossible.
    """
    require("decide", dossier, by, seen)
    if outcome not in {one.key for one in definition_of(dossier).outcomes}:
        raise NotPossible(_("Chọn một kết quả của thủ tục."))
    before = move(dossier, "decide")
    dossier.outcome_key, dossier.decision = outcome, dict(values)
    dossier.decided_at = moment.now()
    happened(dossier, "decide", before, by, note=note)


def sign(
    dossier: Dossier, by: Party, seen: int | None, *, papers: Sequence[int] = (), note: str = ""
) -> None:
    """Sign the result. `papers` are documents that were signed already (signing takes time, and should not hold the
    database's lock); without them what is registered makes them now.

    Raises Forbidden, NotInHand, StaleVersion, NotPossible.
    """
    require("sign", dossier, by, seen)
    outcome = next((one for one in definition_of(dossier).outcomes if one.key == dossier.outcome_key), None)
    if outcome is None:
        raise NotPossible(_("Chưa soạn kết quả."))
    act: Signing | None = current_app.extensions.get(_EXTENSION)
    made = list(papers) or (list(act(dossier, outcome, by)) if act is not None else [])
    if outcome.template and not made:
        raise NotPossible(_("Chưa có văn bản kết quả để ký."))
    before, instant = move(dossier, "sign"), moment.now()
    dossier.signed_at = instant
    db.session.add_all(
        DossierPaper(
            tenant_id=dossier.tenant_id,
            dossier_id=dossier.id,
            paper_key=f"result:{outcome.key}"[:60],
            paper_id=one,
            title=outcome.name[:500],
            source=RESULT,
            position=1000 + at,
            accepted=True,
            added_at=instant,
        )
        for at, one in enumerate(made)
    )
    told = _("Kết quả đã được ký.")
    happened(dossier, "sign", before, by, told=told, note=note, message=False)
