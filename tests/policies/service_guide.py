"""The guide before services, and what is made of them for printing and showing: for everybody."""

from __future__ import annotations

PUBLIC = "public"
ROUTES = {
    "service_guide.page": PUBLIC,
    "service_material.leaflet_file": PUBLIC,
    "service_material.poster_file": PUBLIC,
    "service_material.slides_file": PUBLIC,
    "service_material.catalogue_file": PUBLIC,
}
