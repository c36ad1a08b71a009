"""Citizens' pages of dossiers: no page of the desk; each view asks by itself who is signed in and whose a thing is."""

from __future__ import annotations

PUBLIC = "public"
ROUTES = {
    f"applying.{name}": PUBLIC
    for name in (
        "start", "begin", "resume", "applicant", "section", "newer", "drop", "papers", "upload", "piece_act", "reuse",
        "picture", "photo", "corners", "review", "hand_in",
    )
} | {
    f"following.{name}": PUBLIC
    for name in (
        "mine", "dossier", "handed_in", "withdraw", "contact", "rate", "result", "given", "form", "completion",
        "open_completion", "complete", "lookup", "looked_up",
    )
}  # fmt: skip
