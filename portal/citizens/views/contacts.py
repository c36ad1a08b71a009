"""Another e-mail address or telephone number: proven by a code to it, and one to the contact that the account has."""

from __future__ import annotations

from flask import Response, flash, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.citizens import accounts, codes
from portal.citizens.contacts import Contact, shown_phone
from portal.citizens.forms import ContactForm, TwoCodesForm
from portal.citizens.frame import CONTACT, HOME, bp, page, to
from portal.citizens.models import CONTACT as CHANGE
from portal.citizens.models import EMAIL
from portal.citizens.signing_in import changing, citizen_view, the_citizen
from portal.citizens.telling import contact_of, tell
from portal.citizens.views.anew import has_just_signed_in, sign_in_anew
from portal.extensions import db
from portal.web.request import current_portal

WAITS = "doi"
PROOF = f"{CONTACT}/ma"


@bp.route("/lien-he", methods=["GET", "POST"])
@citizen_view
def contact() -> ResponseReturnValue:
    """Ask for the new contact, and send the codes."""
    if contact_of(the_citizen()) is None and not has_just_signed_in():
        # No contact of before can be asked: who adds one could close the account, and open it from then on.
        return sign_in_anew(
            CONTACT, _("Hãy đăng nhập lại rồi thêm liên hệ: tài khoản chưa có nơi nào để gửi mã.")
        )
    form = ContactForm()
    if request.method != "POST":
        return _contact_page(form)
    if not form.validate() or form.read is None:
        return _contact_page(form, 422)
    if form.read.value in {the_citizen().email, the_citizen().phone}:
        form.contact.errors = [_("Tài khoản đang dùng liên hệ này")]
        return _contact_page(form, 422)
    try:
        session[WAITS] = _send(form.read)
    except codes.NotSent as refused:
        form.contact.errors = [str(refused)]
        return _contact_page(form, refused.status)
    return to(PROOF)


def _send(new: Contact) -> dict[str, str]:
    """Codes to the new contact and to what the account has. Raises NotSent, then none is sent."""
    with changing() as found:
        person, portal = found.citizen, current_portal()
        old = contact_of(person)
        try:
            handles = {
                "old": codes.send_code(old, CHANGE, portal, person) if old else "",
                "new": codes.send_code(new, CHANGE, portal, person),
            }
        except codes.NotSent:
            db.session.rollback()
            raise
        db.session.commit()
        return handles


def _contact_page(form: ContactForm, status: int = 200) -> Response:
    return page(
        "citizens/contact.html",
        status,
        form=form,
        person=the_citizen(),
        phone=shown_phone(the_citizen().phone),
        old=contact_of(the_citizen()),
    )


@bp.route("/lien-he/ma", methods=["GET", "POST"])
@citizen_view
def prove_contact() -> ResponseReturnValue:
    """Ask for both codes; both right: the contact is changed, and the one from before is told so."""
    waits: dict[str, str] = session.get(WAITS) or {}
    held = codes.waiting_for(waits.get("new", ""), CHANGE)
    if held is None or held.citizen_id != the_citizen().id:
        return to(CONTACT)
    new, form = codes.contact_of(held), TwoCodesForm()
    if not waits.get("old"):
        del form.old_code
    if request.method != "POST":
        return _proof_page(form, new)
    if not form.validate():
        return _proof_page(form, new, 422)
    status = _change(form, waits)
    if status != 200:
        return _proof_page(form, new, status)
    session.pop(WAITS, None)
    flash(_("Đã đổi liên hệ. Lần sau hãy đăng nhập bằng liên hệ mới."), "success")
    return to(HOME)


def _change(form: TwoCodesForm, waits: dict[str, str]) -> int:
    """Change it where both codes are right; the status, and what is wrong in the form."""
    field = form.new_code
    try:
        with changing() as found:
            person = found.citizen
            checked = []
            for name, asked in (("old", form.old_code), ("new", form.new_code)):
                if asked is not None:
                    field = asked
                    checked.append(codes.check(waits[name], CHANGE, asked.data or "", person.id))
            proven = [codes.use(one) for one in checked][-1]
            before = accounts.change_contact(person, proven.contact)
            if before:
                text = _(
                    "Tài khoản của ông/bà vừa đổi sang liên hệ khác. Nếu không phải ông/bà làm, hãy báo cơ quan ngay."
                )
                tell(Contact(proven.contact.kind, before), str(text))
            db.session.commit()
    except codes.WrongCode as wrong:
        field.errors = [str(wrong)]
        return wrong.status
    except accounts.ContactTaken:
        form.new_code.errors = [
            _("Liên hệ này đang thuộc một tài khoản khác của ông/bà. Hãy đóng tài khoản đó trước.")
        ]
        return 409
    return 200


def _proof_page(form: TwoCodesForm, new: Contact, status: int = 200) -> Response:
    for field in (form.old_code, form.new_code):
        if field is not None:
            field.data = ""
    return page(
        "citizens/prove_contact.html", status, form=form, new=new, old=contact_of(the_citizen()), EMAIL=EMAIL
    )
