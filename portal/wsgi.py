"""The application as servers of WSGI ask for it: `granian --interface wsgi portal.wsgi:app`."""

from __future__ import annotations

from portal import create_app

app = create_app()
