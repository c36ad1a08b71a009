"""The catalogue for people and for machines: DCAT-AP with all that it makes mandatory, light pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.conftest import A, host_of
from tests.opendata.conftest import HIDDEN, Library
from tests.opendata.test_files import SETS

BASE = f"http://{host_of(A)}"
CATALOGUE = {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"}
DATASET = {
    *("dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dcat:theme", "dcat:keyword"),
    *("dct:accrualPeriodicity", "dct:spatial", "dct:license", "dcat:landingPage", "dct:identifier"),
    *("dct:issued", "dct:modified", "dcat:version", "dcat:distribution", "dct:conformsTo"),
}
DISTRIBUTION = {"dcat:accessURL", "dcat:downloadURL", "dcat:mediaType", "dcat:byteSize", "dct:license"}
AGENT = {"foaf:name"}


def nodes(value: Any) -> list[dict[str, Any]]:
    """Every object within a document."""
    if isinstance(value, list):
        return [found for one in value for found in nodes(one)]
    if not isinstance(value, dict):
        return []
    return [value, *(found for one in value.values() for found in nodes(one))]


def check(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The objects by type, after holding them to what DCAT-AP 3 makes mandatory."""
    context = document["@context"]
    by_type: dict[str, list[dict[str, Any]]] = {}
    for node in nodes({name: value for name, value in document.items() if name != "@context"}):
        for name in node:
            if not name.startswith("@"):
                assert name.partition(":")[0] in context, name
        if "@id" in node:
            assert re.match(r"(https?://[^ <>]+|mailto:[^ ]+)\Z", node["@id"]), node["@id"]
        if "@value" in node:
            assert (
                isinstance(node["@value"], str)
                and node["@value"]
                and ("@language" in node or "@type" in node)
            )
        if "@type" in node and "@value" not in node:
            by_type.setdefault(node["@type"], []).append(node)
    mandatory = {
        "dcat:Catalog": CATALOGUE,
        "dcat:Distribution": DISTRIBUTION,
        "foaf:Agent": AGENT,
        "dcat:DataService": {"dct:title", "dcat:endpointURL"},
        "dct:PeriodOfTime": {"dcat:startDate", "dcat:endDate"},
    }
    for kind, names in mandatory.items():
        for node in by_type.get(kind, []):
            assert names <= set(node), (kind, names - set(node))
    return by_type


def test_the_catalogue_is_dcat_with_every_dataset_and_its_files(library: Library) -> None:
    answer = library.visit().get("/du-lieu-mo/catalog.jsonld")
    assert answer.mimetype == "application/ld+json"
    found = check(answer.json)
    assert len(found["dcat:Catalog"]) == 1
    assert [one["@id"] for one in found["dcat:Dataset"]] == [f"{BASE}/du-lieu-mo/{name}" for name in SETS]
    for one in found["dcat:Dataset"]:
        assert set(one) >= DATASET, DATASET - set(one)
        assert len(one["dcat:distribution"]) == 3
    assert found["dct:Location"][0]["dct:identifier"] == "20992"


def test_what_the_catalogue_points_to_is_there_and_as_long_as_it_says(library: Library) -> None:
    visitor = library.visit()
    for node in check(visitor.get("/du-lieu-mo/catalog.jsonld").json)["dcat:Distribution"]:
        answer = visitor.get(node["dcat:downloadURL"]["@id"].removeprefix(BASE))
        assert answer.status_code == 200
        assert answer.mimetype == node["dcat:mediaType"]["@id"].removeprefix(
            "http://www.iana.org/assignments/media-types/"
        )
        said = int(node["dcat:byteSize"]["@value"])
        assert 0 <= len(answer.data) - said < 700  # the head of the file says whose it is
    for name in SETS:
        for path in (f"{name}.jsonld", f"{name}/schema.json", f"{name}/csv-metadata.json"):
            assert visitor.get(f"/du-lieu-mo/{path}").status_code == 200, path


@pytest.mark.parametrize("name", SETS)
def test_a_dataset_alone_is_dcat_too_and_tells_how_its_table_is_read(library: Library, name: str) -> None:
    document = library.visit().get(f"/du-lieu-mo/{name}.jsonld").json
    assert check(document)["dcat:Dataset"][0]["@id"] == f"{BASE}/du-lieu-mo/{name}"
    table = library.visit().get(f"/du-lieu-mo/{name}/csv-metadata.json").json
    head = library.visit().get(f"/du-lieu-mo/{name}.csv?bom=0").text.partition("\r\n")[0]
    names = [one["name"] for one in table["tableSchema"]["columns"]]
    assert head == ",".join(f'"{one}"' for one in names)
    assert set(table["tableSchema"]["primaryKey"]) <= set(names)


@pytest.mark.parametrize("path", ["", *(f"/{name}" for name in SETS)])
def test_pages_are_light_and_hide_what_is_hidden(library: Library, path: str) -> None:
    answer = library.visit().get(f"/du-lieu-mo{path}")
    assert answer.status_code == 200 and len(answer.data) < 60_000
    assert HIDDEN not in answer.text and "<script>" not in answer.text and " style=" not in answer.text
    for link in re.findall(r'href="(/(?:du-lieu-mo|api)[^"]*)"', answer.text):
        assert library.visit().get(link.replace("&amp;", "&")).status_code == 200, link


def test_datasets_are_found_without_accents_and_nothing_found_is_said(library: Library) -> None:
    page = library.visit().get("/du-lieu-mo?q=thu+tuc").text
    assert 'href="/du-lieu-mo/thu-tuc"' in page and 'href="/du-lieu-mo/tin-tuc"' not in page
    none = library.visit().get("/du-lieu-mo?q=khongcogi%3Cscript%3E").text
    assert "Không có bộ dữ liệu nào khớp" in none and "<script>" not in none


def test_a_portal_that_was_just_founded_says_that_its_files_come(own_library: Library) -> None:
    visitor = own_library.visit()
    assert "Bản đầu tiên đang được lập" in visitor.get("/du-lieu-mo").text
    assert "Bản đầu tiên đang được lập" in visitor.get("/du-lieu-mo/van-ban").text
    assert visitor.get("/du-lieu-mo/van-ban.csv").status_code == 404
    assert visitor.get("/du-lieu-mo/khong-co").status_code == 404
    check(visitor.get("/du-lieu-mo/catalog.jsonld").json)


def test_it_stands_in_the_footer_and_the_site_map(library: Library) -> None:
    assert 'href="/du-lieu-mo"' in library.visit().get("/").text
    told = library.visit().get("/sitemap.xml").text
    for path in ("/du-lieu-mo", "/du-lieu-mo/van-ban", "/api/v1/"):
        assert f"<loc>{BASE}{path}</loc>" in told


def test_hostile_words_stay_words(own_library: Library) -> None:
    bad = "</script><script>alert(1)</script>{{7*7}}"
    own_library.factory.news(A, title=bad, lead='"><img src=x onerror=alert(1)>', tags=["=1+1|x\r\n"])
    own_library.build()
    visitor = own_library.visit()
    page = visitor.get("/du-lieu-mo/tin-tuc").text
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;/script&gt;" in page
    assert "{{7*7}}" in page and "49" not in page.partition("xem-truoc")[2].partition("</table>")[0]
    assert visitor.get("/api/v1/news").json["items"][0]["title"] == bad
    answer = visitor.get("/du-lieu-mo/tin-tuc.csv")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "'=1+1" in answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment;")
