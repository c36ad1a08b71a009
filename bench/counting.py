"""What counting visits costs a page from the cache: the same page with and without, in turns, as a ratio."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from portal import create_app
from portal.config import ROOT, Settings
from portal.extensions import db
from portal.tenancy.service import load_tenants
from portal.visits.counting import Counting
from portal.web.freshness import tenants_changed

ROUNDS, REQUESTS = 15, 2000
PERSON = "Mozilla/5.0 (Linux; Android 8.1; SM-J260G) AppleWebKit/537.36 Chrome/109.0 Mobile Safari/537.36"


def main() -> None:
    """Print requests a second with and without counting, and their ratio (the best of the rounds)."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(instance=folder, log_level="ERROR"))
        with app.app_context():
            upgrade()
            load_tenants(Path(ROOT) / "content" / "tenants.toml")
            db.session.commit()
            tenants_changed()
        counted: Any = app.wsgi_app
        assert isinstance(counted, Counting)
        environ = app.test_request_context(
            "/", base_url="http://tam-hai.localhost/", headers={"User-Agent": PERSON}
        )
        plain = environ.request.environ
        best = {"with": 0.0, "without": 0.0}
        for _ in range(ROUNDS):
            for name, wsgi in (("with", counted), ("without", counted._app)):
                best[name] = max(best[name], _speed(wsgi, plain))
        print(
            f"with {best['with']:.0f}/s, without {best['without']:.0f}/s, ratio {best['with'] / best['without']:.3f}"
        )


def _speed(wsgi: Any, environ: dict[str, Any]) -> float:
    started = time.perf_counter()
    for _ in range(REQUESTS):
        b"".join(wsgi(dict(environ), lambda *_args: None))
    return REQUESTS / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
