"""Named moments at which a process of the installation dies: the application and the follower as they are, with a
trigger beside. `python -m chaos.crashing` serves them.

The file `armed` in CHAOS_FOLDER names one moment and how often it must come to pass before: "commit.after 2". The
process that meets it writes `hit` and kills itself. Nothing of this is in the application.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from portal.config import Settings

WEB = {
    "file.before": "a file is written, its name is not there yet",
    "file.after": "a file is stored, no row names it yet",
    "versions.before": "pages were moved on before the commit",
    "commit.before": "rows, revision, audit entry and change-log row are written, not committed",
    "commit.after": "committed, pages not moved on a second time",
    "answer.before": "committed and moved on, nobody was told",
}
FOLLOWER = {
    "index.before": "the change log has rows, the index knows nothing",
    "seal.middle": "half of the manifest is written",
    "seal.before": "the manifest is written, not in its place",
    "seal.after": "the manifest is there, what it vouches for is not in force",
    "toc.before": "the manifest vouches for a table of contents that has no name yet",
    "toc.after": "the index has it, the position is not marked",
    "position.before": "the position is written, not in its place",
}
POINTS = WEB | FOLLOWER
_FILES = "/files/"
_web = threading.local()


def _count_down(point: str) -> None:
    """Die here if this is the moment that somebody armed."""
    folder = Path(os.environ["CHAOS_FOLDER"])
    try:
        name, left = (folder / "armed").read_text().split()
    except (OSError, ValueError):
        return
    if name != point:
        return
    if int(left) > 1:
        (folder / "armed").write_text(f"{name} {int(left) - 1}")
        return
    (folder / "armed").unlink(missing_ok=True)
    (folder / "hit").write_text(f"{point} {os.getpid()}")
    os.kill(os.getpid(), signal.SIGKILL)


def _posting() -> bool:
    return bool(getattr(_web, "posting", False))


def _around(target: Any, name: str, before: Callable[..., None], after: Callable[..., None]) -> None:
    """Let a function be called between two others that get its arguments."""
    original = getattr(target, name)

    def called(*arguments: Any, **named: Any) -> Any:
        before(*arguments, **named)
        answer = original(*arguments, **named)
        after(*arguments, **named)
        return answer

    setattr(target, name, called)


def _nothing(*_arguments: Any, **_named: Any) -> None:
    pass


def _renamed(when: str) -> Callable[..., None]:
    def look(_old: Any, new: Any, **_named: Any) -> None:
        path = os.fspath(new)
        if _FILES in path and _posting():
            _count_down(f"file.{when}")
        elif Path(path).name.startswith("seal_"):
            _count_down(f"seal.{when}")
        elif path.endswith(".toc"):
            _count_down(f"toc.{when}")
        elif path.endswith("/position"):
            _count_down(f"position.{when}")

    return look


def _in_posts(point: str) -> Callable[..., None]:
    def look(*_arguments: Any, **_named: Any) -> None:
        if _posting():
            _count_down(point)

    return look


def arm_files() -> None:
    """What happens to names of files."""
    for name in ("rename", "replace"):
        _around(os, name, _renamed("before"), _renamed("after"))


def arm_web() -> None:
    """The moments of a write."""
    from sqlalchemy.engine.default import DefaultDialect  # noqa: PLC0415

    from portal.web.versions import ContentVersions  # noqa: PLC0415

    arm_files()
    _around(ContentVersions, "bump", _nothing, _in_posts("versions.before"))
    for dialect in (DefaultDialect, *_heirs(DefaultDialect)):
        if "do_commit" in vars(dialect):
            _around(dialect, "do_commit", _in_posts("commit.before"), _in_posts("commit.after"))


def _heirs(kind: type[Any]) -> Iterable[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _heirs(one)


def arm_follower() -> None:
    """The moments of indexing."""
    from portal.search import indexing  # noqa: PLC0415
    from portal.search.engines import builds  # noqa: PLC0415
    from portal.search.engines.whoosh import store  # noqa: PLC0415

    arm_files()
    _around(indexing, "_replace", lambda *_: _count_down("index.before"), _nothing)

    def middle(path: Path, text: str) -> None:
        if path.name.startswith("seal_"):
            path.with_name(f".{path.name}.half").write_text(text[: len(text) // 2])
            _count_down("seal.middle")

    _around(builds, "write_durably", middle, _nothing)
    store.__dict__["write_durably"] = builds.write_durably


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The application, which may die before it answers a form."""
    _web.posting = environ["REQUEST_METHOD"] == "POST"
    answer: Iterable[bytes] = _application(environ, start_response)
    if _web.posting:
        _count_down("answer.before")
    return answer


def _application(environ: dict[str, Any], start_response: Any) -> Any:
    if "application" not in _loaded:
        raise RuntimeError("not served by this module")
    return _loaded["application"](environ, start_response)


_loaded: dict[str, Any] = {}


def load() -> None:
    """Make the application in this worker."""
    arm_web()
    from portal.wsgi import app as application  # noqa: PLC0415

    _loaded["application"] = application


def main() -> int:
    """Serve the installation that the environment names."""
    from portal.serve import run  # noqa: PLC0415
    from portal.setup import prepare  # noqa: PLC0415

    settings = Settings.from_environment()
    beside = ("chaos.crashing_follower", "portal.worker")
    return run(prepare, settings, int(os.environ["PORT"]), "chaos.crashing_web:app", beside)


if __name__ == "__main__":
    sys.exit(main())
