"""From what a form sent to a verb of the core: each takes the dossier, who acts, the version that the page showed and
the form, and answers what is told when it is done. Raises Wrong with messages by input, and what verbs raise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from portal.dossiers import service
from portal.dossiers.counter.completing import complete
from portal.dossiers.counter.deciding import decided
from portal.dossiers.counter.typed import Sent, Wrong, day, day_in_words, line, number, text
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party
from portal.dossiers.plan import definition_of
from portal.dossiers.service import Wanted
from portal.dossiers.states import BY_POST
from portal.dossiers.submissions import Applicant
from portal.dossiers.verbs.asking import may_take
from portal.services.definition.answers import read, validate
from portal.web.templating import viet_datetime
from portal.workdays.queries import calendar_of

Doing = Callable[[Dossier, Party, int, Sent], str]
PAPER, FIELD = "paper:", "field:"
REASONS = (
    _l("Không thuộc thẩm quyền giải quyết của cơ quan này"),
    _l("Người nộp không thuộc đối tượng của thủ tục"),
    _l("Giấy tờ đã hết hiệu lực hoặc không hợp lệ"),
    _l("Việc này đã được giải quyết ở hồ sơ khác"),
    _l("Nội dung kê khai không đúng sự thật"),
)
"""What is usually the reason for refusing to receive (Decree 61/2018/NĐ-CP, article 17, clause 3)."""


def _receive(dossier: Dossier, by: Party, seen: int, _sent: Sent) -> str:
    service.receive(dossier, by, seen)
    return _("Đã tiếp nhận. Hẹn trả kết quả %(moment)s.", moment=viet_datetime(dossier.promised_at))


def _refuse(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    reason = refusal_reason(sent)
    if not reason:
        raise Wrong({"reason": _("Chọn hoặc ghi lý do để người nộp được biết.")})
    service.refuse(dossier, by, seen, reason=reason)
    return _("Đã từ chối tiếp nhận. Phiếu từ chối (mẫu 03) đã sẵn sàng để in.")


def refusal_reason(sent: Sent) -> str:
    """The reasons that were picked, and the one that was written."""
    known = [str(one) for one in REASONS]
    picked = [one for one in sent.getlist("picked") if one in known]
    return "; ".join(filter(None, (*picked, text(sent, "reason", 1500))))


def _take(dossier: Dossier, by: Party, seen: int, _sent: Sent) -> str:
    service.take(dossier, by, seen)
    return _("Đã nhận xử lý.")


def _release(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    service.release(dossier, by, seen, note=text(sent, "note"))
    return _("Hồ sơ đã trở lại hàng chờ.")


def _pass(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    unit = line(sent, "unit", 120) if "unit" in sent else None
    service.pass_on(dossier, by, seen, to_id=number(sent, "to"), unit=unit, note=text(sent, "note"))
    if dossier.holder_name:
        return _("Đã chuyển đến %(name)s.", name=dossier.holder_name)
    return _("Đã chuyển vào hàng chờ của bước sau.")


def _send_back(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    note = text(sent, "note")
    if not note:
        raise Wrong({"note": _("Ghi lý do chuyển lại.")})
    service.send_back(dossier, by, seen, note=note, position=number(sent, "position"))
    return _("Đã chuyển lại.")


def _reassign(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    unit = line(sent, "unit", 120) if "unit" in sent else None
    service.reassign(dossier, by, seen, to_id=number(sent, "to"), unit=unit, note=text(sent, "note"))
    return _("Đã phân công lại.")


def wanted_items(dossier: Dossier, sent: Sent) -> list[Wanted]:
    """What is asked for: papers and fields that were ticked, each with its reason, and what was written besides."""
    definition, ticked = definition_of(dossier), set(sent.getlist("item"))
    known = [(f"{PAPER}{one.key}", one.key, one.name) for one in definition.papers]
    known += [
        (f"{FIELD}{one.key}", one.key, one.label)
        for section in definition.sections
        for one in section.fields
        if one.kind != "note"
    ]
    found = [
        Wanted(label, line(sent, f"why.{name}", 500), key) for name, key, label in known if name in ticked
    ]
    other = line(sent, "other")
    return [*found, Wanted(other, line(sent, "why.other", 500))] if other else found


def _ask(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    items, days = wanted_items(dossier, sent), number(sent, "days")
    wrong = {}
    if not items:
        wrong["item"] = _("Đánh dấu giấy tờ, mục cần sửa, hoặc ghi nội dung cần bổ sung.")
    if not may_take(days):
        wrong["days"] = _("Ghi số ngày làm việc từ 1 đến 60.")
    if wrong or days is None:
        raise Wrong(wrong)
    service.ask(dossier, by, seen, items, days=days, note=text(sent, "note"))
    return _("Đã gửi yêu cầu bổ sung, thời hạn tạm dừng. Phiếu (mẫu 02) đã sẵn sàng để in.")


def _charge(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    service.charge(dossier, by, seen, note=text(sent, "note"))
    return _("Đã lập khoản thu và báo công dân.")


def _withdraw(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    reason = text(sent, "reason", 1000)
    if not reason:
        raise Wrong({"reason": _("Ghi ai đề nghị rút và vì sao.")})
    service.withdraw(dossier, by, seen, reason=reason)
    return _("Hồ sơ đã được rút theo yêu cầu của công dân.")


def _stop(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    reason = text(sent, "reason", 2000)
    if not reason:
        raise Wrong({"reason": _("Ghi lý do dừng xử lý để công dân được biết.")})
    service.stop(dossier, by, seen, reason=reason)
    return _("Đã dừng xử lý, công dân được báo.")


def _finish(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    service.finish(dossier, by, seen, note=text(sent, "note"))
    return _("Đã hoàn thành xử lý, chờ trả kết quả.")


def _return(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    receiver, shown, post = line(sent, "receiver", 200), line(sent, "shown", 200), line(sent, "post", 60)
    if dossier.delivery == BY_POST and not (post or receiver):
        raise Wrong({"post": _("Ghi số hiệu bưu gửi, hoặc tên người nhận nếu đến lấy tại quầy.")})
    if dossier.delivery == "tai-quay" and not receiver:
        raise Wrong({"receiver": _("Ghi họ tên người nhận kết quả.")})
    parts = (
        _("Giấy tờ xuất trình: %(what)s", what=shown) if shown else "",
        _("Số hiệu bưu gửi: %(number)s", number=post) if post else "",
        text(sent, "note"),
    )
    service.hand_over(dossier, by, seen, receiver=receiver, note="\n".join(filter(None, parts)))
    return _("Đã trả kết quả.")


def new_promise(sent: Sent) -> datetime | None:
    """The new moment that an apology names: the end of office hours of the day that was typed."""
    chosen = day(sent, "until")
    return calendar_of().closing(chosen) if chosen is not None and calendar_of().spans(chosen) else None


def _apologise(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    reason, until = text(sent, "reason", 2000), new_promise(sent)
    wrong = {}
    if not reason:
        wrong["reason"] = _("Ghi lý do chậm trả kết quả.")
    if until is None:
        wrong["until"] = _("Chọn một ngày làm việc.")
    if wrong or until is None:
        raise Wrong(wrong)
    service.apologise(dossier, by, seen, reason=reason, until=until)
    return _("Đã gửi phiếu xin lỗi, hẹn lại %(moment)s.", moment=viet_datetime(until))


def _correct(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    definition, guided = definition_of(dossier), dossier.guide_answers or {}
    answers = read(definition, MultiDict(sent), guided)
    wrong = {f"f.{place}": message for place, message in validate(definition, answers, guided).items()}
    reason = text(sent, "reason", 1000)
    if not reason:
        wrong["reason"] = _("Ghi lý do đính chính.")
    if not line(sent, "name", 120):
        wrong["name"] = _("Nhập họ và tên người nộp hồ sơ.")
    if wrong:
        raise Wrong(wrong)
    service.correct(
        dossier,
        by,
        seen,
        reason=reason,
        applicant=applicant_of(sent),
        answers=answers,
        delivery=line(sent, "delivery", 12) or dossier.delivery,
    )
    return _("Đã đính chính.")


def applicant_of(sent: Sent) -> Applicant:
    """Who applies, as the clerk typed it."""
    born = day(sent, "born")
    return Applicant(
        name=line(sent, "name", 120),
        identity=line(sent, "identity", 20).replace(" ", ""),
        born=born.isoformat() if born else "",
        phone=line(sent, "phone", 20),
        email=line(sent, "email", 254),
        address=line(sent, "address", 300),
        agent=line(sent, "agent", 120),
        agent_identity=line(sent, "agent_identity", 20).replace(" ", ""),
    )


def as_typed(applicant: Mapping[str, Any]) -> dict[str, str]:
    """What is kept of an applicant as it stands in a form: the day of birth as people write it."""
    found = {key: str(value or "") for key, value in applicant.items()}
    return found | {"born": day_in_words(found.get("born", ""))}


def _note(dossier: Dossier, by: Party, seen: int, sent: Sent) -> str:
    words = text(sent, "text", 2000)
    if not words:
        raise Wrong({"text": _("Ghi chú còn trống.")})
    service.note(dossier, by, seen, text=words)
    return _("Đã ghi chú.")


DOING: dict[str, Doing] = {
    "receive": _receive,
    "refuse": _refuse,
    "take": _take,
    "release": _release,
    "pass": _pass,
    "send_back": _send_back,
    "reassign": _reassign,
    "ask": _ask,
    "complete": complete,
    "charge": _charge,
    "withdraw": _withdraw,
    "stop": _stop,
    "decide": decided,
    "finish": _finish,
    "return": _return,
    "apologise": _apologise,
    "correct": _correct,
    "note": _note,
}
