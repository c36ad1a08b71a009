"""What the table of transitions asks about a dossier, read from its row; and its answers as errors for people."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import Forbidden
from portal.dossiers import moment
from portal.dossiers.errors import AlreadyTaken, NotInHand, NotPossible, PromisePassed
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party
from portal.dossiers.people import stand_in_of
from portal.dossiers.plan import definition_of, more_work
from portal.dossiers.running import promise_passed
from portal.dossiers.transitions import Facts, allowed, refusal
from portal.publishing.service import StaleVersion


def facts_of(dossier: Dossier) -> Facts:
    """The facts as they stand now."""
    definition, position = definition_of(dossier), dossier.step_position
    return Facts(
        state=dossier.state,
        step=definition.steps[position] if position >= 0 else None,
        holder_id=dossier.holder_id,
        stand_in_id=stand_in_of(dossier.holder_id) if dossier.holder_id is not None else None,
        is_first=position <= 0,
        more_work=more_work(definition, position),
        received=dossier.received_at is not None,
        signs=any("sign" in one.may for one in definition.steps),
        decided=dossier.decided_at is not None,
        signed=dossier.signed_at is not None,
        promise_passed=promise_passed(dossier, moment.now()),
        forgotten=dossier.forgotten_at is not None,
    )


def buttons(dossier: Dossier, by: Party) -> list[str]:
    """The verbs that this party may do with this dossier now."""
    return allowed(facts_of(dossier), by, owns=by.owns(dossier))


def require(verb: str, dossier: Dossier, by: Party, seen: int | None = None) -> Facts:
    """The facts if this party may do it now. `seen` is the version that the page showed.

    Raises StaleVersion, Forbidden, AlreadyTaken, NotInHand, PromisePassed, NotPossible.
    """
    facts = facts_of(dossier)
    found = refusal(verb, facts, by, owns=by.owns(dossier))
    if found is None:
        if seen is not None and dossier.version != seen:
            raise StaleVersion
        return facts
    if found.kind == "person":
        raise Forbidden(found.action or f"dossier.{verb}")
    if found.need == "free":
        raise AlreadyTaken(_("%(name)s đã nhận hồ sơ này.", name=dossier.holder_name), dossier.holder_name)
    if seen is not None and dossier.version != seen:
        raise StaleVersion
    if found.kind == "holder":
        raise NotInHand(_("Hồ sơ không ở trong tay bạn. Hãy nhận xử lý trước."))
    if found.need == "promise":
        raise PromisePassed(
            _("Đã qua giờ hẹn trả kết quả. Hãy gửi phiếu xin lỗi và hẹn lại trước khi làm bước này.")
        )
    raise NotPossible(_why(found.kind, found.need))


def _why(kind: str, need: str) -> str:
    if kind == "step":
        return _("Bước này của quy trình không cho làm việc đó.")
    said = {
        "unreceived": _("Hồ sơ đã được tiếp nhận. Hãy dừng xử lý thay vì từ chối."),
        "received": _("Hồ sơ chưa được tiếp nhận."),
        "here": _("Bước này do cơ quan khác thực hiện."),
        "more_work": _("Các bước xử lý đã xong. Hãy bấm hoàn thành xử lý."),
        "no_more_work": _("Quy trình còn bước chưa làm."),
        "later": _("Đây là bước đầu tiên."),
        "decided": _("Chưa soạn kết quả."),
        "signed": _("Kết quả chưa được ký."),
        "unsigned": _("Kết quả đã được ký."),
        "kept": _("Dữ liệu của hồ sơ đã được xóa theo thời hạn lưu giữ."),
    }
    return said.get(need) or _("Việc này không làm được khi hồ sơ ở trạng thái hiện tại.")
