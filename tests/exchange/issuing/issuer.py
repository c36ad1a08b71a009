"""Somebody who issues one document after the other, for the test that kills it: `INSTANCE USER DOCUMENT…`."""

from __future__ import annotations

import sys
from pathlib import Path

from portal import create_app
from portal.accounts.permissions import Actor
from portal.exchange.issuing.act import find, issue
from portal.exchange.issuing.papers import SignAs
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import A, settings_for

if __name__ == "__main__":
    app = create_app(settings_for(Path(sys.argv[1])))
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        portal = directory().by_slug(A)
        assert portal is not None
        actor = Actor(int(sys.argv[2]), "Người ký", portal.id, frozenset({"signatory"}))
        print("bắt đầu", flush=True)
        for number in map(int, sys.argv[3:]):
            with entered(editing(portal.id)):
                row = find(number)
                assert row is not None
                issue(number, row.version, SignAs("", "Chủ tịch", ""), actor)
