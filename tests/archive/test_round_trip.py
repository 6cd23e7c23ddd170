"""What is written is what is read, whatever the bytes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.archive.reader import read_at, read_exchanges
from newscrawl.archive.writer import ArchiveWriter
from newscrawl.exchange import Exchange

NAME = re.compile(r"^[\w-]+-\d{14}-\d{5}-[\w.-]+\.warc\.gz$")

heads = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n",
        b"HTTP/1.1 200 OK\nServer: lf only\n\n",
        b"HTTP/1.1 200 \xba\xc3\r\nX: \xd6\xd0\xce\xc4\r\nno colon here\r\nFolded: a\r\n   b\r\n\r\n",
        b"HTTP/1.0 404 Not Found\r\n\r\n",
        b"",
    ]
)
exchanges = st.builds(
    Exchange,
    url=st.sampled_from(["http://news.example/a?b=c%20d&e", "https://news.example:8443/%E4%B8%AD/x,y;z=[1]~$"]),
    request=st.one_of(st.just(b""), st.binary(max_size=80), st.just(b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n")),
    response=st.builds(bytes.__add__, heads, st.binary(max_size=300)),
    fetched_at=st.integers(0, 4 * 10**15).map(lambda us: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)),
    ip_address=st.sampled_from([None, "192.0.2.1", "2001:db8::1"]),
    protocols=st.sampled_from([("http/1.1",), ("http/1.1", "tls/1.3"), ("http/1.0",)]),
    cipher_suite=st.sampled_from([None, "TLS_AES_256_GCM_SHA384"]),
    truncated=st.sampled_from([None, "length", "time", "disconnect", "unspecified"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(exchanges, min_size=1, max_size=6), st.sampled_from([1, 10**9]))
def test_written_is_read(written: list[Exchange], max_bytes: int) -> None:
    with TemporaryDirectory() as folder:
        writer = ArchiveWriter(Path(folder), prefix="n", run_id="run 1", info={}, max_bytes=max_bytes)
        captures = [writer.write(exchange) for exchange in written]
        paths = writer.close()
        assert sorted(Path(folder).iterdir()) == sorted(paths)
        assert all(NAME.match(path.name) for path in paths)
        read = [archived for path in paths for archived in read_exchanges(path)]
        assert [a.exchange for a in read] == written
        assert [a.capture for a in read] == captures
        assert {a.scope for a in read} == {"run 1"}
        assert [read_at(Path(folder) / c.warc_filename, c) for c in captures] == written
