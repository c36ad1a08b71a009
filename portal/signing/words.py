"""What is said about signatures: one plain sentence per file, and the details of each signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.clock import VIETNAM
from portal.signing.report import EXPIRED, INTACT, REVOKED, TRUSTED, UNREADABLE, SignatureReport

CHANGED, UNCHECKED = "changed", "unreadable"
_TONES = {
    CHANGED: "bad",
    UNCHECKED: "warn",
    REVOKED: "bad",
    "unknown": "warn",
    EXPIRED: "warn",
    TRUSTED: "good",
}


@dataclass(frozen=True)
class Verdict:
    """A file as a whole; `state`: changed, unreadable, revoked, unknown, expired or trusted – the worst that holds."""

    state: str
    label: str
    tone: str
    sentence: str
    is_warning: bool


def state_of(reports: list[SignatureReport]) -> str:
    """The worst state that one of the signatures is in; "" for a file without signatures."""
    if not reports:
        return ""
    if any(one.is_changed for one in reports):
        return CHANGED
    if any(one.integrity == UNREADABLE for one in reports):
        return UNCHECKED
    chains = {one.chain for one in reports}
    return next(state for state in (REVOKED, "unknown", EXPIRED, TRUSTED) if state in chains)


def verdict(reports: list[SignatureReport]) -> Verdict | None:
    """What citizens are told of a file; None for one without signatures."""
    state = state_of(reports)
    if not state:
        return None
    labels = {
        CHANGED: _("Đã bị thay đổi sau khi ký"),
        UNCHECKED: _("Không kiểm tra được chữ ký số"),
        REVOKED: _("Chứng thư ký số đã bị thu hồi"),
        "unknown": _("Ký số, không rõ nguồn tin cậy"),
        EXPIRED: _("Ký số, chứng thư đã hết hạn"),
        TRUSTED: _("Ký số hợp lệ"),
    }
    is_warning = state in {CHANGED, UNCHECKED, REVOKED}
    return Verdict(state, labels[state], _TONES[state], _sentence(reports, state), is_warning)


def _sentence(reports: list[SignatureReport], state: str) -> str:
    people = [one for one in reports if one.kind != "timestamp"]
    parts = [ngettext("Tệp có %(num)d chữ ký số", "Tệp có %(num)d chữ ký số", len(people))]
    if state == CHANGED:
        parts.append(
            _("đã bị thay đổi sau khi ký, nên nội dung hiện nay có thể không phải là nội dung đã được ký")
        )
    elif state == UNCHECKED:
        parts.append(_("có chữ ký không đọc được, nên chưa biết tệp có bị thay đổi sau khi ký hay không"))
    else:
        parts.append(_("không bị thay đổi sau khi ký"))
    parts += _chains(people)
    if any(one.weak for one in people):
        parts.append(_("có chữ ký dùng thuật toán cũ, kém an toàn"))
    return "; ".join(parts) + "."


def _chains(reports: list[SignatureReport]) -> list[str]:
    """How the certificates stand, each counted once."""
    standing = {
        (one.issuer, one.serial): one.chain for one in reports if one.integrity != UNREADABLE or one.serial
    }
    counted = {chain: list(standing.values()).count(chain) for chain in set(standing.values())}
    if not standing:
        return []
    if set(counted) == {TRUSTED}:
        return [_("chứng thư của người ký dẫn tới nguồn tin cậy")]
    said = []
    if many := counted.get("unknown"):
        said.append(
            ngettext(
                "chưa rõ nguồn tin cậy của %(num)d chứng thư",
                "chưa rõ nguồn tin cậy của %(num)d chứng thư",
                many,
            )
        )
    if many := counted.get(EXPIRED):
        said.append(
            ngettext("%(num)d chứng thư đã hết hạn", "%(num)d chứng thư đã hết hạn", many)
            + " "
            + _("và không có dấu thời gian tin cậy")
        )
    if many := counted.get(REVOKED):
        said.append(ngettext("%(num)d chứng thư đã bị thu hồi", "%(num)d chứng thư đã bị thu hồi", many))
    return said


def _local(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(VIETNAM) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None


def instant(text: str) -> str:
    """An instant of a report as people in Vietnam read it; "" where there is none."""
    local = _local(text)
    return f"{local:%H:%M:%S} " + _("ngày %(date)s", date=f"{local:%d/%m/%Y}") if local else ""


def day(text: str) -> str:
    """The day of an instant of a report; "" where there is none."""
    local = _local(text)
    return f"{local:%d/%m/%Y}" if local else ""


def unfolded(reports: list[SignatureReport]) -> list[dict[str, Any]]:
    """The signatures as `signing/_signatures.html` shows them: `.heading .tone .facts`."""
    return [
        {
            "heading": one.signer or one.field,
            "tone": "warn" if one.is_changed else "",
            "facts": details(one),
        }
        for one in reports
    ]


def details(one: SignatureReport) -> list[tuple[str, Any]]:
    """(label, value) of what is known about one signature, for a list of facts."""
    stamped = one.timestamp
    told = [
        (_("Cơ quan, tổ chức"), ", ".join([*one.units, one.organisation]).strip(", ")),
        (_("Chức vụ"), one.title),
        (_("Loại"), _kind(one)),
        (_("Thời điểm ký (theo máy người ký)"), instant(one.claimed_at)),
        (_("Dấu thời gian"), _stamp(one) if stamped else _("không có")),
        (_("Phạm vi"), _covers(one)),
        (_("Sau khi ký"), _after(one)),
        (_("Chứng thư"), _chain(one)),
        (_("Nơi cấp chứng thư"), one.issuer),
        (_("Chứng thư có hạn đến"), day(one.valid_to)),
        (_("Lý do ký"), one.reason),
        (_("Thuật toán"), _("%(name)s (cũ, kém an toàn)", name=one.algorithm) if one.weak else one.algorithm),
        (_("Dạng chữ ký"), one.level),
    ]
    return [(label, value) for label, value in told if value]


def _kind(one: SignatureReport) -> str:
    kinds = {
        "approval": _("chữ ký phê duyệt"),
        "certification": _("chữ ký chứng nhận của người ban hành tệp"),
        "timestamp": _("dấu thời gian của cả tệp"),
    }
    return kinds[one.kind]


def _stamp(one: SignatureReport) -> str:
    if one.timestamp is None:
        return ""
    words = f"{instant(one.timestamp.at)} – {one.timestamp.authority}"
    if not one.timestamp.intact:
        return _("%(stamp)s (không khớp với chữ ký)", stamp=words)
    if one.timestamp.chain != TRUSTED:
        return _("%(stamp)s (không rõ nguồn tin cậy)", stamp=words)
    return words


def _covers(one: SignatureReport) -> str:
    if one.integrity == UNREADABLE:
        return ""
    if one.covers == "file":
        return _("toàn bộ tệp")
    if one.covers == "revision":
        return _("toàn bộ tệp như lúc ký; sau đó tệp được ghi thêm")
    return _("chỉ một phần của tệp")


def _after(one: SignatureReport) -> str:
    if one.integrity == UNREADABLE:
        return _("không kiểm tra được")
    if one.integrity != INTACT:
        return _("nội dung tệp không còn khớp với chữ ký: tệp đã bị sửa hoặc được lưu lại sau khi ký")
    if one.change == "none":
        return _("không thay đổi")
    harmless = {
        "signature": _("có thêm chữ ký khác"),
        "form": _("có điền vào ô mẫu đơn"),
        "ltv": _("có thêm dữ liệu để kiểm tra lâu dài"),
    }
    if one.change == "harmless":
        said = ", ".join(harmless[kind] for kind in one.change_kinds if kind in harmless)
        return said or _("chỉ thay đổi vô hại")
    if "permission" in one.change_kinds:
        return _("có thay đổi mà người ký không cho phép")
    return _("nội dung bị thay đổi")


def _chain(one: SignatureReport) -> str:
    if one.chain == TRUSTED:
        return _("hợp lệ, do %(root)s bảo đảm", root=one.root)
    if one.chain == EXPIRED:
        return _("đã hết hạn")
    if one.chain == REVOKED:
        return _("đã bị thu hồi lúc %(at)s", at=instant(one.revoked_at))
    return _("không rõ nguồn tin cậy")
