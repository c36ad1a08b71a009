"""The cases of hostile input that the installation promises to hold (A01 to A59), and the tests that hold each.

A test is named by its file below tests/ and its function; test_cases.py holds the table to what there is.
"""

from __future__ import annotations

CASES: dict[str, tuple[str, ...]] = {
    "A01": ("web/test_hostile.py::test_what_an_editor_pastes_is_harmless",),
    "A02": (
        "web/test_hostile.py::test_what_an_editor_pastes_is_harmless",
        "web/test_sanitise.py::test_a_link_with_a_wrong_address_becomes_its_text",
    ),
    "A05": (
        "web/test_hostile.py::test_what_an_editor_pastes_is_harmless",
        "web/test_sanitise.py::test_cells_keep_only_sizes_that_are_numbers",
    ),
    "A07": (
        "web/test_hostile.py::test_what_an_editor_pastes_is_harmless",
        "web/test_sanitise.py::test_attack_strings_leave_nothing_outside_the_allowlist",
        "hostile/test_planted.py::test_no_text_of_the_database_runs_in_a_browser",
    ),
    "A08": (
        "accounts/test_matrix.py::test_things_of_others_do_not_exist",
        "tenancy/test_canaries.py::test_the_desk_of_a_commune_never_shows_another_portals_words",
    ),
    "A11": (
        "web/test_hostile.py::test_what_is_not_yet_or_no_more_public_is_not_shown",
        "accounts/test_matrix.py::test_drafts_are_not_public",
        "screens/test_workflow.py::test_files_of_a_correction_are_not_public_before_it_is",
    ),
    "A13": (
        "web/test_hostile.py::test_fields_that_a_form_does_not_have_are_ignored",
        "citizens/test_attacks.py::test_fields_that_nobody_asked_for_are_ignored",
        "dossiers/applying/test_attacks.py::test_extra_fields_change_nothing",
    ),
    "A14": (
        "accounts/test_matrix.py::test_a_role_reaches_what_the_policy_says",
        "accounts/test_sessions.py::test_what_is_refused_is_in_the_audit_trail",
        "screens/test_workflow.py::test_with_four_eyes_nobody_lets_through_what_they_changed_last",
    ),
    "A17": (
        "media/test_upload.py::test_remote_relations_are_never_fetched",
        "screens/test_from_word.py::test_a_picture_elsewhere_is_not_fetched_and_named",
    ),
    "A18": (
        "media/test_upload.py::test_names_never_decide_where_a_file_lies",
        "media/test_names.py::test_hostile_names_of_the_data_set",
        "media/test_names.py::test_header",
    ),
    "A19": (
        "media/test_isolated.py::test_bombs_take_no_memory",
        "media/test_kinds.py::test_generated_files",
    ),
    "A21": (
        "media/test_kinds.py::test_refused",
        "media/reading/test_article.py::test_hostile_and_foreign_files_are_refused_in_words",
        "screens/test_from_word.py::test_a_hostile_file_is_refused_with_a_reason_and_nothing_is_kept",
    ),
    "A22": (
        "media/test_kinds.py::test_refused",
        "media/test_kinds.py::test_generated_files",
        "media/test_upload.py::test_served_as_a_download_or_as_our_own_picture",
    ),
    "A25": ("media/test_upload.py::test_served_as_a_download_or_as_our_own_picture",),
    "A26": (
        "accounts/test_sessions.py::test_after_signing_in_nobody_is_sent_elsewhere",
        "citizens/test_attacks.py::test_after_signing_in_nobody_is_sent_elsewhere",
        "web/test_languages.py::test_choosing_a_language_leads_nowhere_else",
    ),
    "A30": (
        "accounts/test_sessions.py::test_signing_in_gives_a_new_session_and_drops_the_old",
        "accounts/test_sessions_end.py::test_a_cookie_from_before_signing_in_is_worth_nothing_after",
    ),
    "A31": (
        "accounts/test_sessions.py::test_a_session_ends_within_one_request_of",
        "accounts/test_sessions_end.py::test_both_browsers_are_out_within_one_request_of",
        "accounts/test_sessions_end.py::test_both_browsers_of_a_citizen_are_out_within_one_request_of",
    ),
    "A32": (
        "web/test_headers_everywhere.py::test_no_rule_is_acted_on_without_the_token",
        "accounts/test_sessions.py::test_the_token_of_another_session_is_worthless",
        "citizens/test_attacks.py::test_forms_of_other_sites_do_nothing",
    ),
    "A34": (
        "accounts/test_sessions.py::test_a_wrong_password_and_an_unknown_address_get_the_same_answer",
        "accounts/test_sessions.py::test_an_unknown_address_costs_a_hash_as_well",
        "accounts/test_by_link.py::test_known_and_unknown_addresses_get_the_same_answer",
    ),
    "A36": (
        "accounts/test_second_factor.py::test_a_code_counts_once_and_older_ones_not_at_all",
        "accounts/test_second_factor.py::test_after_five_wrong_codes_even_the_right_one_waits",
        "citizens/test_attacks.py::test_guessing_the_codes_of_many_people_ends",
    ),
    "A37": (
        "accounts/test_by_link.py::test_a_link_sets_a_password_once",
        "accounts/test_by_link.py::test_a_link_is_void_after",
        "accounts/test_by_link.py::test_a_link_of_one_purpose_serves_no_other",
        "accounts/test_by_link.py::test_opening_a_link_uses_nothing_up",
    ),
    "A38": (
        "web/test_spreadsheet.py::test_known_injections_begin_with_an_apostrophe",
        "web/test_spreadsheet.py::test_a_text_in_a_workbook_stays_that_text",
        "hostile/test_planted.py::test_what_programs_read_can_be_read_and_no_cell_is_a_formula",
    ),
    "A40": (
        "hostile/test_sweep.py::test_no_field_breaks_a_page_or_becomes_part_of_it",
        "web/test_hostile.py::test_naughty_strings_in_every_public_field_give_no_error",
        "citizens/test_attacks.py::test_hostile_strings_through_every_field",
        "voice/test_defence.py::test_hostile_texts_through_every_public_form",
    ),
    "A42": ("hostile/test_further.py::test_a_picture_comes_only_in_sizes_that_were_made",),
    "A44": (
        "accounts/test_sessions.py::test_a_name_cannot_write_lines_into_the_log",
        "citizens/test_attacks.py::test_nothing_of_a_citizen_is_written_into_the_log",
    ),
    "A45": (
        "mail/test_sending.py::test_nobody_writes_headers_through_a_subject_or_an_address",
        "citizens/test_attacks.py::test_what_is_no_contact_is_refused",
        "hostile/test_further.py::test_no_line_break_of_a_form_becomes_a_header_of_an_e_mail",
    ),
    "A46": (
        "web/test_hostile.py::test_template_syntax_is_shown_as_written",
        "desk/test_appearance.py::test_the_footer_its_links_and_social_media",
        "citizens/test_attacks.py::test_what_is_typed_is_shown_as_it_was",
    ),
    "A51": ("hostile/test_further.py::test_a_piece_of_a_page_changes_what_it_is_for_and_nothing_else",),
    "A52": (
        "web/test_hostile.py::test_repeated_and_unknown_parameters_are_refused_by_name",
        "hostile/test_further.py::test_no_parameter_leads_into_another_portal",
    ),
    "A53": (
        "web/test_hostile.py::test_nothing_of_the_inside_is_served",
        "web/test_hostile.py::test_trace_and_odd_methods_are_refused",
    ),
    "A54": (
        "web/test_hostile.py::test_an_error_page_tells_nothing_of_the_inside",
        "web/test_headers_everywhere.py::test_every_kind_of_error",
    ),
    "A57": (
        "web/test_hostile.py::test_slugs_are_unique_in_their_tenant_and_never_reserved",
        "desk/test_portals.py::test_slugs_are_safe_names",
    ),
    "A59": (
        "hostile/test_policy.py::test_the_policy_stops_what_a_text_that_got_through_would_try",
        "hostile/test_planted.py::test_no_text_of_the_database_runs_in_a_browser",
        "browser/test_pages.py::test_a_page_is_accessible_quiet_and_light",
    ),
}
