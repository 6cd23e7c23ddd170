"""Who we say we are: a crawler that leaves the machine names a contact."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from newscrawl import __version__
from newscrawl.errors import UsageError

_CONTACT = re.compile(r"[^\s()<>@\x00-\x1f]+@[^\s()<>@]+\.[^\s()<>@]+|https?://[^\s()<>]+", re.ASCII)


def user_agent(contact: str | None) -> str:
    """The User-Agent header; `contact` is a mail address or a URL.

    Raises UsageError for anything else.
    """
    name = f"newscrawl/{__version__}"
    if not contact:
        return name
    if not _CONTACT.fullmatch(contact):
        raise UsageError(
            f"The contact {contact!r} is neither a mail address nor a URL; give one, such as you@example.org."
        )
    return f"{name} (+{contact})"


def require_contact(contact: str | None, urls: Iterable[str]) -> None:
    """Raise UsageError when pages of other machines are to be fetched without a contact."""
    if contact:
        user_agent(contact)
        return
    hosts = [host for url in urls if not is_local(host := urlsplit(url).hostname or "")]
    if hosts:
        raise UsageError(
            f"Give a contact before {hosts[0]} is asked for pages: a mail address or a URL where its people can reach "
            "you, as --contact or in NEWSCRAWL_CONTACT."
        )


def literal_address(host: str) -> str | None:
    """The address that a host name is, in any way systems read one (127.1, 0x7f000001, ::1); None for a name.

    localhost and the names below it count as 127.0.0.1.
    """
    host = host.strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    if not re.fullmatch(r"[0-9a-fx.]+", host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def is_local(host: str) -> bool:
    """Whether a host is this machine by its very name."""
    address = literal_address(host)
    return address is not None and ipaddress.ip_address(address).is_loopback
