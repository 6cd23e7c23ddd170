"""The embedded newspaper: a small invented news site served on loopback, for the first run and the tests.

`serve` runs it until a signal ends it, `running` beside the caller, `Newspaper` in an event loop; `Edition` is its
content, and each `Story` says what reading its page must give.
"""

from newscrawl.demo.edition import Edition
from newscrawl.demo.server import DEFAULT_PORT, Newspaper, default_port, running, serve
from newscrawl.demo.story import Story

__all__ = ["DEFAULT_PORT", "Edition", "Newspaper", "Story", "default_port", "running", "serve"]
