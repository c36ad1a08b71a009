"""The page of one dossier: what was asked and answered on one side, its papers on the other, and the form of the verb
that somebody is about to do."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.accounts.signing_in import acting, desk_view
from portal.dossiers.counter.asking_page import verb_context
from portal.dossiers.counter.listing import bp
from portal.dossiers.counter.live import counter_version
from portal.dossiers.counter.reading import note, read
from portal.dossiers.counter.registry import asides_of
from portal.dossiers.counter.showing import context_of, since
from portal.dossiers.counter.typed import Sent
from portal.dossiers.counter.viewer import may_judge, viewer_of
from portal.dossiers.counter.where import READ, SLUGS, VERBS
from portal.dossiers.counter.wording import FORM_NAMES, effect
from portal.dossiers.models import Dossier
from portal.dossiers.transitions import RULES


@bp.get("/ho-so/<int:object_id>")
@desk_view(READ)
def one(object_id: int) -> ResponseReturnValue:
    """One dossier; `?viec=` opens the form of a verb, `?giay=` a paper."""
    return page_of(read(object_id, acting()), VERBS.get(request.args.get("viec", ""), ""))


def page_of(
    dossier: Dossier,
    verb: str = "",
    sent: Sent | None = None,
    *,
    errors: dict[str, str] | None = None,
    problem: str = "",
    seen: int = 0,
    status: int = 200,
) -> ResponseReturnValue:
    """The page. `sent`: what was typed, to be kept; `errors` by the names of inputs; `seen`: the version that the form
    was made from, where somebody else acted since."""
    version = counter_version()
    shown = context_of(dossier, acting())
    open_verb = verb if sent is not None or any(one.verb == verb for one in shown["buttons"]) else ""
    viewer = viewer_of(dossier.id, shown["papers"])
    if viewer is not None and request.method == "GET":  # after a form the picture of the paper notes it
        note(dossier.id, acting(), "paper", viewer.held.id)
    more: dict[str, Any] = verb_context(open_verb, dossier, sent, errors or {}) if open_verb else {}
    page = render_template(
        "dossiers/desk/one.html",
        verb=open_verb,
        slug=SLUGS.get(open_verb, ""),
        verb_label=str(RULES[open_verb].label) if open_verb else "",
        may_do=any(one.verb == open_verb for one in shown["buttons"]) or open_verb == "note",
        typed=more.pop("typed", MultiDict()),
        errors=errors or {},
        problem=problem,
        conflict=since(dossier, seen) if status == 409 else [],
        is_conflict=status == 409,
        viewer=viewer,
        live_version=version,
        named=_named,
        judges=may_judge(dossier, acting()),
        effect_of=effect,
        form_names=FORM_NAMES,
        asides=asides_of(dossier, acting()),
        pairs=lambda choices: [(one, one) for one in choices],
        **shown,
        **more,
    )
    return page, status


def _named(event: Any) -> str:
    """Who did something, for a story."""
    return event.by_name or (_("công dân") if event.by_kind == "citizen" else _("hệ thống"))
