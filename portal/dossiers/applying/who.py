"""Who applies, and how the result is wanted: asked with the same fields as a service's form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as parts_of
from typing import Any

from flask_babel import gettext as _

from portal.citizens.models import VNEID, Citizen
from portal.citizens.own import shown_day
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.states import BY_POST, DELIVERIES, DELIVERY_LABELS
from portal.dossiers.submissions import Applicant
from portal.services.definition.conditions import is_empty
from portal.services.definition.shapes import Definition, Field, Option, Section

KEY = "nguoi-nop"
VOUCHED = ("name", "identity", "born")
"""What VNeID says, and nobody changes here."""


def asked(definition: Definition, person: Citizen) -> Definition:
    """A definition whose one section asks who applies, and where the result should go."""
    vouched = person.level == VNEID
    ways = [one for one in DELIVERIES if one in definition.deliveries]
    by_post: tuple[Field, ...] = ()
    if BY_POST in ways:
        by_post = (
            Field(
                "delivery_address",
                _("Địa chỉ nhận kết quả"),
                "address",
                required=True,
                when={"field": "delivery", "is": BY_POST},
                known="address",
            ),
        )
    section = Section(
        KEY,
        definition.applicant or _("Người nộp hồ sơ"),
        (
            *(() if vouched else _own_fields()),
            Field("phone", _("Số điện thoại"), "phone", known="phone", help=_phone_help(person)),
            Field("email", _("Thư điện tử"), "email", known="email"),
            Field("address", _("Nơi ở hiện tại"), "text", most=300),
            Field(
                "delivery",
                _("Ông/bà muốn nhận kết quả bằng cách nào?"),
                "choice",
                required=True,
                options=tuple(Option(one, str(DELIVERY_LABELS[one])) for one in ways),
            ),
            *by_post,
        ),
    )
    return Definition(definition.level, "", (section,), (), (), (), (), ())


def _own_fields() -> tuple[Field, ...]:
    return (
        Field("name", _("Họ và tên"), "person-name", required=True, known="name"),
        Field("identity", _("Số định danh cá nhân"), "identity", required=True, known="identity"),
        Field("born", _("Ngày sinh"), "date", known="born", latest="today"),
    )


def _phone_help(person: Citizen) -> str:
    if person.email or person.phone:
        return _("Để cán bộ gọi khi cần.")
    return _(
        "Để cán bộ gọi và cổng nhắn tin cho ông/bà. Không ghi số nào, thư nào thì cổng không báo tin được."
    )


def vouched_for(person: Citizen) -> list[tuple[str, str]]:
    """What VNeID says of the applicant, in words: the form does not ask for it; [] of who signed in by a code."""
    if person.level != VNEID:
        return []
    return [
        (_("Họ và tên"), person.name),
        (_("Số định danh cá nhân"), person.identity),
        (_("Ngày sinh"), shown_day(person.born)),
    ]


def known_of(person: Citizen) -> dict[str, Any]:
    """What an account knows, for fields that ask for it (`Field.known`)."""
    return {
        "name": person.name,
        "identity": person.identity,
        "born": person.born,
        "phone": person.phone,
        "email": person.email,
        "address": {"detail": person.address} if person.address else {},
    }


def carried(
    definition: Definition, answers: Mapping[str, Any], before: Applicant, now: Applicant
) -> dict[str, Any]:
    """The answers, with what the applicant has just said of themselves in the fields that ask for the same
    (`Field.known`): nobody types their name twice. What somebody wrote there themselves stays; what was carried over
    from `before` follows a correction."""
    old, new = _known_from(before), _known_from(now)
    found = dict(answers)
    for section in definition.sections:
        for one in section.fields:
            was, says = found.get(one.key), new.get(one.known)
            if not is_empty(says) and (is_empty(was) or was == old.get(one.known)):
                found[one.key] = says
    return found


def _known_from(applicant: Applicant) -> dict[str, Any]:
    said = {key: getattr(applicant, key) for key in ("name", "identity", "born", "phone", "email")}
    return said | {"address": {"detail": applicant.address} if applicant.address else {}}


def applicant_of(person: Citizen) -> Applicant:
    """The applicant that an account proposes."""
    return Applicant(person.name, person.identity, person.born, person.phone, person.email, person.address)


def answers_of(draft: DossierDraft) -> dict[str, Any]:
    """What a draft says so far."""
    return dict(draft.applicant or {}) | {
        "delivery": draft.delivery,
        "delivery_address": dict(draft.delivery_address or {}),
    }


def applicant_from(answers: Mapping[str, Any], person: Citizen) -> Applicant:
    """The applicant that a form said; of somebody whom VNeID vouches for, what it vouches for."""
    names = [one.name for one in parts_of(Applicant)]
    values = {name: str(answers.get(name) or "") for name in names}
    if person.level == VNEID:
        values |= {name: getattr(person, name) for name in VOUCHED}
    return Applicant(**values)
