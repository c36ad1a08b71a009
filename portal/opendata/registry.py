"""Which datasets there are: rooms and packages register them, the catalogue knows none by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from portal.opendata.fields import DAY, Field, Row
from portal.tenancy.directory import Portal

_EXTENSION = "portal_opendata"
_THEMES = "http://publications.europa.eu/resource/authority/data-theme/"
_FREQUENCIES = "http://publications.europa.eu/resource/authority/frequency/"


@dataclass(frozen=True)
class Dataset:
    """A dataset of every portal.

    `rows` answers what is public now, in an order that stays, each row with the id of the thing that it tells of (0:
    of no single thing); it is called in the reading scope of the portal and must hold little in memory at a time.
    `kind` names those things in `contributions().visibility`, by which rows of things that were taken off since leave
    every version ("" where rows tell of no things). `key` are the fields by which a row is known again in the next
    version. `covers`: the field whose days the dataset spans. `collection`: where the read API gives the same,
    `page`: where people read it. `kept`: how many versions stay.
    """

    slug: str
    title: Any
    about: Any
    fields: Sequence[Field]
    rows: Callable[[Portal], Iterable[tuple[int, Row]]]
    key: Sequence[str]
    kind: str = ""
    theme: str = "GOVE"
    keywords: Sequence[Any] = ()
    frequency: str = "DAILY"
    covers: str = ""
    collection: str = ""
    page: str = ""
    kept: int = 12

    @property
    def theme_uri(self) -> str:
        """Its theme in the vocabulary that DCAT-AP asks for."""
        return _THEMES + self.theme

    @property
    def frequency_uri(self) -> str:
        """How often it may have a new version, in the vocabulary that DCAT-AP asks for."""
        return _FREQUENCIES + self.frequency

    def field(self, name: str) -> Field:
        """The field of this name. Raises KeyError."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def columns(self, names: Sequence[str]) -> list[Field]:
        """The fields of these names; of a version older than this program, those that are still known."""
        known = {one.name: one for one in self.fields}
        return [known[name] for name in names if name in known]


def add_dataset(app: Flask, dataset: Dataset) -> None:
    """Offer a dataset at every portal. Raises ValueError for a name that is taken or a field that is not there."""
    held = app.extensions.setdefault(_EXTENSION, {})
    names = {one.name for one in dataset.fields}
    if dataset.slug in held or not set(dataset.key) <= names:
        raise ValueError(f"dataset {dataset.slug}")
    if dataset.covers and dataset.field(dataset.covers).kind != DAY:
        raise ValueError(f"dataset {dataset.slug}: {dataset.covers}")
    held[dataset.slug] = dataset


def datasets() -> list[Dataset]:
    """Every dataset, in the order of registration."""
    return list(current_app.extensions.get(_EXTENSION, {}).values())


def dataset_by_slug(slug: str) -> Dataset | None:
    """The dataset with this address."""
    found: Dataset | None = current_app.extensions.get(_EXTENSION, {}).get(slug)
    return found
