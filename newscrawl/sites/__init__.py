"""The sites, one publisher a file; who covers a URL is decided here and handed to the stages."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from newscrawl.errors import DefinitionError
from newscrawl.page import Page
from newscrawl.repeated import read_repeated
from newscrawl.site import Site
from newscrawl.sites.generic import Generic

PRIVATE = Path("sites")
"""Folder of private sites, below the working directory."""
SHIPPED = Path(__file__).with_name("data")
"""What shipped sites print round their articles, a file each; a private one of the same name counts instead."""


@cache
def load(private: Path = PRIVATE) -> dict[str, type[Site]]:
    """Every site by name: those shipped, then the private ones, which may replace a shipped one.

    Raises DefinitionError for a wrong definition, naming file and attribute.
    """
    found: dict[str, type[Site]] = {}
    for module in (*_shipped(), *_private(private)):
        for site in _sites_of(module):
            found[site.name] = site
    return {name: _with_data(site, private) for name, site in sorted(found.items())}


def _with_data(site: type[Site], private: Path) -> type[Site]:
    """The site with what is known of it from many of its pages."""
    files = (private / f"{site.name}.toml", SHIPPED / f"{site.name}.toml")
    file = next((path for path in files if path.is_file()), None)
    if file is None:
        return site
    facts = {"__doc__": site.__doc__, "__module__": site.__module__, "repeated": read_repeated(file)}
    return type(site.__name__, (site,), facts)


def data_file(site: type[Site], private: Path = PRIVATE) -> Path:
    """Where what is learned about a site goes: beside its definition, or among the private sites of an installation."""
    own = private / f"{site.name}.toml"
    is_shipped = site.__module__.startswith(f"{__name__}.") and SHIPPED.is_relative_to(Path.cwd())
    return SHIPPED / own.name if is_shipped and not own.exists() else own


def get(name: str, private: Path = PRIVATE) -> type[Site]:
    """The site of that name; KeyError where there is none."""
    return load(private)[name]


@cache
def hosts() -> dict[str, str]:
    """The main host of each shipped site by its title; private sites don't count, for rows are the same everywhere."""
    shipped = [site for module in _shipped() for site in _sites_of(module)]
    return {site.title: site.domains[0] for site in shipped if site.title and site.domains}


def for_url(url: str, private: Path = PRIVATE) -> type[Site]:
    """The site that covers a URL's host, one that names the port first; Generic where none does."""
    covering = [site for site in load(private).values() if site.covers(url)]
    host_and_port = url.split("/", 3)[2].lower() if url.count("/") >= 2 else ""
    return min(covering, key=lambda site: host_and_port not in site.domains, default=Generic)


def for_page(page: Page, private: Path = PRIVATE) -> type[Site]:
    """The site a page belongs to."""
    return for_url(page.url, private)


def _shipped() -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(__path__):
        yield importlib.import_module(f"{__name__}.{info.name}")


def _private(folder: Path) -> Iterator[ModuleType]:
    for path in sorted(folder.glob("*.py")) if folder.is_dir() else ():
        name = f"newscrawl_private_sites.{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except DefinitionError as error:
            raise DefinitionError(f"{path}: {error}") from error
        except Exception as error:
            raise DefinitionError(f"{path}: can't be loaded: {error!r}") from error
        yield module


def _sites_of(module: ModuleType) -> Iterable[type[Site]]:
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Site) and value.name and value.__module__ == module.__name__
    ]
