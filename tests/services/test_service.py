"""The verbs of services: drafts, versions that stay, opening and closing, taking over from above."""

from __future__ import annotations

import copy

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Forbidden
from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.publishing.service import StaleVersion
from portal.services import queries, service
from portal.services.comparing import differences
from portal.services.definition.faults import InvalidDefinition
from portal.services.definition.reading import from_json, to_json
from portal.services.models import CLOSED, ServiceVersion
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.services.defining import BIRTH
from tests.services.making import CODE, committed, person, published

DEFINITION = from_json(BIRTH)
OTHER = from_json(BIRTH | {"summary": "Lời giới thiệu mới."})


def test_a_published_version_never_changes_and_new_dossiers_get_the_newest(factory: Factory) -> None:
    with factory.acting(A) as actor:
        made = published(actor)
        first = queries.current(made)
        assert first is not None
        service.save_draft(made, OTHER, made.version, actor)
        assert queries.current(made) is first, "what citizens get stands until the draft is published"
        second = service.publish(made, made.version, actor, "Sửa lời giới thiệu")
        db.session.commit()
        assert [one.number for one in queries.versions_of(made)] == [2, 1]
        assert queries.current(made) == second
        held = queries.version(first.id)
        assert held is not None
        assert queries.definition_of(held) == DEFINITION
        assert queries.definition_of(second) == OTHER
        assert queries.draft(made) is None


def test_saving_over_what_somebody_saved_is_refused(factory: Factory) -> None:
    with factory.acting(A) as actor:
        made = published(actor)
        seen = made.version
        service.save_draft(made, OTHER, seen, actor)
        db.session.commit()
        assert made.version > seen
        for act in (
            lambda: service.save_draft(made, DEFINITION, seen, actor),
            lambda: service.publish(made, seen, actor),
            lambda: service.discard(made, seen, actor),
            lambda: service.rename(made, service.Facts(CODE, "X"), seen, actor),
        ):
            with pytest.raises(StaleVersion):
                act()
        held = queries.draft(made)
        assert held is not None
        assert queries.definition_of(held) == OTHER


def test_a_draft_may_have_faults_but_is_not_published_with_them(factory: Factory) -> None:
    with factory.acting(A) as actor:
        made = published(actor)
        faulty = from_json(BIRTH | {"steps": []})
        service.save_draft(made, faulty, made.version, actor)
        with pytest.raises(InvalidDefinition, match="quy trình chưa có bước nào"):
            service.publish(made, made.version, actor)
        service.discard(made, made.version, actor)
        assert queries.draft(made) is None
        with pytest.raises(service.InvalidService):
            service.publish(made, made.version, actor)


def test_only_what_was_published_can_be_opened_and_what_informs_cannot(factory: Factory) -> None:
    with factory.acting(A) as actor:
        made = service.make(service.Facts(CODE, "Khai sinh"), DEFINITION, actor)
        with pytest.raises(service.InvalidService):
            service.open_online(made, actor)
        with pytest.raises(service.InvalidService):
            service.discard(made, made.version, actor)
        service.publish(made, made.version, actor)
        assert queries.open_services() == []
        service.open_online(made, actor)
        assert [one.code for one in queries.open_services()] == [CODE]
        service.save_draft(made, from_json(BIRTH | {"level": "thong-tin"}), made.version, actor)
        service.publish(made, made.version, actor)
        assert made.status == CLOSED
        with pytest.raises(service.InvalidService):
            service.open_online(made, actor)


def test_one_code_is_one_service_and_codes_are_codes(factory: Factory) -> None:
    with factory.acting(A) as actor:
        published(actor)
        for code in (CODE, "", "1 001", "../x", "a" * 41, "1.2\n"):
            with pytest.raises(service.InvalidService):
                service.make(service.Facts(code, "Tên"), DEFINITION, actor)
        with pytest.raises(service.InvalidService):
            service.make(service.Facts("2.000001", "  "), DEFINITION, actor)
        twin = service.make(service.Facts("2.000001", "Đăng ký khai sinh"), DEFINITION, actor)
        assert twin.slug == "dang-ky-khai-sinh-2"


@pytest.mark.parametrize("role", ["counter_clerk", "case_officer", "signatory", "author", "approver"])
def test_only_who_edits_services_may_act(factory: Factory, role: str) -> None:
    with factory.acting(A) as actor:
        made = published(actor)
        nobody = person(actor.tenant_id, role=role)
        facts = service.Facts("2.000001", "Tên")
        for act in (
            lambda: service.make(facts, DEFINITION, nobody),
            lambda: service.save_draft(made, OTHER, made.version, nobody),
            lambda: service.publish(made, made.version, nobody),
            lambda: service.discard(made, made.version, nobody),
            lambda: service.open_online(made, nobody),
            lambda: service.close(made, nobody),
            lambda: service.rename(made, facts, made.version, nobody),
            lambda: service.take_over(CODE, nobody),
        ):
            with pytest.raises(Forbidden):
                act()


def test_what_is_done_stands_in_the_trail(factory: Factory) -> None:
    with factory.acting(A) as actor:
        made = published(actor)
        service.close(made, actor)
        db.session.commit()
        told = db.session.scalars(select(AuditEntry.action).where(AuditEntry.kind == "service")).all()
        assert list(told) == ["service.make", "service.publish", "service.open", "service.close"]


def test_a_commune_takes_over_what_the_district_published(factory: Factory) -> None:
    committed(factory, DISTRICT, name="Khai sinh của huyện")
    with factory.acting(A) as actor:
        assert service.offered_above(factory.tenant_id(DISTRICT)) == [(CODE, "Khai sinh của huyện")]
        made = service.take_over(CODE, actor)
        db.session.commit()
        assert (made.tenant_id, made.name, made.status) == (actor.tenant_id, "Khai sinh của huyện", CLOSED)
        held = queries.draft(made)
        assert held is not None
        assert queries.definition_of(held) == DEFINITION
        again = service.take_over(CODE, actor)
        assert again.id == made.id
        assert len(db.session.scalars(select(ServiceVersion)).all()) == 1
        with pytest.raises(service.InvalidService):
            service.take_over("9.999999", actor)
    with factory.acting(B) as actor, pytest.raises(service.InvalidService):
        service.take_over("2.000001", actor)


def test_nothing_of_another_portal_is_seen(app: Flask, factory: Factory) -> None:
    number, slug = committed(factory, A)
    with factory.acting(B):
        assert queries.by_id(number) is None
        assert queries.by_slug(slug) is None
        assert queries.by_code(CODE) is None
        assert queries.open_services() == []
        assert queries.desk_rows() == []


def test_words_without_accents_find_a_service(factory: Factory) -> None:
    with factory.acting(A) as actor:
        published(actor)
        published(actor, "2.000815", name="Chứng thực bản sao", summary="Bản sao có giá trị như bản chính.")
        offers = queries.open_services()
        assert [one.code for one in queries.matching(offers, "chung thuc")] == ["2.000815"]
        assert [one.code for one in queries.matching(offers, "KHAI  sinh")] == [CODE]
        assert queries.matching(offers, "khai tử") == []
        assert len(queries.matching(offers, "", "Hộ tịch")) == 2
        assert queries.matching(offers, "", "Đất đai") == []


def test_versions_are_compared_in_words() -> None:
    data = copy.deepcopy(BIRTH)
    data["sections"][0]["fields"][0]["label"] = "Họ, chữ đệm, tên"
    data["sections"][0]["fields"][3]["when"] = {"answered": "sinh-o"}
    data["papers"].append({"key": "cccd", "name": "Căn cước của người yêu cầu"})
    data["fees"] = []
    data["steps"][0], data["steps"][1] = data["steps"][1], data["steps"][0]
    found = {(one.where, one.before, one.after) for one in differences(DEFINITION, from_json(data))}
    assert ("giấy tờ 3", "", "Căn cước của người yêu cầu") in found
    assert ("khoản thu 1", "Bản sao trích lục", "") in found
    befores = {(one.before, one.after) for one in differences(DEFINITION, from_json(data))}
    assert ("Họ và tên", "Họ, chữ đệm, tên") in befores
    assert ("“Nơi sinh” là “Ở nước ngoài”", "có điền “Nơi sinh”") in befores
    assert any(
        one.where == "quy trình" and one.after.startswith("thứ tự: Thẩm tra")
        for one in differences(DEFINITION, from_json(data))
    )
    assert differences(DEFINITION, from_json(to_json(DEFINITION))) == []
