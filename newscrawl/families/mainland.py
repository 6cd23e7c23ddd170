"""What all sites of the Chinese mainland share."""

from __future__ import annotations

from typing import ClassVar

from newscrawl.site import Site


class Mainland(Site):
    """Base of the families of CMSs that are made for papers of the mainland."""

    country: ClassVar[str | None] = "CN"
    language: ClassVar[str | None] = "zh"
    script: ClassVar[str | None] = "Hans"
    timezone = "Asia/Shanghai"
