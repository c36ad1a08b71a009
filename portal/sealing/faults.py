"""What can be wrong with keys and seals. No message holds a value or a key, and SQLAlchemy passes them on unwrapped:
its own errors would quote the values that were to be sealed."""

from __future__ import annotations

from sqlalchemy.exc import DontWrapMixin


class KeysUnavailable(RuntimeError, DontWrapMixin):
    """The key file is missing, unreadable or another installation's; nothing was written. str() tells the administrator
    what to do."""


class UnknownKey(KeysUnavailable, LookupError):
    """Something was sealed with a key that the key file does not hold; the message names the key, never a value."""


class BrokenKeyFile(KeysUnavailable, ValueError):
    """A line of the key file is no key."""


class BrokenSeal(ValueError, DontWrapMixin):
    """What should be opened was not sealed for this purpose, or was changed since."""
