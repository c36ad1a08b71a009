"""Merging, splitting and renaming portals: in 2025 seventeen communes became six.

**What is moved.** Every table says of itself whether it is tenant-owned, what its rows belong to and which keys
are unique (`schema.py` reads the metadata), so a table that is added later moves too. What stays is named there
with its reason: the proof log and the audit trail, which only grow and belong to who signed them. Ids are
unique over tenants, so nothing is renumbered: moving is an UPDATE of `tenant_id` on a row and on all that
refers to it, in one transaction, in a scope that nothing else uses (`tenancy.handover`).

**What clashes** (`keys.py`). Sections of one slug and files of one content are one row at the new portal: what
refers to the other is led to its twin (`leading.py`), links in texts too (`links.py`). An address, a number or
a code that is taken gets the origin as an addition. A row with any other unique key that is taken stays with
the portal that ended, and so does a copy of an original that the new portal follows already (`copies.py`); the split
of a part that loses its copy by that brings it back (`bringing.py`).

**What is remembered** (`journal.py`, table `moved_row`). Each thing with its address, title and state at that
moment: from it come the origin that pages show (`origins.py`), the archive (`views.py`) and every old address
(`addresses.py`). An address leads to an id, and the id to where the thing is now, over any number of mergers,
splits and undoings: nothing is chained. Hosts stay with the portal that ended and lead on.

**How it is done** (`service.py`, `steps.py`). An order becomes a row with steps; a step is one transaction that
marks itself done, so after SIGKILL the next one goes on. All of one portal is one step: a half-moved portal
would have references that cross tenants. The dry run carries the order out in one transaction and rolls it
back, so it cannot differ from the order. Undoing goes through the steps backwards: what was moved and is still
there goes back with all that came to belong to it since (new revisions, files), by the same move; what was
written anew stays.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.jobs.handlers import Handler, register_job
from portal.merging import addresses, commands, desk, origins, queries, views, working
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind the archive, the desk's pages, the commands, the job, old addresses and origins to the application."""
    app.register_blueprint(views.bp)
    app.register_blueprint(desk.bp)
    commands.bind(app)
    register_job(app, queries.KIND_OF_JOB, Handler(working.work))
    shared = contributions(app)
    shared.forwarding.append(addresses.new_address)
    shared.notes.append(origins.note)
    shared.site_map.append(views.site_map)
    shared.desk.append(
        DeskEntry(_l("Sáp nhập, tách, đổi tên"), desk.PATH, 96, "building", "district.tenants", group="admin")
    )
    shared.actions |= {
        "tenants.begin": _l("Bắt đầu sắp xếp các cổng"),
        "tenants.done": _l("Xong việc sắp xếp các cổng"),
        "tenants.undo": _l("Bắt đầu hoàn tác sắp xếp"),
        "tenants.undone": _l("Xong việc hoàn tác sắp xếp"),
    }
