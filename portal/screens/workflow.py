"""From draft to portal: submit, return, approve, publish, schedule, withdraw; what is said about a draft."""

from __future__ import annotations

from portal.screens.contract import Part

PART = Part("workflow", 20)
