"""The one error of inspection."""

from __future__ import annotations


class Refused(ValueError):
    """A file is not taken. str() is the reason for the editor, `code` a word for tests and logs."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.code = code
