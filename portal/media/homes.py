"""Where the installation's bytes lie: folders below the instance folder, or one bucket for several web servers."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, current_app

from portal.config import InvalidSetting, Settings
from portal.media.bucket import Bucket, BucketAddress, InvalidAddress, parse
from portal.media.bucket_store import BucketStore
from portal.media.local_copies import LocalCopies
from portal.media.store import FileStore, Store

FOLDER = "files"
COPIES = "files-cache"
_EXTENSION = "portal_media_homes"


class Homes:
    """The homes of one application. A client of a bucket has threads of its own, so each process makes its own."""

    def __init__(self, settings: Settings, address: BucketAddress | None) -> None:
        self._settings = settings
        self._address = address
        self._pid = 0
        self._bucket: Bucket | None = None
        self._shared: BucketStore | None = None
        self.sealed: list[str] = []

    def bucket(self) -> Bucket | None:
        """The bucket; None where files lie in folders."""
        self._renew()
        return self._bucket

    def files(self) -> Store:
        """The content-addressed store of files."""
        self._renew()
        return self._shared or FileStore(self._settings.instance_path / FOLDER)

    def _renew(self) -> None:
        if self._address is None or self._pid == os.getpid():
            return
        bucket = Bucket(self._address, self._settings.media_s3_key, self._settings.media_s3_secret)
        self._bucket = bucket
        self._shared = BucketStore(bucket, copies_of(self._settings))
        self._pid = os.getpid()


def copies_of(settings: Settings) -> LocalCopies:
    """The copies of this machine."""
    return LocalCopies(settings.instance_path / COPIES, settings.media_cache_mb << 20)


def install(app: Flask) -> None:
    """Give an application its homes. Raises InvalidSetting."""
    settings: Settings = app.config["PORTAL"]
    try:
        address = parse(settings.media_store) if settings.media_store else None
    except InvalidAddress as error:
        raise InvalidSetting(f"PORTAL_MEDIA_STORE: {error}") from error
    app.extensions[_EXTENSION] = Homes(settings, address)


def keep_sealed(app: Flask, folder: str) -> None:
    """Say that sealed files lie in this folder of the instance folder, and under the same keys of a bucket."""
    app.extensions[_EXTENSION].sealed.append(folder)


def homes() -> Homes:
    """The application's homes."""
    found: Homes = current_app.extensions[_EXTENSION]
    return found


def folder_of_files(settings: Settings) -> Path:
    """The folder of the store where no bucket is configured."""
    return settings.instance_path / FOLDER
