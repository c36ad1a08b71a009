"""Material as downloads: leaflet, poster and slides of a service, the sheet of all services. Made once per content,
kept in a bounded memory; official, and therefore Vietnamese in whatever language the reader came."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import force_locale

from portal.clock import today
from portal.extensions import limiter
from portal.services import queries
from portal.services.guide.case import usual_time
from portal.services.guide.opened import opened
from portal.services.guide.words import lowered
from portal.services.material.catalogue import Line, catalogue
from portal.services.material.leaflet import leaflet
from portal.services.material.looks import emblem_picture, look_of
from portal.services.material.poster import poster
from portal.services.material.record import Office, Record, record_of
from portal.services.models import Service, ServiceVersion
from portal.web.request import current_portal, public_url
from portal.workdays.months import weekly
from portal.workdays.queries import standing

bp = Blueprint("service_material", __name__, url_prefix="/dich-vu")
PDF = "application/pdf"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
LIMIT = "40 per minute"
MOST_KEPT = 24_000_000  # bytes in each process
"""A leaflet is some 60 KB, slides some 50 KB: hundreds of them stay."""


class Kept:
    """Files by what they were made of, the least asked for given up first."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The file of this key, made if it is not there. One is made at a time: making them needs the processor."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
            made = make()
            self._held[key] = made
            self._size += len(made)
            while self._size > self._most and len(self._held) > 1:
                _old, gone = self._held.popitem(last=False)
                self._size -= len(gone)
            return made


def _kept() -> Kept:
    found: Kept = current_app.extensions.setdefault("service_material", Kept(MOST_KEPT))
    return found


@bp.get("/<slug>/to-roi.pdf")
@limiter.limit(LIMIT)
def leaflet_file(slug: str) -> Response:
    """The leaflet of a service that is open here."""
    service, record = _record(slug)
    return _answer(
        f"to-roi-{service.slug}.pdf", PDF, "leaflet", record, lambda: leaflet(record, service.updated_at)
    )


@bp.get("/<slug>/ap-phich.pdf")
@limiter.limit(LIMIT)
def poster_file(slug: str) -> Response:
    """The poster of a service that is open here."""
    service, record = _record(slug)
    return _answer(
        f"ap-phich-{service.slug}.pdf", PDF, "poster", record, lambda: poster(record, service.updated_at)
    )


@bp.get("/<slug>/trinh-chieu.pptx")
@limiter.limit(LIMIT)
def slides_file(slug: str) -> Response:
    """The slides of a service that is open here."""
    service, record = _record(slug)

    def make() -> bytes:
        # Loaded when somebody asks: its library takes 7 MB of every process, and slides are rarely wanted.
        slides: Callable[..., bytes] = import_module("portal.services.material.slides").slides
        return slides(record, emblem_picture(record.look), service.updated_at)

    return _answer(f"trinh-chieu-{service.slug}.pptx", PPTX, "slides", record, make)


@bp.get("/danh-muc.pdf")
@limiter.limit(LIMIT)
def catalogue_file() -> Response:
    """All services that are open here, each with its code."""
    with force_locale("vi"):
        found = queries.open_with_versions()
        if not found:
            abort(404)
        lines = [
            Line(one.name, _time(held), public_url(queries.service_path(one.slug))) for one, held in found
        ]
        office, look = _office(), look_of(current_portal())
        newest = max(one.updated_at for one, _held in found)
        key = [[asdict(one) for one in lines], asdict(office), _plain_look(asdict(look))]
        return _send(
            "danh-muc-dich-vu-cong.pdf", PDF, "catalogue", key, lambda: catalogue(lines, office, look, newest)
        )


def _time(held: ServiceVersion) -> str:
    return lowered(usual_time(queries.definition_of(held)))


def _record(slug: str) -> tuple[Service, Record]:
    service, definition = opened(slug)
    with force_locale("vi"):
        record = record_of(
            service.name,
            service.code,
            service.field,
            definition,
            public_url(queries.service_path(service.slug)),
            _office(),
            look_of(current_portal()),
        )
    return service, record


def _office() -> Office:
    portal = current_portal()
    hours = tuple((days, text) for days, text in weekly(standing(today().year).table.hours) if text)
    return Office(portal.authority or portal.name, portal.name, portal.address, portal.telephone, hours)


def _plain_look(look: dict[str, object]) -> dict[str, object]:
    emblem = look.get("emblem")
    return look | {"emblem": hashlib.sha256(emblem).hexdigest() if isinstance(emblem, bytes) else ""}


def _answer(filename: str, kind: str, what: str, record: Record, make: Callable[[], bytes]) -> Response:
    data = asdict(record)
    data["look"] = _plain_look(data["look"])
    with force_locale("vi"):
        return _send(filename, kind, what, data, make)


def _send(filename: str, kind: str, what: str, made_of: object, make: Callable[[], bytes]) -> Response:
    text = json.dumps([what, made_of], ensure_ascii=False, sort_keys=True, default=str)
    key = hashlib.sha256(text.encode()).hexdigest()
    answer = Response(_kept().get(key, make), mimetype=kind)
    answer.set_etag(key[:32])
    safe = re.sub(r"[^A-Za-z0-9.-]", "-", filename)
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.make_conditional(request)
    return answer
