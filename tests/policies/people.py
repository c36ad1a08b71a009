"""Routes of people and accounts: signing in with a second factor, one's own account, invitations, handing over."""

from __future__ import annotations

OPEN_DESK = "open desk"
PERSON = "tenant.people"
ROUTES: dict[str, str] = {
    "second_factor.verify": OPEN_DESK,
    "second_factor.passkey_options": OPEN_DESK,
    "second_factor.show_passkey": OPEN_DESK,
    "second_factor.set_up": OPEN_DESK,
    "second_factor.new_passkey_options": OPEN_DESK,
    "second_factor.set_up_passkey": OPEN_DESK,
    "by_link.arrive": OPEN_DESK,
    "by_link.forgotten": OPEN_DESK,
    "by_link.reset": OPEN_DESK,
    "by_link.address": OPEN_DESK,
    "by_link.invitation": OPEN_DESK,
    "account.page": "desk.enter",
    "account.rename": "desk.enter",
    "account.change_address": "desk.enter",
    "account.end_session": "desk.enter",
    "account.end_others": "desk.enter",
    "security.page": "desk.enter",
    "security.add_authenticator": "desk.enter",
    "security.passkey_options": "desk.enter",
    "security.add_passkey": "desk.enter",
    "security.remove_authenticator": "desk.enter",
    "security.remove_passkey": "desk.enter",
    "security.recovery_codes": "desk.enter",
    "confirming.confirm": "desk.enter",
    "confirming.passkey_options": "desk.enter",
    "confirming.confirm_by_passkey": "desk.enter",
    "people.renew_invitation": PERSON,
    "people.withdraw_invitation": PERSON,
    "people.person": PERSON,
    "people.grant": PERSON,
    "people.reset_factor": PERSON,
    "people.end_sessions": PERSON,
    "people.leaving": PERSON,
    "people.everybody": "district.tenants",
}
VALUES: dict[str, dict[str, str]] = {
    "account.end_session": {"handle": "0" * 20},
    "security.remove_passkey": {"key_id": "4000000000"},
    "people.renew_invitation": {"invitation_id": "4000000000000000000"},
    "people.withdraw_invitation": {"invitation_id": "4000000000000000000"},
}
