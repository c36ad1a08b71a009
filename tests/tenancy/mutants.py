"""The layers of the isolation, each weakened in the ways in which a change of its code could weaken it.

A mutant names the layer, what is weaker, and the tests that must notice. `alone` says why nothing else holds
where this place is weak; where it is empty, the other layers still let no word of another portal out
(`test_leaks.py` runs with the mutant in force).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.tenancy import weaker_doors, weaker_layers
from tests.tenancy.weakening import answers, swap

NOTHING = "nothing"
"""The mutant in which nothing is weaker: what a test says of it, it says of the code as it is."""

LAYERS = {
    "host": "the portal that a request is for",
    "session": "a session of one portal",
    "permission": "the permission of each verb",
    "scope": "the scope in a ContextVar",
    "orm": "ORM criteria",
    "flush": "a flush check",
    "sql": "a guard",
    "schema": "composite keys",
    "rows": "row level security",
    "search": "a tenant filter in one function of the search engine",
    "cache": "kept pages and pieces",
    "files": "files asked for through the scope",
    "jobs": "jobs in the scope of whose they are",
    "packages": "packages written in the scope of the portal",
    "secrets": "secrets bound to their portal",
}
"""How ARCHITECTURE.md ("Keeping tenants apart") names each layer."""


@dataclass(frozen=True)
class Mutant:
    """One way in which a layer is weaker. `alone`: why no other layer stands behind it."""

    layer: str
    weakened: str
    weaken: Callable[[], None]
    noticed_by: tuple[str, ...]
    alone: str = ""
    needs: str = ""
    """The command without which its tests can't run."""


CROSSES = "crosses portals by name: everything below takes its word"
LAST = "nothing stands behind it: what is kept is given out without asking the database"
ISOLATION = "tenancy/test_isolation.py::"
ALONE = "tenancy/test_layers.py::"
KEPT = "web/test_page_cache.py::"
ROWS = "database/test_row_security.py::"

MUTANTS: dict[str, Mutant] = {
    "a host that a header names": Mutant(
        "host", "X-Forwarded-Host is believed without a proxy", weaker_doors.another_host,
        ("hostile/test_further.py::test_no_parameter_leads_into_another_portal",),
    ),
    "an unknown host is the district's": Mutant(
        "host", "a host that nobody has is answered as the district", weaker_doors.unknown_is_the_district,
        ("web/test_hostile.py::test_an_unknown_host_gets_a_page_that_lists_the_portals",),
    ),
    "the beginning of a host": Mutant(
        "host", "tam-hai.anything is answered as tam-hai", weaker_doors.beginning_of_a_host,
        ("tenancy/test_hosts.py::test_a_host_is_known_by_all_of_it",),
    ),
    "a session of any portal": Mutant(
        "session", "the portal of a session is not compared",
        weaker_doors.session_everywhere("portal.accounts.sessions"),
        ("tenancy/test_leaks.py::test_a_cookie_opens_the_portal_it_was_given_at",),
    ),
    "a citizen's session of any portal": Mutant(
        "session", "the portal of a citizen's session is not compared",
        weaker_doors.session_everywhere("portal.citizens.sessions"),
        ("citizens/test_door.py::test_a_session_is_of_one_portal",),
    ),
    "a ticket for any portal": Mutant(
        "session", "a ticket opens another portal than it was made for", weaker_doors.ticket_for_any_portal,
        ("accounts/test_sessions.py::test_a_ticket_carries_a_person_over_once",),
    ),
    "roles of any portal": Mutant(
        "permission", "who has a role anywhere has it here", weaker_doors.roles_everywhere,
        ("accounts/test_sessions.py::test_an_editor_cannot_go_where_he_has_no_role",),
    ),
    "strangers at the desk": Mutant(
        "permission", "who has no role here enters the desk", weaker_doors.strangers_enter,
        ("tenancy/test_leaks.py::test_a_stranger_finds_no_desk",),
    ),
    "nothing is required": Mutant(
        "permission", "no permission is asked for",
        lambda: swap("portal.accounts.permissions:Actor.require", answers(None)),
        ("accounts/test_sessions.py::test_what_is_refused_is_in_the_audit_trail",),
    ),
    "no scope reads all": Mutant(
        "scope", "where nobody set a scope, all is read", weaker_layers.unset_reads_all,
        (f"{ISOLATION}test_without_a_scope_every_form_is_refused",
         f"{ALONE}test_without_a_scope_no_room_is_read"),
    ),
    "one session for all scopes": Mutant(
        "scope", "the session outlives its scope", weaker_layers.sessions_shared,
        (f"{ISOLATION}test_an_outer_session_keeps_nothing_of_an_inner_scope",),
    ),
    "a request reads everything": Mutant(
        "scope", "a request gets the scope of a task", weaker_doors.request_reads_everything,
        ("tenancy/test_leaks.py::test_nothing_of_another_portal_is_said",), CROSSES,
    ),
    "all are parents": Mutant(
        "scope", "a visitor reads what any portal shares", weaker_doors.readers_have_all_as_parents,
        ("tenancy/test_leaks.py::test_what_a_neighbour_shares_is_not_shared_with_us",),
        "what is shared goes to those below: whose parents are named wrongly reads it",
    ),
    "the desk reads above": Mutant(
        "scope", "the desk has the rows that the district shares", weaker_doors.the_desk_reads_above,
        (f"{ISOLATION}test_the_desk_has_nothing_of_what_is_shared_from_above",),
    ),
    "anybody writes anything": Mutant(
        "scope", "every scope may write every row",
        lambda: swap("portal.tenancy.scope:Scope.may_write", answers(True)),
        (f"{ALONE}test_the_flush_check_alone_refuses_every_room",),
    ),
    "a narrowed task keeps its rows": Mutant(
        "scope", "rows of all portals stay in the session of a narrowed task",
        weaker_layers.narrowed_keeps_rows,
        ("tenancy/test_handover.py::test_a_narrowed_task_has_let_go_of_the_rows_of_others",),
    ),
    "no criteria": Mutant(
        "orm", "statements get no criteria", weaker_layers.off("orm"),
        (f"{ALONE}test_the_criteria_alone_bind_every_room",),
    ),
    "criteria without aliases": Mutant(
        "orm", "an alias gets no criteria",
        weaker_layers.no_aliases,
        (f"{ALONE}test_the_criteria_alone_bind_every_room",),
    ),
    "criteria on reads alone": Mutant(
        "orm", "UPDATE and DELETE get no criteria", weaker_layers.criteria_on_reads_alone,
        (f"{ALONE}test_the_criteria_alone_bind_changes_of_every_room",),
    ),
    "no criteria on what is shared": Mutant(
        "orm", "tables with `shared` get no criteria", weaker_layers.without("TenantShared"),
        (f"{ALONE}test_a_portal_above_is_read_only_where_rows_are_shared",
         f"{ISOLATION}test_a_commune_reads_what_the_district_shares_and_nothing_else"),
    ),
    "no criteria on what is owned": Mutant(
        "orm", "tables without `shared` get no criteria", weaker_layers.without("TenantOwned"),
        (f"{ALONE}test_the_criteria_alone_bind_every_room",),
    ),
    "all of those above": Mutant(
        "orm", "rows of the district are read that it does not share", weaker_layers.shared_without_the_mark,
        (f"{ISOLATION}test_a_commune_reads_what_the_district_shares_and_nothing_else",),
        "row level security on PostgreSQL; on SQLite the mark is read by the criteria alone",
    ),
    "no flush check": Mutant(
        "flush", "rows are written as they come", weaker_layers.off("flush"),
        (f"{ALONE}test_the_flush_check_alone_refuses_every_room",),
    ),
    "a flush that gives rows away": Mutant(
        "flush", "a row may change its portal",
        lambda: swap("portal.tenancy.isolation:get_history", answers(type("Same", (), {"deleted": ()}))),
        (f"{ALONE}test_the_flush_check_alone_lets_no_row_change_its_portal",),
    ),
    "a flush that deletes": Mutant(
        "flush", "a row of another portal may be deleted", weaker_layers.blind_to_deletions,
        (f"{ALONE}test_the_flush_check_alone_refuses_to_change_and_delete_what_is_anothers",),
    ),
    "no guard": Mutant(
        "sql", "the text of statements is not read", weaker_layers.off("sql"),
        (f"{ISOLATION}test_statements_beside_the_orm_are_refused",
         f"{ALONE}test_the_guard_alone_refuses_every_room"),
    ),
    "a guard that misses OR": Mutant(
        "sql", "an OR beside the criterion passes",
        lambda: swap("portal.tenancy.sql_guard:_has_bare_or", answers(False)),
        (f"{ISOLATION}test_statements_beside_the_orm_are_refused",),
    ),
    "a guard that reads comments": Mutant(
        "sql", "a criterion in a comment counts", weaker_layers.comments_read,
        (f"{ISOLATION}test_statements_beside_the_orm_are_refused",),
    ),
    "a guard that reads strings": Mutant(
        "sql", "a criterion in a string counts", weaker_layers.strings_read,
        (f"{ISOLATION}test_statements_beside_the_orm_are_refused",),
    ),
    "a guard of the first table": Mutant(
        "sql", "only the first table of a statement is looked at",
        lambda: swap("portal.tenancy.sql_guard:_aliases",
        lambda original: lambda *given: original(*given)[:1]),
        (f"{ISOLATION}test_each_table_of_a_statement_is_bound",),
    ),
    "a guard of any tenant_id": Mutant(
        "sql", "tenant_id anywhere in a statement counts", weaker_layers.any_equality,
        (f"{ISOLATION}test_each_table_of_a_statement_is_bound",),
    ),
    "inserts unread": Mutant(
        "sql", "the portal of inserted rows is not looked at", weaker_layers.inserts_unread,
        (f"{ISOLATION}test_a_foreign_row_is_not_inserted_beside_the_session",
         f"{ALONE}test_the_guard_alone_refuses_changes_of_every_room"),
    ),
    "rows given away by a statement": Mutant(
        "sql", "an UPDATE may set tenant_id",
        lambda: swap("portal.tenancy.sql_guard:changes_tenant", answers(False)),
        (f"{ALONE}test_the_guard_alone_refuses_changes_of_every_room",
         "tenancy/test_handover.py::test_statements_that_change_the_tenant_are_seen"),
    ),
    "links unchecked": Mutant(
        "schema", "SQLite does not enforce references", weaker_layers.links_unchecked,
        (f"{ISOLATION}test_the_database_refuses_a_link_across_tenants",
         f"{ISOLATION}test_sqlite_enforces_links_and_durability"),
    ),
    "a link by number alone": Mutant(
        "schema", "a reference does not name the portal", weaker_layers.link_by_number_alone,
        (f"{ISOLATION}test_every_owned_table_has_its_tenant_first_and_composite_links",),
    ),
    "a transaction for everybody": Mutant(
        "rows", "every transaction says that it is about all", weaker_layers.told_everything,
        (f"{ROWS}test_each_form_reads_only_the_scope", f"{ROWS}test_a_row_of_another_tenant_is_not_written"),
        needs="initdb",
    ),
    "policies that let read": Mutant(
        "rows", "the policy of reading holds nobody",
        weaker_layers.policy("tenant_reads", "FOR SELECT USING (true)"),
        (f"{ROWS}test_each_form_reads_only_the_scope",), needs="initdb",
    ),
    "policies that let add": Mutant(
        "rows", "the policy of adding holds nobody",
        weaker_layers.policy("tenant_adds", "FOR INSERT WITH CHECK (true)"),
        (f"{ROWS}test_a_row_of_another_tenant_is_not_written",), needs="initdb",
    ),
    "policies that let delete": Mutant(
        "rows", "the policy of deleting holds nobody",
        weaker_layers.policy("tenant_removes", "FOR DELETE USING (true)"),
        (f"{ROWS}test_a_statement_for_all_changes_only_the_scope",), needs="initdb",
    ),
    "policies without FORCE": Mutant(
        "rows", "the owner of the tables is not held",
        weaker_layers.not_forced,
        (f"{ROWS}test_the_owner_is_held_too",),
        needs="initdb",
    ),
    "an engine without a filter": Mutant(
        "search", "the engine proposes entries of all portals",
        lambda: swap("portal.search.engine:TenantFilter.terms", answers(None)),
        ("search/test_engine_conformance.py::test_the_rule_itself_admits_no_other_portal",),
    ),
    "a rule that admits all": Mutant(
        "search", "what the engine proposed is not looked at again",
        lambda: swap("portal.search.engine:TenantFilter.admits", answers(True)),
        ("search/test_engine_conformance.py::test_the_rule_itself_admits_no_other_portal",),
    ),
    "entries of all for all": Mutant(
        "search", "every entry is indexed as shared",
        lambda: swap("portal.search.engine:tenant_terms",
        lambda original: lambda one, _shared: original(one, True)),
        ("search/test_engine_conformance.py::test_the_rule_itself_admits_no_other_portal",),
    ),
    "a search over everything": Mutant(
        "search", "a visitor's filter admits everything", weaker_doors.filter_of_everything,
        ("search/test_pages_isolation.py::test_a_visitors_filter_is_of_the_own_portal_and_those_above",),
    ),
    "kept pages without a host": Mutant(
        "cache", "a kept page of one host answers another", weaker_doors.key_without(0),
        (f"{KEPT}test_requests_that_differ_in_one_respect_never_get_each_others_page",), LAST,
    ),
    "kept pages without a prefix": Mutant(
        "cache", "a kept page of one prefix answers another", weaker_doors.key_without(1),
        ("tenancy/test_by_path.py::test_a_kept_page_of_one_prefix_never_answers_another",),
    ),
    "personal pages kept": Mutant(
        "cache", "a cookie keeps nothing out of the cache", weaker_doors.personal_pages_kept,
        (f"{KEPT}test_nothing_of_a_signed_in_person_is_kept_or_served_to_them_from_the_cache",),
    ),
    "pieces for all": Mutant(
        "cache", "pieces of pages are shared by all portals", weaker_doors.pieces_for_all,
        ("web/test_kept.py::test_pieces_belong_to_their_portal_and_language",), LAST,
    ),
    "files of all": Mutant(
        "files", "a file is looked up over all portals",
        weaker_doors.over_all_portals("portal.media.queries:by_id"),
        ("tenancy/test_leaks.py::test_a_file_is_given_out_by_its_portal_alone",), CROSSES,
    ),
    "uses of all": Mutant(
        "files", "whether a file is public is asked over all portals",
        weaker_doors.over_all_portals("portal.media.queries:public_file"),
        ("tenancy/test_leaks.py::test_a_file_is_given_out_by_its_portal_alone",), CROSSES,
    ),
    "jobs of all": Mutant(
        "jobs", "a job is done in the scope of a task", weaker_doors.jobs_cross,
        ("jobs/test_queue.py::test_jobs_are_done_in_their_tenants_scope_fairly_and_in_order",),
    ),
    "a package of all": Mutant(
        "packages", "the package of a portal is written over all portals", weaker_doors.package_of_all,
        ("tenancy/test_leaks.py::test_a_package_is_written_in_the_scope_of_its_portal",),
    ),
    "a token of any portal": Mutant(
        "secrets", "a token of a form is taken by every portal", weaker_doors.token_of_any_portal,
        ("voice/test_defence.py::test_a_token_of_another_portal_or_form_is_none",),
    ),
    "a preview of any portal": Mutant(
        "secrets", "the link to a draft opens at every portal",
        weaker_doors.over_all_portals("portal.publishing.preview_links:find"),
        ("screens/test_previews.py::test_the_holder_of_a_link_sees_the_draft_and_nobody_else",),
    ),
}  # fmt: skip
"""What is tried, by name."""
