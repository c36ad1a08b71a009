"""E-mails to those who wrote: received with the code, answered, refused with the reason. Plain text, no tracking."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.mail.service import InvalidAddress, send_mail
from portal.tenancy.directory import Portal
from portal.voice.cases.models import VoiceCase, VoicePerson
from portal.voice.cases.receipts import follow_path
from portal.voice.codes import secret_of
from portal.web.rates import rates
from portal.web.request import portal_url

DAY = 24 * 3600.0  # seconds
MOST_RECEIPTS = 5  # to one address in a day


def reason_of(case: VoiceCase) -> str:
    """What the outbox notes of a case's e-mails, so that they go with it."""
    return f"voice {case.code}"


def tell_received(case: VoiceCase, person: VoicePerson, portal: Portal) -> None:
    """The code, and how to follow; a few a day for one address.

    Nobody has shown yet that the address is the sender's: whoever it is hears no words that a stranger chose, and is
    not flooded.
    """
    if not person.email or rates().count("receipt", person.email.lower(), DAY) > MOST_RECEIPTS:
        return
    said = _(
        "%(office)s đã nhận được nội dung gửi từ cổng thông tin với địa chỉ thư này. "
        "Nếu ông/bà không gửi, hãy bỏ qua thư.",
        office=portal.authority,
    )
    _send(case, person, portal, _("Đã nhận: %(code)s", code=case.code), said, name="")


def tell_answered(case: VoiceCase, person: VoicePerson, portal: Portal) -> None:
    """The answer itself."""
    said = _("%(office)s trả lời nội dung “%(title)s”:", office=portal.authority, title=case.title)
    _send(case, person, portal, _("Trả lời: %(code)s", code=case.code), f"{said}\n\n{case.answer}")


def tell_refused(case: VoiceCase, person: VoicePerson, portal: Portal) -> None:
    """Why it was not taken."""
    said = _(
        "%(office)s không tiếp nhận nội dung “%(title)s”. Lý do: %(reason)s",
        office=portal.authority,
        title=person.title,
        reason=case.refusal,
    )
    _send(case, person, portal, _("Không tiếp nhận: %(code)s", code=case.code), said)


def _send(
    case: VoiceCase, person: VoicePerson, portal: Portal, subject: str, text: str, name: str | None = None
) -> None:
    if not person.email:
        return
    name = person.name if name is None else name
    follow = _(
        "Mã hồ sơ: %(code)s\nMã bí mật: %(secret)s (không đưa cho người khác)\nTheo dõi tại: %(url)s",
        code=case.code,
        secret=secret_of(case.code),
        url=portal_url(portal, follow_path(case)),
    )
    greeting = _("Kính gửi %(name)s,", name=name) if name else _("Kính gửi ông/bà,")
    body = f"{greeting}\n\n{text}\n\n{follow}\n\n{portal.authority}\n{portal.telephone}".rstrip()
    try:
        send_mail(person.email, subject, body, tenant_id=case.tenant_id, reason=reason_of(case))
    except InvalidAddress:
        return  # the form asked for an address; what came in otherwise is followed by its code
