"""What happens on the line between two installations, by chance but the same each time, and what it must come to."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Callable
from datetime import date

from cryptography import x509
from lxml import etree

from portal.clock import utc_now
from portal.exchange.carrying.own_keys import own_signer
from portal.exchange.edxml import sealing, writing
from portal.exchange.edxml.names import DS, tag
from portal.exchange.edxml.refusing import (
    ALTERED,
    EXPIRED,
    NOT_SIGNED,
    OTHER_CONTENT,
    REVOKED,
    UNKNOWN_SENDER,
    WRONG_RECIPIENT,
)
from portal.exchange.edxml.shapes import Document, Organ, Reference, Signatory, Trace
from portal.outbound.asking import NoAnswer
from portal.outbound.talking import Reply
from tests.exchange.carrying.world import Installation, key_for

Bring = Callable[[bytes], Reply]
SHARE = 0.2


class Expired:
    """A sender whose certificates the other side pins though one has ended and one was revoked."""

    def __init__(self) -> None:
        self.key, self.certificate = key_for("hết hạn", begins=-300, ends=-1)
        self.revoked_key, self.revoked = key_for("thu hồi")


class Faults:
    """Stands on the line of an installation: every fifth time something goes wrong. `recorded` counts what the receiver
    must have refused, by reason."""

    def __init__(self, sender: Installation, old: Expired, seed: int, share: float = SHARE) -> None:
        self._chance, self._share = random.Random(seed), share
        self._old, self._organ = old, sender.organ()
        with sender.app.app_context():
            signer = own_signer(sender.portal())
        assert signer is not None
        self._signer = signer
        self._late: list[tuple[bytes, Bring]] = []
        self._before: list[bytes] = []
        self._answers: list[Reply] = []
        self._number = 0
        self._bag: list[str] = []
        self.met: Counter[str] = Counter()
        self.recorded: Counter[str] = Counter()
        self.kinds: dict[str, Callable[[bytes, Bring], Reply]] = {
            name.removeprefix("_on_"): getattr(self, name) for name in dir(self) if name.startswith("_on_")
        }

    def __call__(self, data: bytes, bring: Bring) -> Reply:
        """Bring a package, or not quite."""
        for waiting, way in self._late[:1] if self._chance.random() < 0.5 else []:
            self._late.pop(0)
            way(waiting)
        if self._chance.random() >= self._share:
            return self._kept(data, bring)
        if not self._bag:  # each comes as often as the others
            self._bag = self._chance.sample(sorted(self.kinds), len(self.kinds))
        kind = self._bag.pop()
        self.met[kind] += 1
        return self.kinds[kind](data, bring)

    def _kept(self, data: bytes, bring: Bring) -> Reply:
        found = bring(data)
        self._before.append(data)
        self._answers.append(found)
        return found

    def end(self) -> None:
        """What is late still comes, after everything else."""
        while self._late:
            data, way = self._late.pop()
            way(data)

    def _on_down(self, data: bytes, bring: Bring) -> Reply:
        raise NoAnswer("closed")

    def _on_busy(self, data: bytes, bring: Bring) -> Reply:
        return Reply(503, {}, b'{"code": "busy"}')

    def _on_rubbish(self, data: bytes, bring: Bring) -> Reply:
        return Reply(200, {}, b"<html>Proxy</html>")

    def _on_duplicate(self, data: bytes, bring: Bring) -> Reply:
        bring(data)
        return self._kept(data, bring)

    def _on_late(self, data: bytes, bring: Bring) -> Reply:
        """It arrives after what was sent later, and the sender has gone by then."""
        self._late.append((data, bring))
        raise NoAnswer("timeout")

    def _on_lost_answer(self, data: bytes, bring: Bring) -> Reply:
        bring(data)
        raise NoAnswer("timeout", connected=True)

    def _on_replay(self, data: bytes, bring: Bring) -> Reply:
        if self._before:
            bring(self._chance.choice(self._before))
        return self._kept(data, bring)

    def _on_old_answer(self, data: bytes, bring: Bring) -> Reply:
        """Somebody holds the package back and answers with what was said to another one."""
        if not self._answers:
            raise NoAnswer("closed")
        return self._chance.choice(self._answers)

    def _on_altered(self, data: bytes, bring: Bring) -> Reply:
        root = etree.fromstring(data)
        found = next(root.iter(tag("OrganName")))
        found.text = f"Khác {self._chance.random()}"
        self.recorded[ALTERED] += 1
        return bring(etree.tostring(root))

    def _on_wrapped(self, data: bytes, bring: Bring) -> Reply:
        """The signed package within another one, whose words nobody signed."""
        whole = etree.fromstring(data)
        evil = copy.deepcopy(whole)
        next(evil.iter(tag("OrganName"))).text = f"Kẻ khác {self._chance.random()}"
        hidden = etree.SubElement(evil, tag("Object"))
        hidden.append(whole)
        self.recorded[NOT_SIGNED] += 1
        return bring(etree.tostring(evil))

    def _on_swapped_seal(self, data: bytes, bring: Bring) -> Reply:
        evil = etree.fromstring(self._made())
        mine = evil.find(f".//{{{DS}}}Signature")
        theirs = etree.fromstring(data).find(f".//{{{DS}}}Signature")
        assert mine is not None and theirs is not None
        parent = mine.getparent()
        assert parent is not None
        parent.replace(mine, theirs)
        self.recorded[ALTERED] += 1
        return bring(etree.tostring(evil))

    def _on_expired(self, data: bytes, bring: Bring) -> Reply:
        bring(self._made(self._old.key, self._old.certificate))
        self.recorded[EXPIRED] += 1
        return self._kept(data, bring)

    def _on_revoked(self, data: bytes, bring: Bring) -> Reply:
        bring(self._made(self._old.revoked_key, self._old.revoked))
        self.recorded[REVOKED] += 1
        return self._kept(data, bring)

    def _on_wrong_recipient(self, data: bytes, bring: Bring) -> Reply:
        bring(self._made(to=Organ("000.99.99.H99", "UBND huyện khác")))
        self.recorded[WRONG_RECIPIENT] += 1
        return self._kept(data, bring)

    def _on_stranger(self, data: bytes, bring: Bring) -> Reply:
        bring(self._made(sender=Organ("000.98.98.H98", "Không ai biết")))
        self.recorded[UNKNOWN_SENDER] += 1
        return self._kept(data, bring)

    def _on_other_content(self, data: bytes, bring: Bring) -> Reply:
        """Another package under a number that was used before."""
        used = next((one for one in reversed(self._before) if b"TraceHeaderList" in one), None)
        if used is not None:
            number = etree.fromstring(used).find(f".//{tag('TraceHeaderList')}")
            assert number is not None
            there = etree.fromstring(used).findtext(f".//{tag('To')}/{tag('OrganId')}") or ""
            sender = etree.fromstring(used).findtext(f".//{tag('From')}/{tag('OrganId')}") or ""
            if sender == self._organ:
                bring(self._made(to=Organ(there, "B"), number=number.get("id") or ""))
                self.recorded[OTHER_CONTENT] += 1
        return self._kept(data, bring)

    def _made(
        self,
        key: sealing.Private | None = None,
        certificate: x509.Certificate | None = None,
        sender: Organ | None = None,
        to: Organ | None = None,
        number: str = "",
    ) -> bytes:
        self._number += 1
        own = sender or Organ(self._organ, "UBND huyện A")
        made = Document(
            package_id=number or f"x-{self._number}",
            sender=own,
            recipients=(to or Organ("000.00.15.H47", "UBND huyện B"),),
            reference=Reference(own.id, f"9{self._number:04d}", "GIA-MAO", date(2026, 11, 1)),
            place="",
            kind=10,
            kind_name="Kế hoạch",
            subject="Giả mạo",
            signatory=Signatory(),
            traces=(Trace(own.id, utc_now()),),
        )
        return sealing.seal(
            writing.document(made), key or self._signer.private, certificate or self._signer.certificate
        )
