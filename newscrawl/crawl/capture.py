"""The download handler that archives: what crossed the socket is on disk before anyone sees the answer."""

from __future__ import annotations

import logging

import scrapy
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest, ResponseDataLossError
from scrapy.http import Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.defer import maybe_deferred_to_future

from newscrawl.archive.compose import Referred
from newscrawl.archive.fields import target_uri
from newscrawl.crawl.archiving import Kept, RunArchive, archive_of
from newscrawl.crawl.circumstances import circumstances
from newscrawl.crawl.guard import peer_allowed
from newscrawl.crawl.known import ORIGINAL
from newscrawl.crawl.options import redaction_of
from newscrawl.crawl.proxies import ProxyRefused
from newscrawl.crawl.relied_on import LenientFactory, ScrapyAgent, get_dataloss_msg, wrap_twisted_exceptions
from newscrawl.crawl.wire import AddressRefused, Wire, WireFactory, WirePool
from newscrawl.errors import ArchiveError, ExchangeError
from newscrawl.exchange import Exchange
from newscrawl.page import Page

logger = logging.getLogger(__name__)

_ATTRIBUTES = (
    "_pool",
    "_contextFactory",
    "_bind_address",
    "_default_maxsize",
    "_default_warnsize",
    "_fail_on_dataloss",
    "_fail_on_dataloss_warned",
    "_tls_verbose_logging",
)


class BodyUnreadable(IgnoreRequest):
    """The answer is whole and archived, and gives no body (broken gzip, over the size limit); a retry is no use."""


class CaptureHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler, archiving each exchange before its response or failure is delivered.

    A whole exchange leaves its Page in `request.meta["page"]`; a truncated one leaves none.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        missing = [name for name in _ATTRIBUTES if not hasattr(self, name)]
        if missing or self._pool._factory is not LenientFactory:
            raise ArchiveError(
                f"Scrapy {scrapy.__version__} has another HTTP/1.1 handler than the capture relies on "
                f"({', '.join(missing) or 'the pool builds unknown protocols'}); nothing can be fetched with it"
            )
        self._pool._factory = WireFactory
        self._redaction = redaction_of(crawler.settings)

    async def download_request(self, request: Request) -> Response:
        """Download, archive, deliver.

        Raises what Scrapy's handler does, ArchiveError when the record can't be written, BodyUnreadable,
        AddressRefused and ProxyRefused.
        """
        request.meta.pop("page", None)
        archive = archive_of(self._crawler)
        if archive is not None:
            archive.ready()
        wire = Wire(proxied=bool(request.meta.get("proxy")))
        try:
            response = await self._fetch(request, wire)
        except AddressRefused as refusal:
            logger.warning("Refused %s: %s", request.url, refusal)
            raise
        except Exception as error:
            self._keep(request, wire, archive, error)
            raise
        if wire.proxied and response.status == 407:
            raise ProxyRefused(f"{request.url}: the proxy asks for other credentials (HTTP 407)")
        exchange, kept = self._keep(request, wire, archive, None)
        if exchange is None:
            unseen = ArchiveError(f"{request.url}: an answer came and none of its bytes were seen; Scrapy has changed")
            raise archive.fail(unseen) if archive else unseen
        if exchange.truncated:
            return self._partial(request, response)
        page = _page(exchange, kept, archive.run_id if archive else "")
        if page.look:
            self._crawler.stats.inc_value("newscrawl/looks")
        request.meta["page"] = page
        return _delivered(response, page)

    async def close(self) -> None:
        """Close the connections, then the archive where nothing else has closed it before."""
        await super().close()
        archive = archive_of(self._crawler)
        if archive is not None:
            archive.close()
            archive.forget()

    async def _fetch(self, request: Request, wire: Wire) -> Response:
        allowed = None if wire.proxied else lambda ip: peer_allowed(self._crawler, request, ip)
        agent = ScrapyAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=WirePool(self._pool, wire, allowed),  # type: ignore[arg-type]  # the part of a pool that agents use
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        try:
            with wrap_twisted_exceptions():
                # frozen when the outcome is known: what comes before the coroutine goes on is not part of it
                return await maybe_deferred_to_future(agent.download_request(request).addBoth(wire.freeze))
        except ResponseDataLossError:
            if not self._fail_on_dataloss_warned:
                logger.warning(get_dataloss_msg(request.url))
                self._fail_on_dataloss_warned = True
            raise

    def _keep(
        self, request: Request, wire: Wire, archive: RunArchive | None, error: Exception | None
    ) -> tuple[Exchange | None, Kept | None]:
        """Archive what there is of the exchange; nothing where no answer came."""
        limit = request.meta.get("download_maxsize", self._default_maxsize)
        exchange = wire.exchange(target_uri(request.url), _token(wire, error), limit)
        if archive is None:
            return exchange, None
        self._count(exchange)
        if exchange is None:
            return None, None
        exchange, redacted = self._redaction.applied(exchange)
        about = circumstances(request, wire, error, redacted)
        unmodified = request.meta.get(ORIGINAL)
        return exchange, archive.write(exchange, about, Referred(**unmodified) if unmodified else None)

    def _count(self, exchange: Exchange | None) -> None:
        """Count what is archived, and what of it is not whole; requests without an answer leave nothing to archive."""
        said = ["unanswered" if exchange is None else "exchanges"]
        if exchange is not None and exchange.truncated:
            said.append(f"truncated/{exchange.truncated}")
        if exchange is not None and not exchange.status:
            said.append("unreadable_heads")
        for name in said:
            self._crawler.stats.inc_value(f"newscrawl/archived/{name}")

    def _partial(self, request: Request, response: Response) -> Response:
        """A response whose exchange is not whole: Scrapy was told to stop early or to put up with a loss."""
        stopped = "download_stopped" in response.flags
        if not stopped and request.meta.get("download_fail_on_dataloss", self._fail_on_dataloss):
            raise ResponseDataLossError(f"{request.url}: the connection broke before the answer was over")
        return response


def _token(wire: Wire, error: Exception | None) -> str | None:
    """The WARC-Truncated token of what came; None when it is whole."""
    if isinstance(error, DownloadCancelledError):
        return "length"
    if wire.whole:
        return None
    if isinstance(error, DownloadTimeoutError):
        return "time"
    return "disconnect" if wire.closed else "unspecified"


def _page(exchange: Exchange, kept: Kept | None, scope: str) -> Page:
    try:
        return Page.from_exchange(exchange, kept.capture if kept else None, scope, look=bool(kept and kept.look))
    except ExchangeError as error:
        logger.warning("No page: %s", error)
        raise BodyUnreadable(str(error)) from error


def _delivered(response: Response, page: Page) -> Response:
    """The response as Scrapy's compression middleware would leave it, with the body the page has."""
    if b"Content-Encoding" not in response.headers and response.body == page.body:
        return response
    headers = response.headers.copy()
    headers.pop(b"Content-Encoding", None)
    headers.pop(b"Content-Length", None)
    kind = responsetypes.from_args(headers=headers, url=response.url, body=page.body)
    # made anew: replace() would have the charset of the compressed bytes guessed
    return kind(
        response.url,
        response.status,
        headers,
        page.body,
        response.flags,
        response.request,
        response.certificate,
        response.ip_address,
        response.protocol,
    )
