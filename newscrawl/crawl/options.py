"""What a crawl may be told, read from the settings."""

from __future__ import annotations

from datetime import date

from scrapy.settings import BaseSettings

from newscrawl.archive.redact import Redaction
from newscrawl.crawl.looks import Schedule
from newscrawl.errors import UsageError


def limit_of(settings: BaseSettings) -> int | None:
    """NEWSCRAWL_LIMIT. Raises UsageError where it is no number above 0."""
    text = settings.get("NEWSCRAWL_LIMIT")
    if text is None or text == "":
        return None
    if not str(text).isdecimal() or int(text) < 1:
        raise UsageError(f"The limit {text!r} is not a number of articles; give a whole number above 0.")
    return int(text)


def since_of(settings: BaseSettings) -> str:
    """NEWSCRAWL_SINCE as YYYY-MM-DD, empty where there is none. Raises UsageError where it is no day."""
    text = settings.get("NEWSCRAWL_SINCE")
    if not text:
        return ""
    try:
        return date.fromisoformat(str(text)).isoformat()
    except ValueError:
        raise UsageError(f"{text!r} is not a day; write it as 2026-11-24.") from None


def redaction_of(settings: BaseSettings) -> Redaction:
    """NEWSCRAWL_WARC_REDACT. Raises UsageError for a name that can't be redacted."""
    return Redaction(settings.getlist("NEWSCRAWL_WARC_REDACT"))


def schedule_of(settings: BaseSettings) -> Schedule:
    """NEWSCRAWL_LOOKS. Raises UsageError where it has something else than times."""
    return Schedule.read(filter(None, settings.getlist("NEWSCRAWL_LOOKS")))
