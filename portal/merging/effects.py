"""Every effect of a reorganisation in words: the same for the dry run, the report, the desk and the command."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.accounts.permissions import ROLES
from portal.extensions import db
from portal.merging import schema
from portal.merging.models import MERGE, RENAME, Merge, MergeStep
from portal.merging.orders import Order
from portal.tenancy.models import Tenant

MANY = 40  # lines of one list


@dataclass
class Section:
    """A heading with its lines."""

    title: str
    lines: list[str] = field(default_factory=list)


def gather(merge: Merge) -> dict[str, Any]:
    """What the steps have done so far, as data (in a scope that reads tenants)."""
    steps = db.session.scalars(
        select(MergeStep).where(MergeStep.merge_id == merge.id).order_by(MergeStep.position)
    ).all()
    held = db.session.scalar(select(Tenant).where(Tenant.id == merge.into_id))
    names = {one.id: one.name for one in db.session.execute(select(Tenant.id, Tenant.name))}
    parts = []
    for about in dict.fromkeys(step.about_id for step in steps if step.about_id is not None):
        data = {step.name: step.data for step in steps if step.about_id == about}
        parts.append({"name": names.get(about, ""), **data})
    return {
        "kind": merge.kind,
        "before": merge.before,
        "new": bool(steps and steps[0].data.get("new")),
        "into": {
            "slug": held.slug if held else "",
            "name": held.name if held else "",
            "authority": held.authority if held else "",
            "code": held.code if held else "",
            "hosts": [[one.host, one.leads_on] for one in sorted(held.hosts, key=lambda one: one.position)]
            if held
            else [],
        },
        "day": Order.of(merge.order).date.isoformat(),
        "parts": parts,
    }


def sections(effects: dict[str, Any]) -> list[Section]:
    """The effects as headings and lines."""
    if not effects:
        return []
    found = [_target(effects)]
    if effects["kind"] != RENAME:
        found += [_part(one, effects) for one in effects["parts"]]
        found.append(_always(effects))
    return found


def _target(effects: dict[str, Any]) -> Section:
    into, before = effects["into"], effects["before"]
    title = _("Cổng mới: %(name)s", name=into["name"]) if effects["new"] else into["name"]
    lines = []
    if effects["new"]:
        lines.append(_("Tạo cổng %(slug)s của %(authority)s, kèm các mục bắt buộc.", **_pick(into)))
    for key, label in (
        ("slug", _("Tên ngắn")),
        ("name", _("Tên")),
        ("authority", _("Cơ quan")),
        ("code", _("Mã đơn vị hành chính")),
    ):
        if before and before[key] != into[key]:
            lines.append(_("%(label)s: %(old)s → %(new)s", label=label, old=before[key], new=into[key]))
    lines += [
        _("Tên miền cũ %(host)s dẫn sang tên miền mới.", host=host)
        if leads_on
        else _("Trả lời ở tên miền %(host)s.", host=host)
        for host, leads_on in into["hosts"]
    ]
    return Section(title, lines)


def _pick(into: dict[str, Any]) -> dict[str, str]:
    return {"slug": into["slug"], "authority": into["authority"]}


def _part(part: dict[str, Any], effects: dict[str, Any]) -> Section:
    content, people = part.get("content", {}), part.get("people", {})
    into = effects["into"]["name"]
    title = _("%(name)s → %(into)s", name=part["name"], into=into)
    return Section(
        title, [*_content(content), *_clashes(content), *_hosts(content, effects), *_people(people)]
    )


def _content(content: dict[str, Any]) -> list[str]:
    counts: dict[str, int] = content.get("counts", {})
    known = {name: count for name, count in counts.items() if name in schema.LABELS}
    lines = (
        [_("Chuyển: %(what)s.", what=_listed(known))] if known else [_("Không có nội dung nào để chuyển.")]
    )
    rest = sum(count for name, count in counts.items() if name not in known)
    if rest:
        lines.append(_("Dữ liệu đi kèm các nội dung trên: %(count)s dòng.", count=rest))
    if content.get("folded"):
        lines.append(_("Cổng mới đã có sẵn, dùng chung một bản: %(what)s.", what=_listed(content["folded"])))
    lines += _copies(content)
    if content.get("demands"):
        lines.append(
            ngettext(
                "%(num)s khoản phí, lệ phí chưa nộp đi cùng hồ sơ, mã thanh toán không đổi.",
                "%(num)s khoản phí, lệ phí chưa nộp đi cùng hồ sơ, mã thanh toán không đổi.",
                content["demands"],
            )
        )
    if content.get("left"):
        lines.append(_("Giữ lại ở cổng cũ, không chuyển: %(what)s.", what=_listed(content["left"])))
    if content.get("addresses"):
        lines.append(
            _(
                "%(count)s địa chỉ công khai cũ sẽ dẫn đến đúng nội dung ở cổng mới.",
                count=content["addresses"],
            )
        )
    if content.get("links"):
        lines.append(_("Sửa liên kết trong %(count)s bài cho khớp địa chỉ mới.", count=content["links"]))
    return lines


def _copies(content: dict[str, Any]) -> list[str]:
    copies: list[dict[str, str]] = content.get("copies", [])
    lines = [
        _(
            "Cùng một bản gốc, chỉ giữ một bản – %(label)s “%(title)s”: %(before)s dẫn đến %(after)s",
            label=_lower(schema.label(one["table"])),
            title=one["title"],
            before=one["before"],
            after=one["after"],
        )
        for one in copies[:MANY]
    ]
    more = content.get("copy_count", 0) - len(lines)
    if more > 0:
        lines.append(ngettext("… và %(num)s bản sao trùng nữa.", "… và %(num)s bản sao trùng nữa.", more))
    return lines


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {_lower(schema.label(name))}" for name, count in sorted(counts.items()))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _clashes(content: dict[str, Any]) -> list[str]:
    clashes: list[dict[str, str]] = content.get("clashes", [])
    lines = [
        _(
            "Trùng %(what)s – %(label)s “%(title)s”: %(before)s → %(after)s",
            what=_column(one["column"]),
            label=_lower(schema.label(one["table"])),
            title=one["title"],
            before=one["before"],
            after=one["after"],
        )
        for one in clashes[:MANY]
    ]
    more = content.get("clash_count", 0) - len(lines)
    if more > 0:
        lines.append(ngettext("… và %(num)s chỗ trùng nữa.", "… và %(num)s chỗ trùng nữa.", more))
    return lines


def _column(column: str) -> str:
    return {"slug": _("địa chỉ"), "natural_key": _("số ký hiệu"), "code": _("mã")}.get(column, column)


def _hosts(content: dict[str, Any], effects: dict[str, Any]) -> list[str]:
    if effects["kind"] != MERGE:
        return []
    return [
        _("Tên miền %(host)s vẫn trả lời, dẫn về %(into)s.", host=host, into=effects["into"]["name"])
        for host in content.get("hosts", [])
    ]


def _people(people: dict[str, Any]) -> list[str]:
    return [
        _(
            "%(name)s (%(email)s) giữ quyền: %(roles)s; phải đăng nhập lại.",
            name=name,
            email=email,
            roles=", ".join(str(ROLES.get(role, role)) for role in roles),
        )
        for name, email, roles in people.get("people", [])
    ]


def _always(effects: dict[str, Any]) -> Section:
    lines = [
        _("Lịch sử sửa, tệp, ảnh và lượt dùng tệp đi cùng nội dung; không mã số nào thay đổi."),
        _(
            "Mỗi nội dung chuyển sang ghi rõ nguồn gốc; văn bản trùng số được phân biệt theo cơ quan ban hành."
        ),
        _("Nhật ký thao tác và sổ bằng chứng đăng tải ở lại cổng cũ; văn bản được ghi sổ mới ở cổng mới."),
        _("Sổ thu phí, biên lai, ngăn kéo ở lại cổng cũ; người phụ trách sổ ở cổng mới chốt và nộp tiếp."),
        _("Mục tìm kiếm, nguồn tin RSS và sơ đồ trang theo nội dung sang cổng mới."),
        _("Hoàn tác được trong 30 ngày."),
    ]
    if effects["kind"] == MERGE:
        lines.insert(3, _("Cổng cũ đọc được ở mục lưu trữ của cổng mới, theo ngày kết thúc."))
    return Section(_("Chung cho mọi cổng"), lines)


def as_text(effects: dict[str, Any]) -> str:
    """The effects for a terminal."""
    return "\n".join(
        line for one in sections(effects) for line in (one.title, *(f"  {text}" for text in one.lines), "")
    )
