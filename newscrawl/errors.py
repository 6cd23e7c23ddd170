"""What can go wrong, by who has to act on it. The command line turns each into one sentence and an exit code."""

from __future__ import annotations


class NewscrawlError(Exception):
    """Base of every error raised on purpose; its text says what, where and what to do."""

    exit_code = 3


class UsageError(NewscrawlError):
    """The command, option or setting is wrong: its user changes the call."""

    exit_code = 2


class DefinitionError(NewscrawlError):
    """A site, family or layout is defined wrongly: its author changes the class. Raised when the class is created."""

    exit_code = 2


class InputError(NewscrawlError):
    """A file given to us can't be read as what it should be: its owner repairs or leaves it out."""


class ArchiveError(NewscrawlError):
    """The archive can't be written or trusted (full disk, unknown Scrapy): the run stops, nothing is lost."""


class ExchangeError(NewscrawlError):
    """The bytes of one exchange give no body (broken gzip, over the size limit); only that page is lost."""
