"""Compiled templates that every theme and every application of a process share."""

from __future__ import annotations

from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache


class SharedTemplateCode(BytecodeCache):
    """Keeps the code of each template text, so that it is compiled once per process and not once per theme.

    A template's code depends on its text and on the syntax of its environment alone, and all environments of ours
    have one syntax; what it extends and includes is looked up when it runs. The key is therefore file and text: the
    name, which begins with the theme, does not count. A changed file has another text and is compiled anew.
    """

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The file, or the name of a template that has none."""
        return filename or name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket the code of its text, where that is known."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled."""
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code


SHARED_CODE = SharedTemplateCode()
