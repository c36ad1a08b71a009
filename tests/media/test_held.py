"""Every column that names bytes of the store is known to the sweep: asked of the schema, and of written rows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, LargeBinary, String, select

from portal.extensions import Base, db
from portal.legal.intake import service as intake
from portal.media.held import IN_STORE, hashes_in, holders, named
from portal.media.service import file_store
from portal.publishing.service import commit
from portal.tenancy.owned import TenantRow
from portal.tenancy.scope import all_tenants
from tests.conftest import A, B
from tests.factories import Factory
from tests.media import samples
from tests.media.test_served_pictures import stored
from tests.media.test_sweeping import share

SPOKEN_OF = {
    "proof_leaf.files": "the log says what was published; the file's own row keeps the bytes",
    "proof_pending.files": "the same, until its hour",
    "proof_leaf.canonical": "the same, as it was signed",
    "proof_hash.sha256": "the same, to be looked for",
    "signature_check.sha256": "what was found out about bytes that a file's row keeps",
}
"""Columns in which the hash of stored bytes stands, and why they keep none."""

NEVER = {
    "a secret that somebody holds, as a hash": """account_token.token_hash handover.token_hash invitation.token_hash
        preview_link.token_hash sign_in_session.token_hash recovery_code.code_hash passkey.public_key
        citizen_session.token_hash wall_screen.token_digest one_time_code.handle_hash one_time_code.code_hash
        vneid_arrival.handle_hash sign_in_try.who""",
    "a digest of a text": """alert.origin_digest consultation.origin_digest legal_document.origin_digest
        page.origin_digest poll.origin_digest procedure.origin_digest work_week.origin_digest news_item.origin_digest
        audit_entry.previous audit_entry.digest audit_head.digest shared_copy.digest working_copy.saved_digest
        moving_item.digest old_path.key proof_leaf.text_sha256 proof_pending.text_sha256
        signature_check.trust_digest result_template.origin_digest result_template_version.digest
        service.origin_digest service_version.digest dataset_version.digest indicator.origin_digest""",
    "a node of a log": "proof_node.hash proof_leaf.leaf_hash proof_checkpoint.root witnessed_checkpoint.root",
    "a digest of a package of the exchange": """exchange_package.digest exchange_arrival.sha256
        exchange_arrival.digest exchange_refusal.sha256""",
    "names files by their ids": """tenant.settings appearance_draft.data revision.data working_copy.fields
        working_copy.base correction.fields correction.removed bulk_row.before bulk_row.after job.payload
        merge.order merge.effects merge.before merge_step.data moved_row.changes moving_source.mapping
        moving_source.found moving_source.summary dossier_draft.papers""",
    "a digest of a sealed paper, by which whoever holds it is told that it is ours": """result_document.sha256
        outgoing_file.sha256 incoming_file.sha256""",
    "names no file": """dataset_version.columns dataset_version.sizes media_file.former_names
        result_template_version.definition service_version.definition incoming_document.answers
        incoming_document.former incoming_document.origin incoming_document.wanted outgoing_document.addressed
        outgoing_document.origin outgoing_document.to_places
        work_year.hours work_year.off work_year.worked
        alert.on_portals bulk_act.failed consultation.groups invitation.roles procedure.subjects
        procedure.results procedure.keywords proof_checkpoint.cosignatures proof_checkpoint.refusals
        quality_day.counts search_query.spellings intake_file.notes intake_file.proposals intake_file.signatures
        intake_file.outline legal_relation.target_anchors moving_item.troubles signature_check.reports
        exchange_office.certificates exchange_office.revoked exchange_package.payload
        voice_case.suspicion intake_page.words counter_person.units payment_receipt.lines
        indicator.collected_from indicator_edit.data""",
}
"""Columns that could hold a hash by their type or their name, and why they name no stored bytes."""


def could_hold(column: Column[Any]) -> bool:
    """Whether a column is of the length of a hash, or a box that anything may lie in, or is called like one."""
    kind = column.type
    has_length = isinstance(kind, String) and kind.length == 64
    return has_length or isinstance(kind, JSON | LargeBinary) or "sha256" in column.name


def test_every_column_that_could_name_stored_bytes_is_known(app: Flask) -> None:
    columns = {f"{table.name}.{one.name}": one for table in Base.metadata.sorted_tables for one in table.c}
    never = {name for names in NEVER.values() for name in names.split()} | set(SPOKEN_OF)
    marked = {name for name, one in columns.items() if one.info.get("in_store")}
    unknown = {name for name, one in columns.items() if could_hold(one)} - never - marked
    assert not unknown, f"name bytes of the store (info=IN_STORE) or say here why not: {sorted(unknown)}"
    assert never <= set(columns) and not never & marked
    held = {f"{model.__tablename__}.{one}" for model, names in holders() for one in names}
    assert held == marked and all(issubclass(model, TenantRow) for model, _names in holders())
    assert IN_STORE == {"in_store": True}


def test_whatever_row_names_stored_bytes_lies_in_a_known_column(
    app: Flask, factory: Factory, tmp_path: Path, signed_in: Callable[..., Any]
) -> None:
    """Acts of all parts that keep files; then each value of each row is looked at."""
    picture = stored(factory, A, tmp_path, samples.picture(400, 300))
    _id, _slug = factory.news(A, picture_id=picture, body=f"![Bến](/tep/{picture}/320.jpg)")
    share(app, factory, picture)
    (tmp_path / "den.pdf").write_bytes(samples.pdf())
    with factory.acting(B) as actor:
        intake.bring(tmp_path / "den.pdf", "den.pdf", actor)
        commit()
    document = factory.legal(A)[0]
    desk = signed_in(A, "approver")
    upload = {"files": [((tmp_path / "den.pdf").open("rb"), "goc.pdf")]}
    address = f"/quan-tri/van-ban/{document}/tep"
    assert desk.post(address, upload, content_type="multipart/form-data").status_code == 302
    with app.app_context():
        there = set(file_store().iter_all())
        known = {f"{model.__tablename__}.{one}" for model, names in holders() for one in names}
        found = places_of(there)
        assert set().union(*named().values()) == there
    assert {name for name in found if name not in known} <= set(SPOKEN_OF), (
        "names stored bytes, unknown to the sweep"
    )
    assert found >= {
        "media_file.sha256",
        "media_file.renditions",
        "shared_copy.content",
        "intake_file.sha256",
    }


def places_of(hashes: set[str]) -> set[str]:
    """Every column of every table in which one of these hashes stands."""
    looked_for, found = re.compile("|".join(hashes)), set()
    with all_tenants("tests"):
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(select(table)).mappings():
                for name, value in row.items():
                    text = (
                        value.hex() + str(value)
                        if isinstance(value, bytes)
                        else json.dumps(value, default=str)
                    )
                    if looked_for.search(text):
                        found.add(f"{table.name}.{name}")
    return found


HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
BOXES = st.recursive(
    st.one_of(HASHES, st.none(), st.integers(), st.text(max_size=70)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
)


@given(BOXES, HASHES)
def test_a_hash_is_found_at_any_depth_and_nothing_else(box: Any, planted: str) -> None:
    found = list(hashes_in([box, {"files": [{"sha256": planted}]}]))
    assert planted in found and all(re.fullmatch("[0-9a-f]{64}", one) for one in found)
    assert set(re.findall('"([0-9a-f]{64})"', json.dumps({"": box}))) >= set(hashes_in(box))
