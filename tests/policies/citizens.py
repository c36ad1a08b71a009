"""Citizens' accounts: no page of the desk; each view asks by itself who is signed in."""

from __future__ import annotations

PUBLIC = "public"
ROUTES = {
    f"citizens.{name}": PUBLIC
    for name in (
        "sign_in", "code", "resend", "consent", "decline", "sign_out", "account", "profile", "running", "end_session",
        "contact", "prove_contact", "data", "download", "correct", "seen", "leave", "prove_leaving", "vneid_go",
        "vneid_back", "vneid_first", "vneid_link",
    )
}  # fmt: skip
