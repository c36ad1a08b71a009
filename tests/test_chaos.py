"""The trials of `make chaos` would find what they look for: what is lost is told, what grows is seen."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from chaos.ledger import Ledger
from chaos.report import Trial, table
from chaos.soak import _judge, fitted

DATA = b"mot tep"
SHA = hashlib.sha256(DATA).hexdigest()


class Told:
    """An installation whose database answers what it is given."""

    def __init__(self, instance: Path, items: list[tuple[Any, ...]], files: list[str]) -> None:
        self.instance = instance
        self._items, self._files = items, files

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """As the database."""
        return self._items if "news_item" in statement else [(one,) for one in self._files]


def _ledger() -> Ledger:
    made = Ledger()
    made.wrote(1, "Một")
    made.published(1)
    made.wrote(2, "Hai")
    made.sends(2, "Hai, sửa")
    made.uploaded("tep.txt", DATA)
    return made


def _stored(folder: Path, data: bytes) -> None:
    place = folder / "files" / SHA[:2] / SHA[2:4]
    place.mkdir(parents=True)
    (place / SHA).write_bytes(data)


def test_what_is_kept_is_not_told(tmp_path: Path) -> None:
    _stored(tmp_path, DATA)
    for title in ("Hai", "Hai, sửa"):  # the second was sent and not answered: either may stand
        kept = Told(tmp_path, [(1, "Một", "published"), (2, title, "draft")], [SHA])
        assert _ledger().lost(kept) == []  # type: ignore[arg-type]


def test_what_was_acknowledged_and_is_gone_is_told(tmp_path: Path) -> None:
    _stored(tmp_path, b"anderes")
    gone = Told(tmp_path, [(1, "Một", "draft"), (2, "Khác", "draft")], [SHA])
    told = _ledger().lost(gone)  # type: ignore[arg-type]
    assert len(told) == 3 and all(
        any(word in one for one in told) for word in ("publication", "called", "bytes")
    )
    assert len(_ledger().lost(Told(tmp_path, [], []))) == 3  # type: ignore[arg-type]


def test_what_grows_is_found_and_what_stays_is_not() -> None:
    steady = [(float(at), 100.0 + (at % 3)) for at in range(900)]
    leaking = [(float(at), 100.0 + at / 20) for at in range(900)]
    assert abs(fitted(leaking).slope - 0.05) < 1e-9
    trial = Trial("", "")
    _judge(trial, "workers: memory MB", steady, 900)
    assert trial.findings == []
    _judge(trial, "workers: memory MB", leaking, 900)
    assert len(trial.findings) == 1


def test_the_table_names_every_finding() -> None:
    trial = Trial("đĩa đầy", "không mất gì", times=2, findings=["mất bài 7"])
    assert "mất bài 7" in table([trial]) and "đĩa đầy" in table([trial])
