"""A note beside the database of the keys that this installation seals with: numbers and fingerprints, no keys.

It is how a missing key file is told from a new installation, and another installation's key file from ours.
"""

from __future__ import annotations

import hmac
import json
from pathlib import Path
from typing import Any

from portal.durable import put_file
from portal.sealing.faults import KeysUnavailable

NAME = "niem-phong.json"


class Witness:
    """The note at `path`; written when keys are first read, extended when there are more."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def numbers(self) -> set[int]:
        """The numbers of the keys that were in use; empty where nothing was ever sealed here."""
        return {int(one) for one in self._noted().get("seal", {})}

    def check(self, sealing: dict[int, bytes], marking: bytes) -> None:
        """Raise KeysUnavailable unless all noted keys are there, the same as ever; note those that are new."""
        noted = self._noted()
        known = {int(number): text for number, text in noted.get("seal", {}).items()}
        found = {number: fingerprint(key) for number, key in sealing.items()}
        if noted.get("mark", fingerprint(marking)) != fingerprint(marking) or any(
            found.get(number, text) != text for number, text in known.items()
        ):
            raise KeysUnavailable(
                "Tệp khóa niêm phong không phải của hệ thống này. "
                "Hãy chép đúng tệp khóa về chỗ cũ; chưa có gì được ghi."
            )
        if missing := sorted(set(known) - set(found)):
            raise KeysUnavailable(
                f"Tệp khóa niêm phong là bản cũ, thiếu khóa số {', '.join(map(str, missing))}. "
                "Hãy chép bản mới nhất của tệp khóa về chỗ cũ; chưa có gì được ghi."
            )
        if set(found) != set(known):
            self._write(found, fingerprint(marking))

    def forget(self, numbers: set[int]) -> None:
        """Note that these keys are no longer needed."""
        noted = self._noted()
        kept = {int(one): text for one, text in noted.get("seal", {}).items() if int(one) not in numbers}
        self._write(kept, noted.get("mark", ""))

    def _noted(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise KeysUnavailable(f"Không đọc được {self.path.name} trong thư mục dữ liệu.") from error
        return found if isinstance(found, dict) else {}

    def _write(self, sealing: dict[int, str], marking: str) -> None:
        said = {"seal": {str(number): text for number, text in sorted(sealing.items())}, "mark": marking}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        put_file(self.path, json.dumps(said).encode())


def fingerprint(key: bytes) -> str:
    """What a key is known by; it tells nothing of the key."""
    return hmac.digest(key, b"cong-lang: which key is this", "sha256").hex()[:24]
