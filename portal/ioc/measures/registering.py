"""Registers what is counted, part by part."""

from __future__ import annotations

from flask import Flask

from portal.ioc.measures import counter, exchange, money, portals, society, systems, tasks, voice
from portal.ioc.warehouse.registry import warehouse


def register(app: Flask) -> None:
    """Register every source, observation and measure."""
    for part in (portals, counter, money, exchange, tasks, voice, society, systems):
        part.register(warehouse(app))
