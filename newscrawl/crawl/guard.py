"""Which addresses may be fetched from: the public net, and the site itself wherever it is."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler


def peer_allowed(crawler: Crawler, request: Request, ip: str) -> bool:
    """Whether the address a request's host led to may be fetched from.

    Addresses that are not of the public net (private, loopback, link-local, reserved, multicast) are allowed only to
    the site's own hosts: to a domain that is that very address, or to a domain whose name resolves to it. A name never
    leads to a link-local address, where clouds keep their passwords.
    """
    address = _unwrapped(ip)
    if address.is_global and not address.is_multicast:
        return True
    domains = getattr(getattr(crawler.spider, "site", None), "domains", ())
    own = {name for domain in domains if (name := urlsplit(f"//{domain}").hostname)}
    if ip in own or str(address) in own:
        return True
    return urlsplit(request.url).hostname in own and not (address.is_link_local or address.is_multicast)


def _unwrapped(ip: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address meant: an IPv4 address written as, or tunnelled in, an IPv6 one counts as itself."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address
