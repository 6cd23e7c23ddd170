"""IANA names of TLS cipher suites and versions, as WARC-Cipher-Suite and WARC-Protocol want them."""

from __future__ import annotations

import re

_SUITE = re.compile(
    r"(?:(?P<exchange>ECDHE-ECDSA|ECDHE-RSA|ECDHE(?=-ARIA)|DHE-RSA|DHE-DSS)-)?"
    r"(?:(?P<cipher>AES|ARIA|CAMELLIA)(?P<bits>128|256)|(?P<other>CHACHA20-POLY1305|DES-CBC3))"
    r"(?:-(?P<mode>GCM|CCM8|CCM))?(?:-(?P<mac>SHA|SHA256|SHA384))?"
)
_OTHERS = {"CHACHA20-POLY1305": "CHACHA20_POLY1305", "DES-CBC3": "3DES_EDE_CBC"}
_VERSIONS = {
    "TLSv1.3": "tls/1.3",
    "TLSv1.2": "tls/1.2",
    "TLSv1.1": "tls/1.1",
    "TLSv1": "tls/1.0",
    "SSLv3": "ssl/3",
}


def iana_suite(name: str) -> str | None:
    """The IANA name of a suite by its OpenSSL name; None for one that has no certain translation.

    TLS 1.3 suites have their IANA names in OpenSSL already; older ones leave out what is usual (RSA, CBC).
    """
    if name.startswith("TLS_"):
        return name
    match = _SUITE.fullmatch(name)
    if match is None:
        return None
    exchange = {None: "RSA", "ECDHE": "ECDHE_RSA"}.get(match["exchange"], (match["exchange"] or "").replace("-", "_"))
    parts = ["TLS", exchange, "WITH"]
    if match["other"]:
        parts.append(_OTHERS[match["other"]])
    else:
        mode = {"CCM8": "CCM_8", None: "CBC"}.get(match["mode"], match["mode"])
        parts += [match["cipher"], match["bits"], str(mode)]
    mac = match["mac"] or ("SHA256" if match["other"] == "CHACHA20-POLY1305" else None)
    return "_".join([*parts, mac] if mac else parts)


def warc_protocol(version: str) -> str | None:
    """The WARC-Protocol value of an OpenSSL protocol version (TLSv1.3 → tls/1.3); None for an unknown one."""
    return _VERSIONS.get(version)
