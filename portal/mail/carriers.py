"""Who carries e-mails away: an SMTP server, a folder, the log. PORTAL_MAIL says which."""

from __future__ import annotations

import ipaddress
import logging
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from portal.config import InvalidSetting, Settings
from portal.durable import put_file

log = logging.getLogger(__name__)
TIMEOUT = 20.0  # seconds that a server may take for each answer


class NotCarried(Exception):
    """The e-mail did not get away; `for_good` where trying again is of no use."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason[:300]
        self.for_good = for_good


class Carrier(Protocol):
    """Takes one e-mail; returns when it is out of our hands. Raises NotCarried."""

    def carry(self, message: EmailMessage, name: str) -> None:
        """Carry it away. `name` is the same whenever the same e-mail is carried."""


class LogCarrier:
    """Writes e-mails into the log, for trying out."""

    def carry(self, message: EmailMessage, name: str) -> None:
        """One entry per e-mail."""
        text = message.get_content()
        log.warning("thư %s gửi %s: %s\n%s", name, message["To"], message["Subject"], text)


@dataclass(frozen=True)
class FileCarrier:
    """Lays e-mails into a folder, a file each, from where a person or another program takes them."""

    folder: Path

    def carry(self, message: EmailMessage, name: str) -> None:
        """The file is there whole or not at all, also when the power fails."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            put_file(self.folder / f"{name}.eml", message.as_bytes())
        except OSError as error:
            raise NotCarried(f"Không ghi được vào thư mục {self.folder.name}: {error.strerror}") from error


@dataclass(frozen=True)
class SmtpCarrier:
    """Hands e-mails to a server. A password never goes over a line that is not encrypted, but for this very machine."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    encrypted: bool = False  # from the first byte (smtps)
    upgrade: bool = False  # STARTTLS is a must
    timeout: float = TIMEOUT
    context: ssl.SSLContext | None = None

    def carry(self, message: EmailMessage, name: str) -> None:
        """One connection per e-mail: there are few, and none waits for another one's trouble."""
        try:
            with self._connect() as server:
                server.ehlo_or_helo_if_needed()
                secure = self._secure(server)
                if self.user:
                    if not secure and not is_here(self.host):
                        raise NotCarried(
                            "Máy chủ thư không có kết nối mã hóa (STARTTLS) nên không gửi mật khẩu."
                        )
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise NotCarried(_said(code, text), for_good=code >= 500) from error
        except smtplib.SMTPAuthenticationError as error:
            raise NotCarried(f"Máy chủ thư từ chối đăng nhập ({error.smtp_code}).") from error
        except smtplib.SMTPNotSupportedError as error:
            reason = "Máy chủ thư không nhận địa chỉ có dấu, hoặc không nhận đăng nhập."
            raise NotCarried(reason, for_good=True) from error
        except smtplib.SMTPResponseException as error:
            raise NotCarried(
                _said(error.smtp_code, error.smtp_error), for_good=error.smtp_code >= 500
            ) from error
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            raise NotCarried(f"Không nối được với máy chủ thư {self.host}: {type(error).__name__}") from error

    def _connect(self) -> smtplib.SMTP:
        if self.encrypted:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=self._context())
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)

    def _context(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()

    def _secure(self, server: smtplib.SMTP) -> bool:
        if self.encrypted:
            return True
        if server.has_extn("starttls"):
            server.starttls(context=self._context())
            server.ehlo()
            return True
        if self.upgrade:
            raise NotCarried("Máy chủ thư không có STARTTLS như cấu hình đòi hỏi.")
        return False


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"Máy chủ thư trả lời {code}: {' '.join(words.split())}"


def is_here(host: str) -> bool:
    """Whether a host is this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def carrier_of(settings: Settings) -> Carrier:
    """The carrier that PORTAL_MAIL names. Raises InvalidSetting."""
    if settings.mail == "console":
        return LogCarrier()
    if settings.mail == "file":
        return FileCarrier(settings.instance_path / "outbox")
    return _smtp(settings.mail)


def _smtp(address: str) -> SmtpCarrier:
    where = urlsplit(address)
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    try:
        port = where.port or ports[where.scheme]
    except (KeyError, ValueError):
        port = 0
    if not port or not where.hostname or where.path.strip("/") or where.query:
        raise InvalidSetting(
            "PORTAL_MAIL phải là console, file, smtp://máy-chủ:cổng, smtp+starttls://tên:mật-khẩu@máy-chủ hoặc smtps://…"
        )
    user, password = unquote(where.username or ""), unquote(where.password or "")
    if not (user.isascii() and password.isascii()):
        raise InvalidSetting("PORTAL_MAIL: tên và mật khẩu của máy chủ thư phải là chữ không dấu (ASCII)")
    return SmtpCarrier(
        where.hostname,
        port,
        user,
        password,
        encrypted=where.scheme == "smtps",
        upgrade=where.scheme == "smtp+starttls",
    )
