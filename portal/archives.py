"""ZIP files that somebody else made."""

from __future__ import annotations

import zipfile

BROKEN_ZIP = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OverflowError)
"""What `zipfile` raises for a file that is damaged, locked by a password, or packed in a way that it does not know."""
