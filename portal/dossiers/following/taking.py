"""What a citizen takes home of a dossier: results, forms that were printed, papers that they gave. Nobody keeps a copy
on the way, and each taking of a result is noted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.citizens.signing_in import citizen_view
from portal.dossiers import queries, service
from portal.dossiers.counter.sheets import FILE_NAMES, sheet_of
from portal.dossiers.files import attachment
from portal.dossiers.following.frame import acting, bp, current_portal, me, own, unkept
from portal.dossiers.forms import issued
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_course import APOLOGY, APPOINTMENT, COMPLETE, REFUSAL
from portal.dossiers.party import system
from portal.dossiers.states import DONE, RETURNED, TO_ACCOUNT
from portal.dossiers.submissions import RESULT
from portal.media.names import content_disposition
from portal.papers import queries as papers
from portal.papers.models import Paper
from portal.publishing.service import audit, commit

FETCH = "dossier.fetch"
MINE_TO_TAKE: dict[str, Any] = {
    APPOINTMENT: _l("Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu 01)"),
    COMPLETE: _l("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Mẫu 02)"),
    REFUSAL: _l("Phiếu từ chối tiếp nhận (Mẫu 03)"),
    APOLOGY: _l("Phiếu xin lỗi và hẹn lại ngày trả kết quả (Mẫu 04)"),
}
"""The forms that are made for the citizen; the control slip is the office's."""


@dataclass(frozen=True)
class Taken:
    """A paper of the dossier as its page shows it. `is_here`: there is a file to take."""

    row: DossierPaper
    paper: Paper | None

    @property
    def is_here(self) -> bool:
        """Whether there is a file to take."""
        return self.paper is not None


def results_of(found: Dossier) -> list[Taken]:
    """The signed results, once the dossier is done."""
    return _of(found, is_result=True) if found.state in {DONE, RETURNED} else []


def given_of(found: Dossier) -> list[Taken]:
    """The papers that were handed in and not replaced."""
    return _of(found, is_result=False)


def _of(found: Dossier, *, is_result: bool) -> list[Taken]:
    rows = [
        one
        for one in queries.papers_of(found)
        if (one.source == RESULT) == is_result and one.replaced_at is None
    ]
    held = papers.papers([one.paper_id for one in rows if one.paper_id is not None])
    return [Taken(one, held.get(one.paper_id or 0)) for one in rows]


@bp.get("/<int:dossier_id>/ket-qua/<int:row_id>")
@citizen_view
def result(dossier_id: int, row_id: int) -> ResponseReturnValue:
    """A signed result, byte for byte. Where it was wanted in the account, taking it is the handing out."""
    with acting() as by:
        found = own(dossier_id, by, lock=True)
        taken = next((one for one in results_of(found) if one.row.id == row_id and one.paper), None)
        if taken is None or taken.paper is None:
            abort(404)
        answer = attachment(taken.paper, taken.paper.name)
        audit(by.actor, FETCH, kind="dossier", object_id=found.id, detail=found.code)
        if found.state == DONE and found.delivery == TO_ACCOUNT:
            service.hand_over(found, system(found.tenant_id), found.version)
        commit()
    return answer


@bp.get("/<int:dossier_id>/giay-to/<int:row_id>")
@citizen_view
def given(dossier_id: int, row_id: int) -> ResponseReturnValue:
    """A paper that the citizen handed in."""
    found = own(dossier_id, me())
    taken = next((one for one in given_of(found) if one.row.id == row_id), None)
    if taken is None or taken.paper is None:
        abort(404)
    return attachment(taken.paper, taken.paper.name)


@bp.get("/<int:dossier_id>/mau/<int:number>.pdf")
@citizen_view
def form(dossier_id: int, number: int) -> ResponseReturnValue:
    """A form that the office issued for the citizen, as it was."""
    found = own(dossier_id, me())
    row = issued(found.id, number)
    if row is None or row.kind not in MINE_TO_TAKE:
        abort(404)
    data = sheet_of(row.kind, row.values or {}, row.issued_at or row.made_at, current_portal())
    answer = unkept(Response(data, mimetype="application/pdf"))
    name = f"{FILE_NAMES[row.kind]}-{found.code}.pdf"
    answer.headers["Content-Disposition"] = content_disposition(name, inline=False)
    return answer
