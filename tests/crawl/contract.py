"""One crawl over every case of the capture's contract, and what the servers saw of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.crawl.lab import Crawl, crawl, plan_of
from tests.crawl.wire_cases import CASES, EXTRAS, TLS_CASES, Case
from tests.crawl.wire_server import WireServer, tls_contexts


@dataclass(frozen=True)
class Contract:
    """One crawl over every case, and what the servers saw."""

    crawl: Crawl
    plain: WireServer
    secure: dict[str, WireServer]

    def server(self, case: Case) -> WireServer:
        return self.plain if case in CASES else self.secure["1.3"]


@contextmanager
def crawled(folder: Path) -> Iterator[Contract]:
    """Crawl every case; the servers run while the context lasts."""
    contexts = tls_contexts(folder)
    secure_answers = {f"/{case.name}": case.answers for case in TLS_CASES}
    with (
        WireServer({**{f"/{case.name}": case.answers for case in CASES}, **EXTRAS}) as plain,
        WireServer(secure_answers, tls=contexts["1.3"]) as tls13,
        WireServer(secure_answers, tls=contexts["1.2"]) as tls12,
    ):
        requests = [plan_of(case, f"http://{plain.netloc}") for case in CASES]
        requests += [plan_of(case, f"https://{tls13.netloc}") for case in TLS_CASES]
        requests.append({**plan_of(TLS_CASES[0], f"https://{tls12.netloc}"), "name": "tls-1.2"})
        requests.append({"name": "private", "url": f"http://{plain.netloc}/private"})
        # certificates are self-signed: verification is off, as it is by default in Scrapy
        settings = {"ROBOTSTXT_OBEY": True, "DOWNLOAD_VERIFY_CERTIFICATES": False}
        done = crawl(folder, requests, [plain.netloc, tls13.netloc, tls12.netloc], settings=settings)
        yield Contract(done, plain, {"1.3": tls13, "1.2": tls12})
