"""Orders to the child process of preparing, with the limits of each task, and its answers, which are checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portal.media.isolated import IsolatedFailure, run_isolated
from portal.media.refusal import Refused
from portal.papers.opened import workplace

WORKER = Path(__file__).with_name("worker.py")
SECONDS = {"page": 30, "assemble": 30, "draw": 20, "look": 30, "split": 30}
USUAL_SECONDS = 10
MEMORY_MB = 512
MIN_WIDTH, MAX_WIDTH = 16, 2400
UNREADABLE = "Không đọc được tệp này: tệp hỏng hoặc không phải ảnh, PDF. Hãy thử tệp khác."


def ask(task: str, **args: Any) -> Any:
    """What the child answers to a task of worker.py. Raises Refused with its reason, or for time and memory."""
    seconds = SECONDS.get(task, USUAL_SECONDS)
    try:
        answer = run_isolated(task, args, seconds=seconds, memory_mb=MEMORY_MB, script=WORKER)
    except IsolatedFailure as error:
        raise Refused(str(error), "unreadable") from error
    if "result" not in answer:
        raise Refused(UNREADABLE, "unreadable")
    return answer["result"]


def written(path: Path) -> bytes:
    """What the child wrote to a place of ours. Raises Refused where it did not, or made it something else."""
    if path.is_symlink() or not path.is_file():
        raise Refused(UNREADABLE, "unreadable")
    return path.read_bytes()


def picture_page(data: bytes, width: int) -> bytes:
    """A picture, upright, as WebP `width` pixels wide (never enlarged). Raises Refused."""
    with workplace() as folder:
        source, target = folder / "source", folder / "page.webp"
        source.write_bytes(data)
        across = max(MIN_WIDTH, min(width, MAX_WIDTH))
        ask("picture", path=str(source), width=across, target=str(target))
        return written(target)
