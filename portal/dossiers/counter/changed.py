"""What happened to a dossier since its page was shown: a line for the page that is open, nothing where nothing did."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.signing_in import acting, desk_view
from portal.digits import whole_number
from portal.dossiers.counter.acting import load
from portal.dossiers.counter.listing import bp
from portal.dossiers.counter.showing import since
from portal.dossiers.counter.where import ONE, READ
from portal.dossiers.transitions import RULES


@bp.get("/ho-so/<int:object_id>/vua-doi")
@desk_view(READ)
def changed(object_id: int) -> ResponseReturnValue:
    """Who did what since version `?phien-ban=`; 204 where nothing happened, or only what this person did."""
    dossier = load(object_id)
    seen = whole_number(request.args.get("phien-ban")) or 0
    events = [one for one in since(dossier, seen) if one.by_id is None or one.by_id != acting().user_id]
    if not events:
        return "", 204
    return render_template(
        "dossiers/desk/_changed.html",
        events=events,
        verb_labels={verb: rule.label for verb, rule in RULES.items()},
        base=f"{ONE}{object_id}",
    )
