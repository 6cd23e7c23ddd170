"""The work in progress on one page, handed from stage to stage."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from newscrawl.items import Article, Removed
from newscrawl.page import Page
from newscrawl.site import Layout, Site


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value came from."""

    level: str
    """layout, family, structured, generic, text, url, notice or site."""
    rule: str
    """What read it: a selector, a label, a pattern's name."""
    text: str
    """The text it was read from."""


@dataclass(slots=True)
class Block:
    """A paragraph of the article text, white space folded, never empty."""

    text: str
    start: int
    """Its first code point in the article text."""
    removed: bool = False
    """Whether a stage took it out whole."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Draft:
    """A page on its way to an article."""

    page: Page
    site: type[Site]
    article: Article = field(default_factory=Article)
    tree: HtmlElement | None = None
    """Root of the one lxml tree, after repair; None for a page without one."""
    layout: Layout | None = None
    body: HtmlElement | None = None
    """The element that holds the article."""
    blocks: list[Block] = field(default_factory=list)
    r"""The article text by paragraphs: "\n".join of their texts is the article text."""
    meta: dict[str, str] = field(default_factory=dict)
    """Values of the meta line by canonical label (source, publisher, date, author, editor …); "" where only the label is."""
    meta_text: str = ""
    """The meta line as printed."""
    removed: list[Removed] = field(default_factory=list)
    """Spans taken out so far, in any order."""
    problems: set[str] = field(default_factory=set)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    """By field of the record, what gave it its value."""

    @property
    def text(self) -> str:
        """The article text."""
        return "\n".join(block.text for block in self.blocks)

    def kept(self) -> list[Block]:
        """The blocks no stage has taken out."""
        return [block for block in self.blocks if not block.removed]

    def set(self, name: str, value: object, level: str, rule: str, text: str = "") -> None:
        """Give a field of the record its value and say where it came from; None and "" set nothing."""
        if value in (None, ""):
            return
        setattr(self.article, name, value)
        self.evidence[name] = Evidence(level, rule, text or str(value))

    def remove(self, block: Block, kind: str, rule: str) -> Removed:
        """Take a whole block out of the article text, with the line break that goes with it."""
        first = block is self.blocks[0]
        before = "" if first else "\n"
        start = block.start - len(before)
        span = Removed(kind=kind, start=start, end=block.end, text=before + block.text, rule=rule)
        block.removed = True
        self.removed.append(span)
        return span
