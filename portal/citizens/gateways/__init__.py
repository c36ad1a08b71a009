"""Who carries messages to citizens: e-mail as PORTAL_MAIL says, SMS as PORTAL_SMS says."""

from __future__ import annotations

from flask import Flask, current_app

from portal.citizens.gateways.by_mail import MailGateway
from portal.citizens.gateways.contract import Gateway
from portal.citizens.gateways.to_files import FileGateway, NoGateway
from portal.citizens.gateways.to_provider import ProviderGateway
from portal.citizens.models import EMAIL, PHONE
from portal.config import InvalidSetting, Settings
from portal.mail.carriers import carrier_of
from portal.outbound.talking import Talker, inner_servers

_EXTENSION = "citizen_gateways"


def bind(app: Flask) -> None:
    """Choose the gateways. Raises InvalidSetting for a PORTAL_SMS or PORTAL_INNER_SERVERS that cannot be used."""
    settings: Settings = app.config["PORTAL"]
    mail = MailGateway(carrier_of(settings), settings.mail_sender)
    app.extensions[_EXTENSION] = {EMAIL: mail, PHONE: _sms(settings)}


def gateways() -> dict[str, Gateway]:
    """The application's gateways by the kind of contact."""
    found: dict[str, Gateway] = current_app.extensions[_EXTENSION]
    return found


def talker(settings: Settings) -> Talker:
    """Who talks with servers outside. Raises InvalidSetting."""
    try:
        return Talker(inner_servers(settings.inner_servers))
    except ValueError as error:
        raise InvalidSetting(f"PORTAL_INNER_SERVERS: {error} không phải là tên:cổng") from error


def _sms(settings: Settings) -> Gateway:
    speaks = talker(settings)
    if settings.sms == "console":
        return FileGateway(settings.instance_path / "outbox" / "sms")
    if settings.sms == "none":
        return NoGateway()
    if not settings.sms.startswith(("https://", "http://")) or not settings.sms_secret:
        raise InvalidSetting(
            "PORTAL_SMS phải là console, none hoặc https://… của nhà cung cấp (kèm PORTAL_SMS_SECRET)"
        )
    return ProviderGateway(settings.sms, settings.sms_secret, speaks)
