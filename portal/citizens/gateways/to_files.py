"""SMS for trying out: a file each, as the carrier `file` does it for e-mails. And none at all."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from portal.citizens.gateways.contract import Letter, NotCarried
from portal.durable import put_file

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
            said = {"to": letter.to, "text": letter.text, "office": letter.office}
            put_file(path, json.dumps(said, ensure_ascii=False, indent=1).encode())
        except OSError as error:
            raise NotCarried(f"Không ghi được vào thư mục {self.folder.name}: {error.strerror}") from error
        log.warning("tin nhắn thử nằm ở %s/%s", self.folder.name, path.name)


class NoGateway:
    """No SMS goes out of this installation."""

    def send(self, letter: Letter) -> None:
        """Raises NotCarried for good."""
        raise NotCarried("Hệ thống chưa nối với cổng tin nhắn.", for_good=True)
