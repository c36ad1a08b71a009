"""Acts that are not asked about once more though their permission or name is one of the dangerous ones, and why."""

from __future__ import annotations

SENSITIVE = frozenset(
    {
        *{"tenant.people", "tenant.settings", "district.tenants", "payment.settle", "audit.read_all"},
        *{"dossier.sign", "exchange.sign"},
    }
)
_WHY: dict[str, tuple[str, ...]] = {
    "takes away or ends; whoever does it in haste must not be held up": (
        "people.withdraw_invitation",
        "people.end_sessions",
        "portals.cancel_end",
        "desk_moving.stop",
        "desk_dataset.take_off",
    ),
    "settings of pages, days and reminders: seen by everybody, with a trail, changed back in the same place": (
        "settings.own",
        "appearance.part_sent",
        "appearance.restore",
        "care.rhythm",
        "duties.correct",
        "desk_sharing.asking",
        "desk_voice.settings_page",
        "workdays_desk.edit",
        "workdays_desk.confirm",
        "workdays_desk.drop",
        "desk_dataset.build_now",
        "desk_dataset.licence",
    ),
    "curates search or old addresses: each row can be switched off and brought back": (
        *(f"desk_promoted.{one}" for one in ("new", "edit", "switch_on", "switch_off", "remove", "restore")),
        *(f"desk_old_paths.{one}" for one in ("new", "edit", "switch_on", "switch_off", "remove", "restore")),
    ),
    "brings in drafts that somebody has to publish, and can be forgotten as a whole": (
        "desk_moving.open_new",
        "desk_moving.choose",
        "desk_moving.go_on",
        "desk_moving.forget",
    ),
    "sends or stops one mail that the system has already written": ("desk_mail.again", "desk_mail.stop"),
    "merges one's own words of one text, or two reports of citizens; nothing is lost": (
        *(f"desk_{one}.merge" for one in ("news", "page", "legal", "procedure", "schedule")),
        *(f"desk_{one}.merge" for one in ("consultation", "poll", "voice")),
    ),
    "daily book-keeping in a ledger that only adds and must balance": (
        "desk_drawer.close_left",
        "former_drawer.close_left",
        *(f"treasury.{one}" for one in ("transfer", "note", "claim")),
        *(f"former_treasury.{one}" for one in ("transfer", "note", "claim")),
    ),
    "returns a draft to who wrote it": ("desk_outgoing.give_back",),
    "asks another office whether it is there": ("exchange_offices.try_out",),
    "a challenge that only opens something together with the password": ("security.passkey_options",),
}
HARMLESS: dict[str, str] = {endpoint: why for why, endpoints in _WHY.items() for endpoint in endpoints}
