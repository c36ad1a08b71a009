"""Themes: chosen per tenant, inherited, versioned; their templates come before the rooms' own."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app, g
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, TemplateNotFound

from portal.web.template_code import SHARED_CODE


def file_below(folder: Path, name: str) -> Path | None:
    """The file with this name below a folder, or None: not there, outside of it, or no name for a file at all."""
    base = folder.resolve()
    try:
        path = (base / name).resolve()
        return path if path.is_relative_to(base) and path.is_file() else None
    except (OSError, ValueError):
        return None


@dataclass(frozen=True)
class Theme:
    """A folder under themes/ with its line of parents, nearest first."""

    name: str
    label: str
    description: str
    line: tuple[Path, ...]


class ThemeShelf:
    """All themes of the installation, read from their theme.toml."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.themes: dict[str, Theme] = {}
        facts = {
            file.parent.name: tomllib.loads(file.read_text(encoding="utf-8"))
            for file in sorted(root.glob("*/theme.toml"))
        }
        for name, one in facts.items():
            line, at = [root / name], one.get("parent")
            while at in facts and root / at not in line:
                line.append(root / at)
                at = facts[at].get("parent")
            line.append(root / "_shared")
            self.themes[name] = Theme(name, one.get("label", name), one.get("description", ""), tuple(line))
        self.loaders = {
            name: ChoiceLoader([FileSystemLoader(folder / "templates") for folder in theme.line])
            for name, theme in self.themes.items()
        }
        self._digests: dict[tuple[str, str], str] = {}

    def file(self, theme: str, name: str) -> Path | None:
        """The static file of a theme or of its parents, or None; never one outside of them."""
        line = self.themes[theme].line if theme in self.themes else (self.root / "_shared",)
        return next((path for folder in line if (path := file_below(folder / "static", name))), None)

    def digest(self, theme: str, name: str) -> str:
        """A short content hash for a versioned address ("" where the file is missing)."""
        key = (theme, name)
        if key not in self._digests:
            path = self.file(theme, name)
            self._digests[key] = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path else ""
        return self._digests[key]


class _ThemedLoader(BaseLoader):
    """Looks in the current tenant's theme first. Template names are prefixed by `themed_environment`."""

    def __init__(self, shelf: ThemeShelf, rest: BaseLoader) -> None:
        self.shelf = shelf
        self.rest = rest

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        theme, _, name = template.partition("\x00")
        if not name:
            return self.rest.get_source(environment, template)
        loader = self.shelf.loaders.get(theme)
        if loader is not None:
            try:
                return loader.get_source(environment, name)
            except TemplateNotFound:
                pass
        return self.rest.get_source(environment, name)

    def list_templates(self) -> list[str]:
        return self.rest.list_templates()


def current_theme() -> str:
    """The name of the theme of this request's tenant."""
    portal = g.get("portal")
    return portal.theme if portal is not None else "dong-bang"


def shelf(app: Flask | None = None) -> ThemeShelf:
    """The application's themes."""
    found: ThemeShelf = (app or current_app).extensions["themes"]
    return found


def install(app: Flask, root: Path) -> None:
    """Make template lookup follow the tenant's theme: one template per theme and name, compiled once per file."""
    app.extensions["themes"] = ThemeShelf(root)
    environment = app.jinja_env
    environment.bytecode_cache = SHARED_CODE
    environment.loader = _ThemedLoader(app.extensions["themes"], environment.loader)  # type: ignore[arg-type]
    plain_load = environment._load_template

    def load_template(name: str, globals: object) -> object:
        key = name if "\x00" in name else f"{current_theme()}\x00{name}"
        return plain_load(key, globals)  # type: ignore[arg-type]

    environment._load_template = load_template  # type: ignore[method-assign,assignment]
