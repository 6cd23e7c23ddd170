"""Proxies as the environment names them: http_proxy, https_proxy and no_proxy. No request goes round one."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.settings import BaseSettings

from newscrawl.crawl.identity import is_local
from newscrawl.errors import UsageError

FROM_ENVIRONMENT = "_scheme_proxy"
"""Key in `request.meta` that Scrapy sets where the environment named the proxy."""
_META = ("proxy", "_auth_proxy", FROM_ENVIRONMENT)
PASSWORD = b"Proxy-Authorization"


class ProxyRefused(IgnoreRequest):
    """The proxy wants to be asked otherwise (HTTP 407); no answer of the site came."""


class Proxies(HttpProxyMiddleware):
    """Scrapy's middleware, choosing anew for each request: a redirect may lead to a host that wants no proxy."""

    def process_request(self, request: Request) -> None:  # type: ignore[override]  # the spider is no argument any more
        forget_proxy(request)
        super().process_request(request)

    def _get_proxy(self, url: str, orig_type: str) -> tuple[bytes | None, str]:
        # without a scheme it is spoken to in HTTP, as other programs read it, whatever it is for
        return super()._get_proxy(url, "http")


def forget_proxy(request: Request) -> None:
    """Take off a request what the environment's proxy needs; Proxies puts it on again."""
    if FROM_ENVIRONMENT in request.meta:
        for key in _META:
            request.meta.pop(key, None)
        request.headers.pop(PASSWORD, None)


def check_proxies(settings: BaseSettings, urls: Iterable[str]) -> None:
    """Raise UsageError where other machines are to be asked through a proxy that can't be used."""
    if not settings.getbool("HTTPPROXY_ENABLED") or all(is_local(urlsplit(url).hostname or "") for url in urls):
        return
    for scheme in ("http", "https"):
        url = getproxies().get(scheme, "")
        if url and not _usable(url, scheme):
            raise UsageError(
                f"The proxy that {scheme}_proxy names can't be used: give it as http://proxy.example:3128, with "
                "user:password@ before the host where it asks for them (SOCKS and, for https, TLS to the proxy don't "
                "work here)."
            )


def _usable(url: str, scheme: str) -> bool:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        spoken = ("http", "https") if scheme == "http" else ("http",)
        return bool(parts.hostname) and parts.port != 0 and parts.scheme in spoken
    except ValueError:
        return False
