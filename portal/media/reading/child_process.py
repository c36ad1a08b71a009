"""Orders to the child process of reading, with the limits of each task, and its answers, which are checked."""

from __future__ import annotations

import math
import unicodedata
from pathlib import Path
from typing import Any

from portal.media.isolated import IsolatedFailure, run_isolated
from portal.media.reading.model import PageText, Word
from portal.media.refusal import Refused

WORKER = Path(__file__).with_name("worker.py")
MAX_ANSWER = 64 * 1024 * 1024
MAX_WORDS = 20_000  # of a page
SECONDS = {"recognise": 60, "recognise_again": 60, "searchable": 60}
USUAL_SECONDS = 10
# The tree of a document of 100 MB of XML needs more than the usual 512 MB only to be refused; OCR stays below 100.
MEMORY_MB = 512


def ask(task: str, **args: Any) -> Any:
    """What the child answers to a task of worker.py. Raises Refused with its reason, or for time and memory."""
    seconds = SECONDS.get(task, USUAL_SECONDS)
    try:
        answer = run_isolated(
            task, args, seconds=seconds, memory_mb=MEMORY_MB, script=WORKER, max_answer=MAX_ANSWER
        )
    except IsolatedFailure as error:
        raise Refused(str(error), "unreadable") from error
    return answer.get("result")


def page_of(number: int, answer: Any, source: str) -> PageText:
    """A page as the child told it. Raises Refused where what it told is no page."""
    try:
        words = tuple(_word(*one) for one in answer["words"][:MAX_WORDS])
        confidence = answer.get("confidence")
        return PageText(
            number=number,
            text=unicodedata.normalize("NFC", str(answer["text"])),
            source=source,
            confidence=None if confidence is None else min(1.0, max(0.0, _finite(confidence))),
            words=tuple(word for word in words if word.text),
            width=max(0.0, _finite(answer["width"])),
            height=max(0.0, _finite(answer["height"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("Không đọc được trang này: tệp hỏng.", "unreadable") from error


def _word(text: Any, *box: Any) -> Word:
    x0, y0, x1, y1 = (round(min(1.0, max(0.0, _finite(one))), 5) for one in box)
    return Word(str(text), x0, y0, x1, y1)


def _finite(number: Any) -> float:
    made = float(number)
    if not math.isfinite(made):
        raise ValueError("not a number")
    return made
