"""What is asked for of a dossier that goes: open demands go with it, the books stay (`payments/succession`)."""

from __future__ import annotations

from portal.dossiers.settling import SUBJECT
from portal.merging.move import Move
from portal.merging.selection import values_of
from portal.payments.succession import hand_on


def hand_on_demands(move: Move) -> int:
    """Hand on what is unpaid of the dossiers that go, and let their requests name the demands there; how many."""
    handed = hand_on(move.old.id, move.new.id, SUBJECT, move.selection.get("dossier", set()))
    requests = move.selection.get("dossier_request", set())
    for row_id, demand_id in values_of("dossier_request", move.old.id, requests, ["demand_id"]):
        if demand_id in handed:
            move.change("dossier_request", row_id, "demand_id", handed[demand_id])
    return len(handed)
