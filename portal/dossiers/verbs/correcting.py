"""Clerical errors are put right with a reason; what was handed in otherwise stays as it was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from portal.dossiers.errors import InvalidSubmission, NotPossible
from portal.dossiers.facts import require
from portal.dossiers.finding import mark_anew
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.party import Party
from portal.dossiers.plan import definition_of
from portal.dossiers.states import DELIVERIES
from portal.dossiers.story import happened, move
from portal.dossiers.submissions import Applicant, applicant_values
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.service import accept as accept_paper
from portal.services.definition.answers import kept, validate


def correct(
    dossier: Dossier,
    by: Party,
    seen: int | None,
    *,
    reason: str,
    applicant: Applicant | None = None,
    answers: Mapping[str, Any] | None = None,
    delivery: str | None = None,
    delivery_address: Mapping[str, Any] | None = None,
) -> None:
    """Put the applicant's data, answers or the way of delivery right; what changed is named in the story (the fields,
    not what they said). Raises Forbidden, NotInHand, StaleVersion, NotPossible, InvalidSubmission."""
    require("correct", dossier, by, seen)
    if not reason.strip():
        raise NotPossible(_("Ghi lý do đính chính."))
    changed: list[str] = []
    if applicant is not None:
        changed += _correct_applicant(dossier, applicant)
    if answers is not None:
        changed += _correct_answers(dossier, answers)
    if delivery is not None and delivery != dossier.delivery:
        if delivery not in DELIVERIES or delivery not in definition_of(dossier).deliveries:
            raise InvalidSubmission({"delivery": _("Chọn cách nhận kết quả.")})
        dossier.delivery = delivery
        changed.append("delivery")
    if delivery_address is not None and dict(delivery_address) != (dossier.delivery_address or {}):
        dossier.delivery_address = dict(delivery_address) or None
        changed.append("delivery_address")
    if not changed:
        raise NotPossible(_("Chưa có gì thay đổi."))
    before = move(dossier, "correct")
    told = _("Thông tin của hồ sơ đã được đính chính. Lý do: %(reason)s", reason=reason.strip()[:1000])
    happened(dossier, "correct", before, by, told=told, note=", ".join(changed))


def _correct_applicant(dossier: Dossier, applicant: Applicant) -> list[str]:
    values, former = applicant_values(applicant), dossier.applicant or {}
    if not values["name"]:
        raise InvalidSubmission({"applicant.name": _("Nhập họ và tên người nộp hồ sơ.")})
    changed = [f"applicant.{key}" for key, value in values.items() if former.get(key, "") != value]
    if changed:
        dossier.applicant, dossier.applicant_name = values, values["name"]
        mark_anew(dossier)
    return changed


def _correct_answers(dossier: Dossier, answers: Mapping[str, Any]) -> list[str]:
    definition, guided = definition_of(dossier), dossier.guide_answers or {}
    wrong = validate(definition, answers, guided)
    if wrong:
        raise InvalidSubmission(wrong)
    values, former = dict(kept(definition, answers, guided)), dossier.answers or {}
    changed = sorted(key for key in values.keys() | former.keys() if values.get(key) != former.get(key))
    if changed:
        dossier.answers = values
    return changed


def judge_paper(row: DossierPaper, by: Party, *, accepted: bool, remark: str = "") -> None:
    """Note what was found of a paper (the caller commits): accepted as proof, and then offered again in later dossiers,
    or what is wrong with it. Raises Forbidden."""
    by.actor.require("dossier.read")
    row.accepted, row.remark = accepted, remark.strip()[:1000] or None
    paper = papers.paper(row.paper_id) if row.paper_id is not None else None
    if accepted and paper is not None:
        accept_paper(paper, by.actor)
    db.session.flush()


def note(dossier: Dossier, by: Party, seen: int | None, *, text: str) -> None:
    """Write a note that people of the desk alone read. Raises Forbidden, StaleVersion, NotPossible."""
    require("note", dossier, by, seen)
    if not text.strip():
        raise NotPossible(_("Ghi chú còn trống."))
    before = move(dossier, "note")
    happened(dossier, "note", before, by, note=text.strip())
