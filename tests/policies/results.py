"""Results: checked by everybody, their templates looked after by administrators."""

from __future__ import annotations

from portal.publishing.service import commit
from portal.results import templates_service
from portal.results.layout.shapes import Field, Template
from tests.factories import Factory

PUBLIC = "public"
ROUTES = {
    "results.index": PUBLIC,
    "results.check": PUBLIC,
    "desk_result_template.listing": "service.edit",
    "desk_result_template.new": "service.edit",
    "desk_result_template.edit": "service.edit",
    "desk_result_template.preview": "service.edit",
    "desk_result_template.sample": "service.edit",
    "desk_result_template.comparison": "service.edit",
    "desk_result_template.act": "service.edit",
}
VALUES = {"desk_result_template.act": {"act": "xoa"}, "results.check": {"code": "KQ-2222-2222"}}


def _template(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        template = Template(
            kind=text, title="GIẤY XÁC NHẬN", body=text, fields=(Field("ho_ten", text),), titles=("CHỦ TỊCH",)
        )
        made = templates_service.make("mau-thu", template, actor)
        templates_service.publish(made, made.version, actor)
        found = made.id, made.slug
        commit()
        return found


THINGS = {"result_template": _template}
