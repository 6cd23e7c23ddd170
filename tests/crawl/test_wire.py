"""The pure parts of the socket edge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address

from newscrawl.crawl.wire import Wire, origin_form, without_interim

HEADS = st.lists(
    st.tuples(st.sampled_from([b"100 Continue", b"102", b"103 Early Hints"]), st.sampled_from([b"", b"Link: <a>\r\n"])),
    max_size=3,
).map(lambda heads: [b"HTTP/1.1 " + status + b"\r\n" + fields + b"\r\n" for status, fields in heads])
MESSAGES = st.binary(max_size=60).map(lambda body: b"HTTP/1.1 200 OK\r\nX: HTTP/1.1 100 Continue\r\n\r\n" + body)


class Transport:
    """As much of a transport as a wire looks at."""

    def __init__(self, host: str = "192.0.2.7") -> None:
        self._host = host

    def getPeer(self) -> IPv4Address | IPv6Address:  # noqa: N802 - Twisted's name
        kind = IPv6Address if ":" in self._host else IPv4Address
        return kind("TCP", self._host, 80)


def wire_with(response: bytes, host: str = "192.0.2.7") -> Wire:
    wire = Wire()
    wire.begin(Transport(host))
    wire.sent(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    wire.received(response, Transport(host))
    return wire


@given(HEADS, MESSAGES)
def test_interim_heads_go_and_the_message_stays(heads: list[bytes], message: bytes) -> None:
    assert without_interim(b"".join(heads) + message) == message
    assert without_interim(b"".join(heads).replace(b"\r\n", b"\n") + message) == message


@given(st.binary(max_size=80))
def test_what_is_no_interim_head_is_left_alone(data: bytes) -> None:
    message = b"HTTP/1.1 200 OK\r\n\r\n" + data
    assert without_interim(message) == message
    assert without_interim(b"HTTP/1.1 103 Early") == b"HTTP/1.1 103 Early"


def test_a_proxied_request_is_kept_as_the_host_would_have_got_it() -> None:
    sent = (
        b"POST http://user@example.org:8080/a?b=http://c HTTP/1.1\r\nContent-Length: 26\r\nHost: example.org:8080\r\n"
        b"Proxy-Authorization: Basic c2VjcmV0\r\nX-A: 1\r\n\r\nProxy-Authorization: body\r\n"
    )
    assert origin_form(sent) == (
        b"POST /a?b=http://c HTTP/1.1\r\nContent-Length: 26\r\nHost: example.org:8080\r\nX-A: 1\r\n\r\n"
        b"Proxy-Authorization: body\r\n"
    )
    assert origin_form(b"GET http://example.org HTTP/1.1\r\n\r\n") == b"GET / HTTP/1.1\r\n\r\n"
    assert origin_form(b"GET http://example.org?a HTTP/1.1\r\n\r\n") == b"GET /?a HTTP/1.1\r\n\r\n"
    assert origin_form(b"OPTIONS * HTTP/1.1\r\n\r\n") == b"OPTIONS * HTTP/1.1\r\n\r\n"


def test_a_second_attempt_begins_anew() -> None:
    wire = wire_with(b"HTTP/1.1 200 OK\r\n\r\nhalf")
    wire.lost(clean=True)
    wire.begin(Transport())
    wire.sent(b"GET /2")
    wire.received(b"HTTP/1.1 200 OK\r\n\r\n", Transport())
    wire.finished(0)
    exchange = wire.exchange("http://a/", None)
    assert exchange is not None
    assert (exchange.request, exchange.response, wire.whole) == (b"GET /2", b"HTTP/1.1 200 OK\r\n\r\n", True)


def test_an_answer_that_ends_with_a_broken_connection_is_not_whole() -> None:
    for clean in (True, False):
        wire = wire_with(b"HTTP/1.1 200 OK\r\n\r\nbody")
        wire.lost(clean=clean)
        wire.finished(0)
        assert wire.whole is clean


def test_nothing_is_taken_once_the_outcome_is_known() -> None:
    wire = wire_with(b"HTTP/1.1 200 OK\r\n\r\nbody")
    assert wire.freeze("outcome") == "outcome"
    wire.received(b"late", Transport())
    wire.lost(clean=True)
    wire.finished(3)
    exchange = wire.exchange("http://a/", "time")
    assert exchange is not None
    assert exchange.response == b"HTTP/1.1 200 OK\r\n\r\nbody"
    assert not wire.whole


def test_no_answer_is_no_exchange() -> None:
    assert wire_with(b"").exchange("http://a/", "time") is None
    assert wire_with(b"HTTP/1.1 100 Continue\r\n\r\n").exchange("http://a/", "time") is None


def test_addresses_are_written_in_their_short_form() -> None:
    for host, written in (("2001:db8:0:0:0:0:0:1", "2001:db8::1"), ("fe80::1%eth0", "fe80::1"), ("192.0.2.7",) * 2):
        exchange = wire_with(b"HTTP/1.1 200 OK\r\n\r\n", host).exchange("http://a/", None)
        assert exchange is not None
        assert exchange.ip_address == written


def test_a_length_cut_counts_body_bytes() -> None:
    exchange = wire_with(b"HTTP/1.1 200 OK\r\n\r\n0123456789").exchange("http://a/", "length", 4)
    assert exchange is not None
    assert exchange.response == b"HTTP/1.1 200 OK\r\n\r\n0123"
