"""Names and forms of the standard that writing and reading share."""

from __future__ import annotations

from datetime import date, datetime

from portal.clock import from_local, to_local

EDXML = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "http://www.w3.org/1999/xlink"
DS = "http://www.w3.org/2000/09/xmldsig#"
OURS = "urn:cong-lang:lien-thong"
"""What the standard has no place for, as attributes that others pass over: the hash of an attachment."""
NEXT = "http://schemas.xmlsoap.org/soap/actor/next"
NAMESPACES = {"edXML": EDXML}
DAY, MOMENT = "%Y/%m/%d", "%Y/%m/%d %H:%M:%S"
CID = "cid:"


def tag(name: str) -> str:
    """An element of the standard, as lxml names it."""
    return f"{{{EDXML}}}{name}"


def day_text(day: date) -> str:
    """A day as the standard writes it."""
    return f"{day:{DAY}}"


def moment_text(at: datetime) -> str:
    """An instant (UTC) as the standard writes it: Vietnamese time, to the second."""
    return f"{to_local(at):{MOMENT}}"


def read_day(text: str) -> date:
    """A day as the standard writes it; with dashes too, which others send. Raises ValueError."""
    return datetime.strptime(text.strip().replace("-", "/"), DAY).date()


def read_moment(text: str) -> datetime:
    """An instant in UTC. Raises ValueError."""
    return from_local(datetime.strptime(text.strip().replace("-", "/").replace("T", " ")[:19], MOMENT))
