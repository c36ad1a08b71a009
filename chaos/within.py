"""An installation without a server: what runs beside the workers is done, and killed, in children of this process."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from chaos import server
from chaos.installation import prepare_small, settings
from chaos.report import Trial
from portal import create_app
from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.news import service as news
from portal.publishing import service as publishing
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.upkeep.running import run_checks
from portal.web.freshness import GLOBAL_SLOT, versions


class Within:
    """A copy of the small installation in `folder`, and its application in this process."""

    def __init__(self, base: Path, folder: Path) -> None:
        small = base.with_name(f"{base.name}-small")
        prepare_small(small)
        self.folder, self.instance = folder, folder / "instance"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(small, self.instance)
        os.environ.update(settings(self.instance, server.copied(self.instance)))
        self.app = create_app()
        self.chance = random.Random(7)
        with self.app.app_context():
            directory().refresh(versions().read(GLOBAL_SLOT))
            self.slugs = [one.slug for one in directory().all()]
        self.written: dict[int, str] = {}

    def publish(self, many: int) -> None:
        """Publish news items in any portals."""
        for _ in range(many):
            slug = self.chance.choice(self.slugs)
            with self.app.app_context():
                portal = directory().by_slug(slug)
                assert portal is not None
                with entered(editing(portal.id)):
                    actor = system_actor(portal.id)
                    section = news.ensure_section("su-kien", "Tin tức – Sự kiện", 0)
                    title = f"Dauhieu{len(self.written)} {slug}"
                    item = news.write(
                        news.NewsDraft(
                            section_id=section.id, title=title, lead="Dẫn", body=f"{title}. " * 40
                        ),
                        actor,
                    )
                    publishing.publish(item, actor)
                    publishing.commit()
                    self.written[item.id] = title
                db.session.remove()

    def findings(self) -> list[str]:
        """What `flask check` finds wrong."""
        with self.app.app_context():
            checked = run_checks(lambda *_: None)
            told = [
                f"{one.check}: {one.about} {one.examples[:2]}" for one in checked.findings if one.is_fault
            ]
            return told + [f"{key} could not be looked at: {why}" for key, why in checked.unable.items()]

    def killed(self, act: Callable[[], object], seconds: float) -> bool:
        """Do it in a child that is killed after so long; whether it was killed rather than done."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                with self.app.app_context():
                    act()
                status = 0
            finally:
                os._exit(status)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)

    def timed(self, act: Callable[[], object]) -> float:
        """Do it here; how many seconds it took."""
        began = time.monotonic()
        with self.app.app_context():
            act()
            db.session.remove()
        return time.monotonic() - began

    def end(self, trial: Trial) -> Trial:
        """Close everything; the trial, ended."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        trial.end()
        return trial
