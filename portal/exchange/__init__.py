"""Documents exchanged between offices: registers, drafting, packages in the national format, and what carries them."""

from __future__ import annotations

from flask import Flask

from portal.exchange import carrying, issuing, registers
from portal.exchange.carrying import models as _carrying  # noqa: F401 - their tables
from portal.exchange.directives import models as _directives  # noqa: F401 - their table
from portal.exchange.directives.registering import register as register_directives
from portal.exchange.registers import models as _registers  # noqa: F401 - their tables
from portal.exchange.tasks import models as _tasks  # noqa: F401 - their tables
from portal.exchange.tasks.registering import register as register_tasks


def register(app: Flask) -> None:
    """Bind the package to the application."""
    registers.register(app)
    carrying.register(app)
    issuing.register(app)
    register_tasks(app)
    register_directives(app)
