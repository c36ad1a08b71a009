"""Fields that several forms of the desk use."""

from __future__ import annotations

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget


class MultiCheckboxField(SelectMultipleField):
    """Several choices, each a box of its own: nobody has to know of the Ctrl key."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
