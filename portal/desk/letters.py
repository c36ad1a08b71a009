"""The e-mails about accounts: what they say, in words that are understood without knowing the system."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.models import Invitation, User
from portal.accounts.permissions import ROLES
from portal.mail.service import send_mail
from portal.web.request import current_portal, portal_url


def invitation_url(token: str) -> str:
    """The address that an invitation is accepted at."""
    return portal_url(current_portal(), f"/quan-tri/loi-moi/{token}")


def send_invitation(row: Invitation, token: str) -> None:
    """Put the invitation's e-mail into the outbox (the caller commits). Raises InvalidAddress."""
    portal = current_portal()
    text = _(
        "Kính gửi %(name)s,\n\n%(by)s mời ông/bà tham gia bàn biên tập %(portal)s với vai trò: %(roles)s.\n\n"
        "Để nhận lời mời, hãy mở liên kết sau trong vòng 7 ngày (liên kết chỉ dùng được một lần):\n%(url)s\n\n"
        "Nếu ông/bà không biết về việc này, hãy bỏ qua thư.\n\n%(portal)s",
        name=row.name,
        by=row.by_name,
        portal=portal.name,
        roles=", ".join(str(ROLES[one]) for one in row.roles),
        url=invitation_url(token),
    )
    subject = _("Lời mời tham gia bàn biên tập %(portal)s", portal=portal.name)
    send_mail(row.email, subject, text, tenant_id=portal.id, reason="invitation")


def send_reset(user: User, token: str) -> None:
    """Put the e-mail with the link to a new password into the outbox (the caller commits). Raises InvalidAddress."""
    portal = current_portal()
    text = _(
        "Kính gửi %(name)s,\n\nCó người (có thể là ông/bà) xin đặt lại mật khẩu bàn biên tập %(portal)s.\n\n"
        "Để đặt mật khẩu mới, hãy mở liên kết sau trong vòng 30 phút (liên kết chỉ dùng được một lần):\n%(url)s\n\n"
        "Nếu ông/bà không yêu cầu, hãy bỏ qua thư: mật khẩu không thay đổi.\n\n%(portal)s",
        name=user.name,
        portal=portal.name,
        url=portal_url(portal, f"/quan-tri/dat-lai/{token}"),
    )
    subject = _("Đặt lại mật khẩu bàn biên tập %(portal)s", portal=portal.name)
    send_mail(user.email, subject, text, tenant_id=portal.id, reason="reset")


def send_new_address(user: User, new_email: str, token: str) -> None:
    """Put the e-mail that confirms a new address into the outbox (the caller commits). Raises InvalidAddress."""
    portal = current_portal()
    text = _(
        "Kính gửi %(name)s,\n\nHãy mở liên kết sau trong vòng 30 phút để xác nhận dùng địa chỉ này đăng nhập "
        "bàn biên tập %(portal)s:\n%(url)s\n\nNếu ông/bà không yêu cầu, hãy bỏ qua thư.\n\n%(portal)s",
        name=user.name,
        portal=portal.name,
        url=portal_url(portal, f"/quan-tri/doi-thu/{token}"),
    )
    subject = _("Xác nhận địa chỉ thư điện tử mới – %(portal)s", portal=portal.name)
    send_mail(new_email, subject, text, tenant_id=portal.id, reason="address")


def send_recovery_used(user: User, left: int) -> None:
    """Tell somebody that one of their recovery codes was used, and how many are left (the caller commits). Raises
    InvalidAddress."""
    portal = current_portal()
    text = _(
        "Kính gửi %(name)s,\n\nMột mã dự phòng của ông/bà vừa được dùng để xác thực ở bàn biên tập %(portal)s. "
        "Còn %(left)s mã chưa dùng.\n\n"
        "Nếu không phải ông/bà, hãy đổi mật khẩu ngay, tạo bộ mã mới ở trang Tài khoản và báo người quản trị cổng."
        "\n\n%(portal)s",
        name=user.name,
        portal=portal.name,
        left=left,
    )
    subject = _("Một mã dự phòng vừa được dùng – %(portal)s", portal=portal.name)
    send_mail(user.email, subject, text, tenant_id=portal.id, reason="recovery")


def send_address_changed(user: User, before: str) -> None:
    """Tell the old address that it no longer signs in (the caller commits). Raises InvalidAddress."""
    portal = current_portal()
    text = _(
        "Kính gửi %(name)s,\n\nĐịa chỉ đăng nhập bàn biên tập %(portal)s của ông/bà đã đổi từ %(before)s "
        "sang %(after)s.\n\n"
        "Nếu ông/bà không tự đổi, hãy báo ngay cho người quản trị cổng.\n\n%(portal)s",
        name=user.name,
        portal=portal.name,
        before=before,
        after=user.email,
    )
    subject = _("Địa chỉ đăng nhập đã đổi – %(portal)s", portal=portal.name)
    send_mail(before, subject, text, tenant_id=portal.id, reason="address")
