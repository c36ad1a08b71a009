"""Forms 01 to 06 of the one-stop counter (Circular 01/2018/TT-VPCP, annex; articles 9, 10): data in, PDF out."""

from __future__ import annotations

from portal.printing.counter_forms.control import control_slip, register
from portal.printing.counter_forms.data import (
    SOURCE,
    UNIT,
    Apology,
    Applicant,
    CompletionRequest,
    ControlSlip,
    HandedIn,
    HandingOver,
    Office,
    Receipt,
    Refusal,
    Register,
    RegisterLine,
    Slip,
)
from portal.printing.counter_forms.letters import apology, completion_request, refusal
from portal.printing.counter_forms.receipt import GIVEN, KEPT, receipt

__all__ = [
    "GIVEN",
    "KEPT",
    "SOURCE",
    "UNIT",
    "Apology",
    "Applicant",
    "CompletionRequest",
    "ControlSlip",
    "HandedIn",
    "HandingOver",
    "Office",
    "Receipt",
    "Refusal",
    "Register",
    "RegisterLine",
    "Slip",
    "apology",
    "completion_request",
    "control_slip",
    "receipt",
    "refusal",
    "register",
]
