"""Digests as WARC labels them."""

from __future__ import annotations

import base64
import binascii
import hashlib

_ALGORITHMS = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}


def matches(labelled: str, data: bytes) -> bool | None:
    """Whether a labelled digest (sha1:…, in Base32 or Base16) is that of the data; None for an unknown algorithm."""
    label, _, text = labelled.partition(":")
    name = label.strip().lower().replace("-", "")
    size = _ALGORITHMS.get(name)
    if size is None:
        return None
    value = _value(text.strip(), size)
    return value == hashlib.new(name, data, usedforsecurity=False).digest()


def _value(text: str, size: int) -> bytes | None:
    try:
        if len(text) == 2 * size:
            return binascii.unhexlify(text)
        return base64.b32decode(text.upper().rstrip("=") + "=" * (-len(text.rstrip("=")) % 8))
    except (binascii.Error, ValueError):
        return None
