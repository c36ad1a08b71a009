"""Makes the installation of `bench.crowd` ready, in a process of its own: people at the desk, nginx's configuration.

`python -m bench.crowd_installation PASSWORD`, settings from the environment; the last line of its output is JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.config import Settings
from portal.extensions import db
from portal.news.service import ensure_section
from portal.setup import prepare
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, system_task
from portal.twin.nginx import configuration
from portal.web.freshness import GLOBAL_SLOT, versions

WRITERS = 3  # communes in which somebody writes


def main() -> None:
    """Print what the bench must know."""
    settings = Settings.from_environment()
    prepare(settings.instance)
    app = create_app(settings)
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        living = sorted(directory().living(), key=lambda one: not one.is_district)
        editors = {}
        for place, portal in enumerate(living[: WRITERS + 1]):
            email = f"do{place}@thu.vn"
            with system_task("người biên tập để đo"):
                role = "district_editor" if portal.is_district else "approver"
                grant(create_user(email, "Đo", sys.argv[1]), portal.id, role, is_district=portal.is_district)
                db.session.commit()
            with entered(editing(portal.id)):
                section = ensure_section("su-kien", "Tin tức – Sự kiện", 0).id
                db.session.commit()
            editors[portal.hosts[0]] = [email, str(section)]
        twin = Path(settings.twin)
        said = {
            "hosts": [one.hosts[0] for one in living],
            "editors": editors,
            "nginx": configuration(twin, "127.0.0.1:2", "127.0.0.1:1", twin.parent / "kept"),
        }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
