"""The form by which a directive of the registers becomes a legal document of the portal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.exchange.directives.looking import Document
from portal.exchange.kinds import BY_SLUG
from portal.exchange.registers.models import IncomingDocument
from portal.legal.forms import ADMINISTRATIVE, NORMATIVE
from portal.legal.service import LegalDraft
from portal.tenancy.directory import directory
from portal.web.form_fields import MultiCheckboxField


class DirectiveForm(FlaskForm):
    """What the legal page will say, filled from the register; which files go along; the decision."""

    number = StringField(
        _l("Số, ký hiệu"), [InputRequired(_l("Nhập số, ký hiệu, ví dụ 45/KH-UBND")), Length(max=80)]
    )
    type = SelectField(_l("Loại văn bản"))
    title = TextAreaField(_l("Trích yếu"), [InputRequired(_l("Nhập trích yếu nội dung")), Length(max=2000)])
    issuer = StringField(
        _l("Cơ quan ban hành"), [InputRequired(_l("Nhập cơ quan ban hành")), Length(max=250)]
    )
    issued = DateField(_l("Ngày ban hành"), [InputRequired(_l("Chọn ngày ban hành"))])
    effective = DateField(_l("Ngày có hiệu lực"), [Optional()])
    signer = StringField(_l("Người ký"), [Length(max=120)])
    signer_position = StringField(_l("Chức vụ người ký"), [Length(max=160)])
    fields_text = StringField(
        _l("Lĩnh vực"), [Length(max=500)], description=_l("Cách nhau bằng dấu chấm phẩy")
    )
    files = MultiCheckboxField(_l("Tệp đăng kèm"), coerce=int)
    agreed = BooleanField(
        _l("Tôi đã xem nội dung và các tệp được chọn; văn bản này được phép công khai."),
        [InputRequired(_l("Đánh dấu vào ô này nếu văn bản được phép công khai"))],
    )


def offer_types(form: DirectiveForm, document: Document) -> None:
    """The kinds of documents to choose from, with the document's own."""
    own = type_of(document)
    known = [one for one in NORMATIVE + ADMINISTRATIVE if one != own]
    form.type.choices = [(one, one) for one in ([own] if own else []) + known]


def type_of(document: Document) -> str:
    """The kind as legal documents name it: "Quyết định", "Chỉ thị"; "" where the register knows none."""
    kind = BY_SLUG.get(document.kind)
    if kind is not None:
        return kind.name.removesuffix(" (cá biệt)")
    return document.kind_name if isinstance(document, IncomingDocument) else ""


def values_of(document: Document) -> dict[str, object]:
    """What the register says, as the form takes it."""
    if isinstance(document, IncomingDocument):
        issuer = document.sender
    else:
        portal = directory().by_id(document.tenant_id)
        issuer = portal.authority if portal is not None else ""
    return {
        "number": document.number_text,
        "type": type_of(document),
        "title": document.subject,
        "issuer": issuer,
        "issued": document.day,
        "effective": document.day,
        "signer": document.signer_name,
        "signer_position": document.position,
    }


def draft_of(form: DirectiveForm, body: str, closing: str) -> LegalDraft:
    """What the form says, as the verbs of legal documents take it; without any text only the file is there."""
    return LegalDraft(
        number=" ".join((form.number.data or "").split()),
        type=form.type.data,
        title=" ".join((form.title.data or "").split()),
        category="directive",
        issuer=" ".join((form.issuer.data or "").split()),
        signer=(form.signer.data or "").strip(),
        signer_position=(form.signer_position.data or "").strip(),
        issued=form.issued.data,
        effective=form.effective.data,
        fields=(form.fields_text.data or "").split(";"),
        body=body,
        closing=closing,
        text_state="full" if body.strip() else "none",
    )
