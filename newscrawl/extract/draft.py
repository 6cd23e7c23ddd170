"""The work in progress on one page, handed from stage to stage."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from newscrawl.extract.clauses import fold, possible
from newscrawl.extract.dates import When
from newscrawl.extract.generic import Generic
from newscrawl.extract.parse import repaired
from newscrawl.extract.repair import Repaired
from newscrawl.extract.selectors import Selectable
from newscrawl.extract.structured import Structured
from newscrawl.items import Article, Byline, Removed
from newscrawl.page import Page
from newscrawl.site import Layout, Site


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value came from."""

    level: str
    """layout, family, structured, generic, script, text, url, notice or site."""
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
    is_outside: bool = False
    """Whether it stands behind the text's element and belongs to what states terms there."""
    _folded: str = ""
    _may_state_terms: bool | None = None

    @property
    def folded(self) -> str:
        """The text as the patterns of notices are written for."""
        self._folded = self._folded or fold(self.text)
        return self._folded

    @property
    def may_state_terms(self) -> bool:
        """Whether a clause of a notice may be in it."""
        if self._may_state_terms is None:
            self._may_state_terms = possible(self.folded)
        return self._may_state_terms

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
    head: list[HtmlElement] = field(default_factory=list)
    """What may declare something: the metas, links and scripts of JSON-LD, in order."""
    told: Structured = field(default_factory=Structured)
    """What the page declares about itself."""
    generic: Generic | None = None
    """What was found without a layout of the site; None where one fits."""
    layout: Layout | None = None
    family: type[Site] | None = None
    """The CMS family that a page of an unknown host shows by URL and content."""
    body: list[HtmlElement] = field(default_factory=list)
    """The elements that hold the article, in order."""
    meta_lines: list[HtmlElement] = field(default_factory=list)
    """The elements of the meta line."""
    blocks: list[Block] = field(default_factory=list)
    r"""The article text by paragraphs: "\n".join of their texts is the article text."""
    meta: dict[str, str] = field(default_factory=dict)
    """Values of the meta line by label (source, publisher, date, author, editor …); "" where only the label is."""
    facts: dict[str, str] = field(default_factory=dict)
    """What a script's data says, by the same labels, of an article that was found in it."""
    meta_text: str = ""
    """The meta line as printed."""
    changes: list[When] = field(default_factory=list)
    """Dates that the page, outside of its declarations, calls those of a change."""
    removed: list[Removed] = field(default_factory=list)
    """Spans taken out so far, in any order; the last stage widens them by the line breaks that go with them."""
    problems: set[str] = field(default_factory=set)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    """By field of the record, what gave it its value."""
    _selectable: Selectable | None = None

    named: dict[str, list[Byline]] = field(default_factory=dict)
    """The people each place names, by what the place is."""

    @property
    def text(self) -> str:
        """The article text."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def repaired(self) -> Repaired:
        """The page after repair, before it became a tree."""
        return repaired(self.page, self.site)

    @property
    def markup(self) -> str:
        """The page after repair, tags and all."""
        return self.repaired.text

    def select(self, css: str) -> list[HtmlElement]:
        """The elements of the tree that a CSS selector finds, in document order; none for an empty selector."""
        if self.tree is None or not css:
            return []
        if self._selectable is None or self._selectable.root is not self.tree:
            self._selectable = Selectable(self.tree)
        return self._selectable.select(css)

    def kept(self) -> list[Block]:
        """The blocks no stage has taken out."""
        return [block for block in self.blocks if not block.removed]

    def inside(self) -> list[Block]:
        """Those of them that stand in the text's own element."""
        return [block for block in self.kept() if not block.is_outside]

    def set(self, name: str, value: object, level: str, rule: str, text: str = "") -> None:
        """Give a field of the record its value and say where it came from; None and "" set nothing."""
        if value in (None, ""):
            return
        setattr(self.article, name, value)
        self.evidence[name] = Evidence(level, rule, text or str(value))

    def remove(self, block: Block, kind: str, rule: str, start: int = 0, end: int | None = None) -> Removed:
        """Take a block, or the code points start to end of its text, out of the article text."""
        end = len(block.text) if end is None else end
        span = Removed(
            kind=kind, start=block.start + start, end=block.start + end, text=block.text[start:end], rule=rule
        )
        block.removed = block.removed or (start == 0 and end == len(block.text))
        self.removed.append(span)
        return span
