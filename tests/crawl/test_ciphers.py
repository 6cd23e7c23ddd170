"""Names of cipher suites, against what OpenSSL itself says."""

from __future__ import annotations

import subprocess

import pytest

from newscrawl.crawl.ciphers import iana_suite, warc_protocol


@pytest.mark.parametrize(
    ("name", "iana"),
    [
        ("TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
        ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("DHE-RSA-AES256-SHA256", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"),
        ("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"),
        ("AES128-CCM8", "TLS_RSA_WITH_AES_128_CCM_8"),
        ("ECDHE-RSA-DES-CBC3-SHA", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"),
        ("ECDHE-ARIA256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384"),
        ("GOST2012-GOST8912-GOST8912", None),
        ("", None),
    ],
)
def test_openssl_names_become_iana_names(name: str, iana: str | None) -> None:
    assert iana_suite(name) == iana


@pytest.mark.requires_tool("openssl")
def test_every_suite_openssl_has_is_named_as_openssl_names_it() -> None:
    command = ["openssl", "ciphers", "-stdname", "ALL:@SECLEVEL=0"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # anonymous, pre-shared and password suites are never used for web pages
    suites = [
        line.split()[:3:2]
        for line in listed.splitlines()
        if not {"PSK", "SRP", "anon"} & {*line.replace("_", " ").split()}
    ]
    assert len(suites) > 40
    for standard, name in suites:
        if "PSK" not in name and "SRP" not in name:
            assert iana_suite(name) == standard


def test_versions_are_written_as_warc_has_them() -> None:
    assert [warc_protocol(version) for version in ("TLSv1.3", "TLSv1.2", "TLSv1", "SSLv2")] == [
        "tls/1.3",
        "tls/1.2",
        "tls/1.0",
        None,
    ]
