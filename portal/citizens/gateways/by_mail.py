"""Messages as e-mails, by whatever carries the portals' other e-mails (portal/mail/carriers.py)."""

from __future__ import annotations

from dataclasses import dataclass

from portal.citizens.gateways.contract import Letter
from portal.mail.carriers import Carrier
from portal.mail.letters import compose
from portal.mail.models import OutgoingMail


@dataclass(frozen=True)
class MailGateway:
    """One e-mail per message. Its subject names the office and nothing else."""

    carrier: Carrier
    sender: str

    def send(self, letter: Letter) -> None:
        """Raises NotCarried."""
        row = OutgoingMail(  # a row of nobody: it is composed and never kept
            id=int(letter.number),
            tenant_id=0,
            to=letter.to,
            subject=f"Tin từ {letter.office}",
            text=letter.text,
            created_at=letter.written_at,
        )
        self.carrier.carry(compose(row, self.sender, letter.office, letter.reply_to), f"cd-{letter.number}")
