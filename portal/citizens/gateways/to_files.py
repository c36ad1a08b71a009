"""SMS for trying out: a file each, as the carrier `file` does it for e-mails. And none at all."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from portal.citizens.gateways.contract import Letter, NotCarried

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FileGateway:
    """Lays messages into a folder, a JSON file each; the log says only that there is one."""

    folder: Path

    def send(self, letter: Letter) -> None:
        """The file is there whole or not at all. Raises NotCarried."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{letter.number}.json"
            beginning = path.with_suffix(".part")
            handle = os.open(beginning, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                said = {"to": letter.to, "text": letter.text, "office": letter.office}
                json.dump(said, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beginning.replace(path)
        except OSError as error:
            raise NotCarried(f"Không ghi được vào thư mục {self.folder.name}: {error.strerror}") from error
        log.warning("tin nhắn thử nằm ở %s/%s", self.folder.name, path.name)


class NoGateway:
    """No SMS goes out of this installation."""

    def send(self, letter: Letter) -> None:
        """Raises NotCarried for good."""
        raise NotCarried("Hệ thống chưa nối với cổng tin nhắn.", for_good=True)
