"""The private names of Scrapy and Twisted that the capture relies on, checked before any of them is used.

Nobody promises these names. Where one is gone, a capture could miss bytes without a word, so nothing is fetched then.
"""

from __future__ import annotations

import inspect
from types import ModuleType

import scrapy
import twisted
from twisted.web import _newclient, client

from newscrawl.errors import ArchiveError

try:
    from scrapy.core.downloader.handlers import http11
    from scrapy.utils import _download_handlers
except ImportError as error:
    raise ArchiveError(
        f"Scrapy {scrapy.__version__} has no module the capture relies on ({error}); nothing can be fetched with it"
    ) from error

_AGENT_ARGUMENTS = (
    "contextFactory",
    "bindAddress",
    "pool",
    "maxsize",
    "warnsize",
    "fail_on_dataloss",
    "crawler",
    "tls_verbose_logging",
)
_RELIED_ON: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (
        http11,
        (
            "HTTP11DownloadHandler.download_request",
            "HTTP11DownloadHandler.close",
            "_LenientHTTP11ClientFactory.buildProtocol",
            "_LenientHTTP11ClientProtocol.request",
            "_ScrapyAgent.download_request",
        ),
    ),
    (_download_handlers, ("wrap_twisted_exceptions", "get_dataloss_msg")),
    (client, ("HTTPConnectionPool._factory", "HTTPConnectionPool.getConnection")),
    (
        _newclient,
        (
            "HTTP11ClientProtocol._finishResponse",
            "HTTP11ClientProtocol._currentRequest",
            "HTTP11ClientProtocol.dataReceived",
            "HTTP11ClientProtocol.connectionLost",
            "HTTPClientParser._finished",
            "HTTPClientParser.allHeadersReceived",
            "Request._construct",
            "Request.writeTo",
        ),
    ),
)


def check_relied_on() -> None:
    """Raise ArchiveError when the installed Scrapy or Twisted lacks a name the capture relies on."""
    missing = [f"{module.__name__}.{path}" for module, paths in _RELIED_ON for path in paths if not _has(module, path)]
    if not missing:
        accepted = inspect.signature(http11._ScrapyAgent).parameters
        missing = [f"the argument {name} of _ScrapyAgent" for name in _AGENT_ARGUMENTS if name not in accepted]
    if missing:
        raise ArchiveError(
            f"Scrapy {scrapy.__version__} with Twisted {twisted.__version__} has no {', '.join(missing)}: the capture "
            "relies on it and fetches nothing; install the versions that pyproject.toml names"
        )


def _has(module: ModuleType, path: str) -> bool:
    holder: object = module
    for name in path.split("."):
        if not hasattr(holder, name):
            return False
        holder = getattr(holder, name)
    return True


check_relied_on()

LenientProtocol = http11._LenientHTTP11ClientProtocol
LenientFactory = http11._LenientHTTP11ClientFactory
ScrapyAgent = http11._ScrapyAgent
TwistedRequest = _newclient.Request
get_dataloss_msg = _download_handlers.get_dataloss_msg
wrap_twisted_exceptions = _download_handlers.wrap_twisted_exceptions
