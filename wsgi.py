"""The WSGI entry of a checkout: `granian --interface wsgi wsgi:app`, `flask --app wsgi`."""

from portal.wsgi import app

__all__ = ["app"]
