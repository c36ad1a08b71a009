"""`flask search evaluate`: the figures of search on the real corpus, against their targets."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from portal.config import Settings
from portal.search.engine import EngineError
from portal.search.engines import ENGINES, open_engine
from portal.search.evaluating.corpus import data_directory, entries, procedure_queries, questions
from portal.search.evaluating.figures import Figure
from portal.search.evaluating.measuring import Measuring
from portal.search.registry import searchables
from portal.search.vocabulary import VocabularyFiles

PARTS = ("build", "quality", "made", "numbers", "speed", "memory", "hostile", "procedures")


@click.command("evaluate")
@click.option("--engine", "name", type=click.Choice(tuple(ENGINES)), default="whoosh", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Thư mục dữ liệu thật.")
@click.option(
    "--only", "only", multiple=True, type=click.Choice(PARTS), help="Chỉ đo phần này (có thể lặp lại)."
)
@click.option("--documents", type=int, default=None, help="Chỉ lấy chừng này văn bản đầu.")
@click.option(
    "--queries", type=click.Path(path_type=Path), default=None, help="Câu hỏi về thủ tục: query, codes."
)
@click.option(
    "--keep", type=click.Path(path_type=Path), default=None, help="Giữ chỉ mục ở đây, lần sau dùng lại."
)
@click.option("--database", default="", help="Cơ sở dữ liệu PostgreSQL TRỐNG để đo bộ máy postgresql.")
@click.option("--json", "as_json", is_flag=True, help="In JSON thay cho bảng.")
@click.option("--strict", is_flag=True, help="Mã thoát 1 nếu có chỉ tiêu không đạt.")
def evaluate_command(
    name: str,
    data: Path | None,
    only: tuple[str, ...],
    documents: int | None,
    queries: Path | None,
    keep: Path | None,
    database: str,
    as_json: bool,
    strict: bool,
) -> None:
    """Đo chất lượng, tốc độ, bộ nhớ của tìm kiếm trên kho văn bản thật, bằng một chỉ mục tạm."""
    data = data or data_directory()
    if not (data / "legal_documents.jsonl.gz").is_file():
        raise click.ClickException(f"không có dữ liệu thật ở {data}")
    if keep and queries:  # they are measured alone in the index, which would take the place of what is kept
        click.echo("bỏ qua phần procedures: không đo được trên chỉ mục giữ lại", err=True)
        queries = None
    with _measuring(name, data, documents, keep, database) as measuring:
        figures = []
        for figure in _figures(measuring, only, queries):
            figures.append(figure)
            if not as_json:
                click.echo(figure.line())
    if as_json:
        rows = [
            {"name": one.name, "value": one.value, "target": one.target, "met": one.met} for one in figures
        ]
        click.echo(json.dumps({"engine": name, "figures": rows}, ensure_ascii=False, indent=1))
    raise SystemExit(1 if strict and not all(one.met for one in figures) else 0)


@contextmanager
def _measuring(
    name: str, data: Path, documents: int | None, keep: Path | None, database: str
) -> Iterator[Measuring]:
    if name == "postgresql" and not database:
        raise click.ClickException("bộ máy postgresql cần --database: địa chỉ của một cơ sở dữ liệu trống")
    with tempfile.TemporaryDirectory() as temporary:
        instance = keep or Path(temporary)
        settings = Settings(instance=str(instance), search_engine=name, search_database=database)
        engine = open_engine(settings)
        if database and not keep and _holds_something(engine.all_keys):
            raise click.ClickException(
                "cơ sở dữ liệu này đã giữ một chỉ mục; hãy chỉ một cơ sở dữ liệu trống"
            )
        texts = {one.key: one for one in entries(data, documents)}
        try:
            yield Measuring(
                name, engine, instance, database, data, texts, questions(data), VocabularyFiles().current()
            )
        finally:
            if not keep:
                _clear(engine.clear)
            engine.close()


def _figures(measuring: Measuring, only: tuple[str, ...], queries: Path | None) -> Iterator[Figure]:
    wanted = [part for part in PARTS if not only or part in only]
    if set(wanted) - {"build", "procedures"} and "build" not in wanted and measuring.engine.check().problems:
        wanted = ["build", *wanted]
    for part in wanted:
        if part != "procedures":
            yield from getattr(measuring, part)()
    if "procedures" in wanted and queries is not None:
        procedures = list(searchables()["procedure"].sample(measuring.data))
        yield from measuring.procedures(procedures, procedure_queries(queries))


def _holds_something(all_keys: Callable[[], object]) -> bool:
    try:
        return bool(all_keys())
    except EngineError:
        return False


def _clear(clear: Callable[[], None]) -> None:
    try:
        clear()
    except EngineError as error:
        click.echo(f"chỉ mục tạm không xóa được: {error}", err=True)
