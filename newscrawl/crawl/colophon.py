"""What an archive says of the crawl that made it: who, with what, and under which settings. No secret is among it."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Mapping
from typing import Any

from scrapy.exceptions import ScrapyDeprecationWarning
from scrapy.settings import BaseSettings, default_settings

from newscrawl import settings as own_settings

_SECRET = re.compile(r"pass|secret|token|key|auth|credential|cookie|proxy|_user$|feeds", re.IGNORECASE)
_PLACES = ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_RUN_FOLDER", "JOBDIR", "HTTPCACHE_DIR", "FILES_STORE", "IMAGES_STORE")
"""Where things lie on this machine; two crawls that differ in these alone have the same settings."""
_USERINFO = re.compile(r"(?<=://)[^/@\s]+@")
HIDDEN = "(not shown)"


def warcinfo(settings: BaseSettings, title: str = "") -> dict[str, str]:
    """What every file of a run says of it; no password and no proxy is among it."""
    contact = settings.get("NEWSCRAWL_CONTACT")
    facts = {
        "collection": settings.get("NEWSCRAWL_COLLECTION") or title,
        "operator": settings.get("NEWSCRAWL_OPERATOR") or contact,
        "contact": contact,
        "robots": "classic" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": settings.get("USER_AGENT"),
        "settings-digest": settings_digest(shown(settings)),
    }
    return {name: str(value) for name, value in facts.items() if value}


def settings_digest(values: Mapping[str, Any]) -> str:
    """SHA-256 of settings as `shown` gives them."""
    said = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(said.encode("utf-8")).hexdigest()


def shown(settings: BaseSettings) -> dict[str, Any]:
    """The settings that are not Scrapy's defaults, as plain data.

    Left out are places on this machine, and every name that Scrapy and newscrawl don't have: nobody knows what it may
    give away. What may be a secret is named without its value.
    """
    known = {name for module in (default_settings, own_settings) for name in dir(module) if name.isupper()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ScrapyDeprecationWarning)  # it asks for the old names too
        values = {name: _plain(settings.get(name)) for name in sorted(known - set(_PLACES))}
    defaults = vars(default_settings)
    changed = {name: value for name, value in values.items() if value != _plain(defaults.get(name))}
    return {name: _entry(name, value) for name, value in changed.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | bytes):
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        return _USERINFO.sub("", text)
    if isinstance(value, Mapping | BaseSettings):
        return {_name(key): _entry(_name(key), value[key]) for key in value}
    if isinstance(value, list | tuple | set | frozenset):
        plain = [_plain(item) for item in value]
        return sorted(plain, key=str) if isinstance(value, set | frozenset) else plain
    return _name(value)


def _entry(name: str, value: Any) -> Any:
    """A value under its name; a switch is no secret, whatever it is for."""
    return HIDDEN if not isinstance(value, bool) and _SECRET.search(name) else _plain(value)


def _name(value: Any) -> str:
    if isinstance(value, str | int):
        return str(value)
    kind = value if isinstance(value, type) else type(value)
    return f"{kind.__module__}.{kind.__qualname__}"
