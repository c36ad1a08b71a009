"""The Flask extensions: made here, bound to an application in create_app, known by everyone."""

from __future__ import annotations

import ipaddress
from contextvars import ContextVar
from functools import lru_cache

from argon2 import PasswordHasher
from babel import Locale
from flask import current_app, g, request
from flask.globals import app_ctx
from flask_babel import Babel
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# One Session per tenancy scope: the identity map of one scope must never answer for another.
session_key: ContextVar[int] = ContextVar("session_key", default=0)


class Base(DeclarativeBase):
    """The declarative base; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _session_scope() -> tuple[int, int]:
    return (id(app_ctx._get_current_object()), session_key.get())  # type: ignore[attr-defined]


db = SQLAlchemy(
    model_class=Base,
    session_options={"scopefunc": _session_scope, "expire_on_commit": False},
    disable_autonaming=True,
)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()


def sender_of_request() -> str:
    """Who sends this request, for counting: the address; of IPv6 its network of 64 bits, since whoever has one address
    of it has all of them (RFC 6177), and would be a new sender with each request."""
    given = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(given.partition("%")[0])
    except ValueError:
        return given
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ipaddress.ip_network((int(address) >> 64 << 64, 64)))


class _Limits(Limiter):
    """Limits of ours stand on views and functions, which check them when they are called."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        """Spare the search before each request for limits of the whole application or of a blueprint, unless there
        are any."""
        known = self.limit_manager
        of_blueprints = known._blueprint_limits.keys()
        if (
            not in_middleware
            or known.application_limits
            or known.default_limits
            or (of_blueprints and not of_blueprints.isdisjoint(request.blueprints))
        ):
            super()._check_request_limit(callable_name, in_middleware)


limiter = _Limits(sender_of_request)


def choose_locale() -> Locale:
    """The interface language of this request: Vietnamese unless the reader chose English."""
    return _locale(str(g.get("locale", "vi")))


@lru_cache(maxsize=8)
def _locale(code: str) -> Locale:
    """Read once: Flask-Babel would parse the code for every page."""
    return Locale.parse(code)


def password_hasher() -> PasswordHasher:
    """The argon2id hasher with the installation's cost."""
    return PasswordHasher(
        time_cost=2, parallelism=1, memory_cost=current_app.config["PORTAL"].argon2_memory_kib
    )
