"""The one error of the child that is meant for people."""

from __future__ import annotations


class Refusal(Exception):
    """The file can't be read; str() is the Vietnamese reason for the person who brought it."""
