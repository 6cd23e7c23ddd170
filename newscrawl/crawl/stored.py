"""Requests as they lie in a frontier: JSON, so that opening somebody's run folder runs no code of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson
from scrapy import Request, Spider
from scrapy.utils.request import request_from_dict

from newscrawl.archive.redact import ALWAYS
from newscrawl.crawl.proxies import forget_proxy

PASSING = ("page", "lease", "download_latency")
"""Keys of meta that belong to one download and are never stored."""
NO_SECRETS: Mapping[str, bytes | None] = dict.fromkeys(ALWAYS)
_DEFAULTS: dict[str, Any] = {
    "callback": None,
    "errback": None,
    "method": "GET",
    "headers": {},
    "body": b"",
    "cookies": {},
    "encoding": "utf-8",
    "priority": 0,
    "dont_filter": False,
    "flags": [],
    "cb_kwargs": {},
}


def pack(request: Request, spider: Spider, secret: Mapping[str, bytes | None] = NO_SECRETS) -> bytes | None:
    """A request as JSON; None for one that can't be: a callback that is no method of the spider, an object in meta, a
    header field or a proxy with a secret.

    secret: names of header fields that aren't stored; one whose value is the one given here is set again when the
    request is sent.
    """
    forget_proxy(request)
    for name, usual in secret.items():
        if usual is not None and request.headers.getlist(name) == [usual]:
            del request.headers[name]
    if any(name in request.headers for name in secret) or "@" in urlsplit(request.meta.get("proxy") or "").netloc:
        return None
    try:
        plain = request.to_dict(spider=spider)
    except ValueError:
        return None
    plain = {name: value for name, value in plain.items() if name not in _DEFAULTS or value != _DEFAULTS[name]}
    plain["meta"] = {key: value for key, value in request.meta.items() if key not in PASSING}
    if "headers" in plain:
        plain["headers"] = [[_text(k), [_text(v) for v in values]] for k, values in plain["headers"].items()]
    if "body" in plain:
        plain["body"] = _text(plain["body"])
    try:
        return orjson.dumps(plain)
    except TypeError:
        return None


def unpack(data: bytes, spider: Spider) -> Request:
    """The request again. Raises ValueError where the spider has no such callback."""
    plain = orjson.loads(data)
    if "headers" in plain:
        plain["headers"] = {_bytes(k): [_bytes(v) for v in values] for k, values in plain["headers"]}
    if "body" in plain:
        plain["body"] = _bytes(plain["body"])
    return request_from_dict(plain, spider=spider)


def _text(value: bytes) -> str:
    return value.decode("latin-1")


def _bytes(value: str) -> bytes:
    return value.encode("latin-1")
