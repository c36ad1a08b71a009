"""`flask search status | rebuild | follow | query`; `evaluate` stands in a package of its own."""

from __future__ import annotations

import json
import time

import click
from flask import current_app
from flask.cli import AppGroup

from portal.on_use import tqdm
from portal.search.ask import Asked, ask
from portal.search.engine import TenantFilter
from portal.search.evaluating.commands import evaluate_command
from portal.search.evaluating.memory import memory_command
from portal.search.indexing import catch_up, engine, rebuild, state
from portal.search.searching import texts
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants

search_cli = AppGroup("search", help="Chỉ mục tìm kiếm.")
search_cli.add_command(evaluate_command)
search_cli.add_command(memory_command)


@search_cli.command("rebuild")
def rebuild_command() -> None:
    """Lập lại toàn bộ chỉ mục; chỉ mục cũ phục vụ cho đến khi xong."""
    began = time.monotonic()
    with tqdm(unit="mục", desc="Lập chỉ mục", disable=None) as bar:

        def report(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        count = rebuild(report)
    click.echo(f"Đã lập chỉ mục {count} mục trong {time.monotonic() - began:.1f} giây")


@search_cli.command("follow")
def follow_command() -> None:
    """Cập nhật chỉ mục theo nhật ký thay đổi, một lượt."""
    click.echo(f"Đã xem {catch_up()} mục")


@search_cli.command("status")
def status_command() -> None:
    """Tình trạng chỉ mục (JSON); mã thoát 1 nếu có hỏng hóc."""
    found = state()
    click.echo(json.dumps(found, ensure_ascii=False))
    raise SystemExit(1 if found["problems"] else 0)


@search_cli.command("query")
@click.argument("question")
@click.option("--portal", "slug", default=None, help="Hỏi từ cổng này; bỏ trống: từ mọi cổng.")
@click.option("--kind", "kinds", multiple=True, help="Chỉ loại kết quả này (có thể lặp lại).")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@click.option("--explain", is_flag=True, help="In các phần của điểm xếp hạng.")
def query_command(question: str, slug: str | None, kinds: tuple[str, ...], limit: int, explain: bool) -> None:
    """Hỏi như người dân hỏi; in kết quả, thời gian và (nếu muốn) cách xếp hạng."""
    portal = directory().by_slug(slug) if slug else None
    if slug and portal is None:
        raise click.ClickException(f"Không có cổng nào tên {slug}")
    tenants = TenantFilter(everything=True)
    if portal is not None:
        tenants = TenantFilter(tenants=frozenset({portal.id}), ancestors=frozenset(portal.ancestors))
    with all_tenants("tìm kiếm từ dòng lệnh"):
        began = time.perf_counter()
        answer = ask(engine(), texts, question, Asked(tenants, portal.id if portal else None, kinds, limit))
        took = (time.perf_counter() - began) * 1000
        for place, one in enumerate(answer.results, 1):
            document = one.document
            click.echo(f"{place:3} {one.ranked.score:7.3f}  {document.number or '-'}  {document.title[:90]}")
            click.echo(f"    {document.key}  {document.url_path}")
            if explain:
                parts = sorted(one.ranked.parts.items(), key=lambda part: -part[1])
                click.echo("    " + "  ".join(f"{name} {value:.3f}" for name, value in parts if value))
    more = "hơn " if answer.saturated else ""
    click.echo(
        f"{more}{answer.total} kết quả, {took:.0f} ms, bộ máy {current_app.config['PORTAL'].search_engine}"
    )
