"""What somebody asks for: which portals become one, what is taken apart, how a portal is called from now on."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.clock import today
from portal.extensions import db
from portal.jobs.models import RUNNING as JOB_RUNS
from portal.jobs.models import Job
from portal.merging.models import MERGE, RENAME, RUNNING, SPLIT, UNDOING, Merge, MovedRow
from portal.tenancy.hosts import normalise_host
from portal.tenancy.models import FormerName, Tenant, TenantHost

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
TAKEN_WORDS = frozenset(
    """tin-tuc gioi-thieu van-ban thu-tuc lich-cong-tac tim-kiem quan-tri tep luu-tru bang-chung kiem-tra api tinh
    giao-dien ngon-ngu so-do-cong www localhost healthz""".split()  # noqa: SIM905  (a list of words reads best so)
)
KINDS = {"thị trấn": "town", "phường": "ward", "xã": "commune", "đặc khu": "zone"}


class Impossible(ValueError):
    """The order can't be carried out; `problems` say why, each with what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Order:
    """A merge (`olds` into `into`), a split (what came from `olds` leaves `source` for `into`), or a renaming of
    `into`, where `slug` is its new short name. Names that are "" stay, or are made from the others."""

    kind: str
    into: str
    olds: tuple[str, ...] = ()
    source: str = ""
    slug: str = ""
    name: str = ""
    authority: str = ""
    code: str = ""
    hosts: tuple[str, ...] = ()
    parent: str = ""
    day: str = ""

    @property
    def date(self) -> date:
        """From which day on."""
        return date.fromisoformat(self.day) if self.day else today()

    def as_data(self) -> dict[str, Any]:
        """For the table of mergers."""
        return asdict(self)

    @staticmethod
    def of(data: dict[str, Any]) -> Order:
        """From the table of mergers."""
        return Order(**(data | {"olds": tuple(data["olds"]), "hosts": tuple(data["hosts"])}))


def tenant(slug: str) -> Tenant | None:
    """A tenant by its slug."""
    return db.session.scalar(select(Tenant).where(Tenant.slug == slug)) if slug else None


def by_id(tenant_id: int | None) -> Tenant:
    """A tenant that must be there."""
    return db.session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()


def cleaned(order: Order) -> Order:
    """The order with host names as they are compared, each portal once, and the names that follow from others."""
    hosts = tuple(dict.fromkeys(normalise_host(host) or host for host in order.hosts if host.strip()))
    name = " ".join(order.name.split())
    authority = " ".join(order.authority.split())
    if name and not authority:
        authority = f"Ủy ban nhân dân {name[:1].lower()}{name[1:]}"
    values = asdict(order) | {"hosts": hosts, "name": name, "authority": authority}
    values["olds"] = tuple(one for one in dict.fromkeys(order.olds) if one != order.into)
    return Order(**values)


def kind_of(name: str) -> str:
    """The kind of a unit by the first words of its name ("Xã Đức Phú": commune)."""
    return next((kind for words, kind in KINDS.items() if name.lower().startswith(words)), "commune")


def check(order: Order) -> None:
    """Raise Impossible with everything that stands against the order; it must be `cleaned`."""
    checks = {MERGE: _merge, SPLIT: _split, RENAME: _rename}
    problems = [*_day(order), *checks[order.kind](order), *_hosts(order), *_busy(order)]
    if problems:
        raise Impossible(list(dict.fromkeys(problems)))


def _day(order: Order) -> list[str]:
    try:
        date.fromisoformat(order.day or "2025-07-01")
    except ValueError:
        return [_("Ngày %(day)s không đúng dạng năm-tháng-ngày, ví dụ 2025-07-01.", day=order.day)]
    return []


def _merge(order: Order) -> list[str]:
    problems = []
    target = tenant(order.into)
    if not order.olds:
        problems.append(_("Chưa chọn cổng nào để nhập vào cổng mới."))
    if target is None:
        problems += _new(order, order.into)
    elif target.merged_into_id is not None:
        problems.append(_("Cổng %(slug)s đã được nhập vào cổng khác, không nhận thêm được.", slug=order.into))
    above = _line_above(target) if target is not None else set()
    for slug in order.olds:
        old = tenant(slug)
        if old is None:
            problems.append(_("Không có cổng nào tên là %(slug)s.", slug=slug))
        elif old.merged_into_id is not None:
            problems.append(_("Cổng %(slug)s đã được nhập vào cổng khác từ trước.", slug=slug))
        elif old.parent_id is None or old.id in above:
            problems.append(_("Cổng %(slug)s là cấp trên nên không nhập vào cổng này được.", slug=slug))
    return problems


def _line_above(one: Tenant) -> set[int]:
    found: set[int] = set()
    at: int | None = one.parent_id
    while at is not None and at not in found:
        found.add(at)
        at = db.session.scalar(select(Tenant.parent_id).where(Tenant.id == at))
    return found


def _new(order: Order, slug: str) -> list[str]:
    """What stands against making a portal of this slug."""
    problems = _free(slug) if slug or order.name else []
    if not order.name and slug:
        problems.append(_("Cổng %(slug)s chưa có: cần tên đầy đủ của đơn vị mới.", slug=slug))
    elif not order.name:
        problems.append(_("Nhập tên đầy đủ của đơn vị mới, ví dụ Xã Đức Phú."))
    if order.parent and tenant(order.parent) is None:
        problems.append(_("Không có cổng cấp trên nào tên là %(slug)s.", slug=order.parent))
    return problems


def _free(slug: str, own_id: int | None = None) -> list[str]:
    if not _SLUG.fullmatch(slug) or slug in TAKEN_WORDS:
        return [
            _("Tên ngắn “%(slug)s” không dùng được: chỉ gồm chữ thường không dấu, số và gạch nối.", slug=slug)
        ]
    held = tenant(slug)
    if held is not None and held.id != own_id:
        return [_("Tên ngắn %(slug)s đang thuộc %(name)s.", slug=slug, name=held.name)]
    former = db.session.scalar(
        select(FormerName.id)
        .where(FormerName.slug == slug, FormerName.of_tenant_id != (own_id or 0))
        .limit(1)
    )
    if former is not None:
        return [_("Tên ngắn %(slug)s là tên cũ của một cổng khác, vẫn đang dẫn về cổng đó.", slug=slug)]
    return []


def _split(order: Order) -> list[str]:
    source, target = tenant(order.source), tenant(order.into)
    problems = []
    if source is None or source.merged_into_id is not None:
        return [_("Không có cổng nào đang hoạt động tên là %(slug)s.", slug=order.source)]
    if target is None:
        problems += _new(order, order.into)
    elif target.merged_into_id is not None or target.id == source.id:
        problems.append(_("Cổng %(slug)s không nhận phần tách ra được.", slug=order.into))
    if not order.olds:
        problems.append(_("Chưa chọn phần tách ra: nội dung có nguồn từ cổng cũ nào."))
    for slug in order.olds:
        old = tenant(slug)
        came = old is not None and db.session.scalar(
            select(MovedRow.id)
            .where(MovedRow.from_id == old.id, MovedRow.role == "moved", MovedRow.undone_at.is_(None))
            .limit(1)
        )
        if not came:
            problems.append(_("Cổng %(slug)s không có nội dung nào đã chuyển đi.", slug=slug))
    return problems


def _rename(order: Order) -> list[str]:
    held = tenant(order.into)
    if held is None or held.merged_into_id is not None:
        return [_("Không có cổng nào đang hoạt động tên là %(slug)s.", slug=order.into)]
    problems = _free(order.slug, held.id) if order.slug and order.slug != held.slug else []
    if not (order.slug or order.name or order.authority or order.code or order.hosts):
        problems.append(_("Chưa cho biết đổi gì: tên, tên ngắn, mã hay tên miền."))
    return problems


def _hosts(order: Order) -> list[str]:
    target = tenant(order.into)
    problems = []
    for host in order.hosts:
        if not normalise_host(host):
            problems.append(_("Tên miền “%(host)s” không hợp lệ.", host=host))
            continue
        held = db.session.get(TenantHost, host)
        if held is not None and (target is None or held.tenant_id != target.id):
            problems.append(
                _(
                    "Tên miền %(host)s đang thuộc %(name)s; hãy chọn tên miền khác.",
                    host=host,
                    name=held.tenant.name,
                )
            )
    return problems


def _busy(order: Order) -> list[str]:
    """Another reorganisation that is not finished, and jobs that are running."""
    problems = []
    unfinished = select(Merge.id).where(or_(Merge.state == RUNNING, Merge.state == UNDOING))
    if db.session.scalar(unfinished.limit(1)) is not None:
        problems.append(
            _("Một lần sáp nhập, tách hoặc đổi tên khác chưa xong; hãy chạy tiếp cho xong trước.")
        )
    names = (*order.olds, order.source) if order.kind != RENAME else ()
    for slug in names:
        old = tenant(slug)
        if old is not None and job_runs(old.id):
            problems.append(
                _("Cổng %(slug)s đang có việc chạy nền; hãy đợi việc đó xong rồi làm lại.", slug=slug)
            )
    return problems


def job_runs(tenant_id: int) -> bool:
    """Whether a worker does a job of this tenant right now (in a system scope)."""
    running = select(Job.id).where(Job.tenant_id == tenant_id, Job.state == JOB_RUNS)
    return db.session.scalar(running.limit(1)) is not None
