"""What citizens' forms accept. They carry a signed number of their own instead of a session's token, so that a page of
the public sets no cookie (see defence/)."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.mail.service import ADDRESS
from portal.tenancy.directory import Portal
from portal.voice.cases.receiving import Sender
from portal.voice.settings import voice_settings

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS = re.compile(r"[\r\n\t\u2028\u2029]+")
PHONE = r"\+?[0-9][0-9 .\-()]{6,18}\Z"
LONGEST = 5000
MANY_BREAKS = re.compile(r"\n{3,}")


def clean_line(text: Any) -> Any:
    """One line without control characters, trimmed."""
    return _LINE_BREAKS.sub(" ", _NEVER.sub("", text)).strip() if isinstance(text, str) else text


def clean_text(text: Any) -> Any:
    """A text without control characters, line breaks of one kind, no heap of empty lines."""
    if not isinstance(text, str):
        return text
    plain = _NEVER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return MANY_BREAKS.sub("\n\n", plain).strip()


def consent_sentence(portal: Portal) -> str:
    """What the sender agrees to: who, what for, how long. Kept with what they send."""
    return str(
        _(
            "Tôi đồng ý để %(office)s dùng thông tin tôi cung cấp ở trên chỉ để xem xét, xử lý, "
            "trả lời nội dung này. "
            "Thông tin cá nhân không được công khai, không chuyển cho bên ngoài và được xóa sau %(months)s tháng "
            "kể từ khi kết thúc; tôi có thể rút lại bất cứ lúc nào bằng mã hồ sơ.",
            office=portal.authority,
            months=voice_settings(portal).keep_months,
        )
    )


class SenderForm(FlaskForm):
    """Who writes: all optional but the consent."""

    class Meta:
        csrf = False

    name = StringField(
        _l("Họ và tên"),
        [Length(max=120, message=_l("Họ tên dài quá 120 ký tự"))],
        filters=[clean_line],
        description=_l("Không bắt buộc, không công khai"),
    )
    email = StringField(
        _l("Thư điện tử"),
        [
            Optional(),
            Length(max=254),
            Regexp(ADDRESS, message=_l("Thư điện tử chưa đúng dạng, ví dụ: ten@example.vn")),
        ],
        filters=[clean_line],
        description=_l("Để nhận mã hồ sơ và câu trả lời"),
    )
    phone = StringField(
        _l("Số điện thoại"),
        [Optional(), Regexp(PHONE, message=_l("Số điện thoại chỉ gồm chữ số, ví dụ: 0905 123 456"))],
        filters=[clean_line],
        description=_l("Để cơ quan hỏi thêm khi cần, và để bạn tra cứu"),
    )
    consent = BooleanField(
        validators=[InputRequired(_l("Cần đồng ý thì cơ quan mới được phép giữ thông tin"))]
    )
    may_publish = BooleanField(
        _l("Cho phép công bố nội dung (không kèm tên và cách liên hệ) để người khác cùng đọc")
    )  # never ticked beforehand: agreeing is an act of one's own (Law 91/2025/QH15)

    def ask_consent(self, portal: Portal) -> None:
        """Set the sentence of consent of this portal."""
        self.consent.label.text = consent_sentence(portal)

    def sender(self, portal: Portal) -> Sender:
        """Who writes, as the form says."""
        return Sender(
            self.name.data or "", self.email.data or "", self.phone.data or "", consent_sentence(portal)
        )

    def in_page_order(self) -> list[Any]:
        """The fields as the page shows them: what is said before who says it."""
        own = {"name", "email", "phone", "may_publish", "consent"}
        return sorted(self, key=lambda one: one.name in own)

    def written(self) -> str:
        """All that was typed, for the look at spam."""
        return "\n".join(str(one.data) for one in self if isinstance(one, StringField) and one.data)


def _title(label: Any, example: Any) -> StringField:
    return StringField(
        label,
        [
            InputRequired(_l("Ghi tóm tắt trong một câu")),
            Length(max=200, message=_l("Tóm tắt dài quá 200 ký tự")),
        ],
        filters=[clean_line],
        description=example,
    )


def _text(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        [
            InputRequired(_l("Viết nội dung")),
            Length(min=10, message=_l("Nội dung quá ngắn, hãy viết rõ hơn")),
            Length(max=LONGEST, message=_l("Nội dung dài quá 5.000 ký tự, hãy rút gọn")),
        ],
        filters=[clean_text],
    )


class QuestionForm(SenderForm):
    """A question to the portal's office."""

    title = _title(_l("Câu hỏi tóm tắt"), _l("Ví dụ: Thủ tục tách thửa đất ở cần giấy tờ gì?"))
    text = _text(_l("Nội dung câu hỏi"))
    field = SelectField(_l("Lĩnh vực"), default="")


class CommentForm(SenderForm):
    """A comment on a draft."""

    title = _title(_l("Góp ý về điều, khoản hoặc phần nào"), _l("Ví dụ: Điều 3, khoản 2 về mức đóng góp"))
    text = _text(_l("Nội dung góp ý"))


class ReportForm(SenderForm):
    """A report from the field."""

    title = _title(_l("Việc cần phản ánh"), _l("Ví dụ: Cống thoát nước bị tắc trước nhà văn hóa thôn"))
    text = _text(_l("Mô tả cụ thể"))
    field = SelectField(_l("Loại việc"), default="")
    area = SelectField(_l("Thôn, khu vực"), default="")
    place = StringField(
        _l("Ở đâu"),
        [Length(max=300, message=_l("Chỗ này ghi tối đa 300 ký tự"))],
        filters=[clean_line],
        description=_l("Ví dụ: đoạn từ chợ đến trường tiểu học, đối diện nhà văn hóa"),
    )
    lat = HiddenField()
    lon = HiddenField()


class FollowForm(FlaskForm):
    """The code and a proof."""

    class Meta:
        csrf = False

    code = StringField(
        _l("Mã hồ sơ"),
        [InputRequired(_l("Nhập mã hồ sơ, ví dụ: HD-7K3M-92QX")), Length(max=60)],
        filters=[clean_line],
    )
    proof = StringField(
        _l("Mã bí mật, hoặc thư điện tử, hoặc 4 số cuối điện thoại đã khai"),
        [InputRequired(_l("Nhập một trong ba thông tin này")), Length(max=254)],
        filters=[clean_line],
    )


def choose(field: SelectField, options: tuple[str, ...], empty: str) -> None:
    """Offer a list of texts; what was sent and stands there no longer becomes the empty choice."""
    field.choices = [("", empty), *((one, one) for one in options)]
    if request.method == "POST" and field.data not in options:
        field.data = ""
