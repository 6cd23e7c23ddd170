"""Authors a page declares in its head or marks up as such, cleaned of what is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.extract.boilerplate import names
from newscrawl.extract.draft import Draft
from newscrawl.extract.metaline import BREAK, flat_text
from newscrawl.extract.names import bare_names
from newscrawl.extract.parse import fold, text_of
from newscrawl.extract.western import is_house, is_person, split_people
from newscrawl.items import Byline

_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7a3]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAD = re.compile(
    r"^(?:(?:(?:this (?:post|article|story) was )?written |(?:posted|posts|analysis|opinion|story|text|words|"
    r"authors?:?) )?by[: ]|"
    r"authors?[: ]|interview:|(?-i:[Vv]on |[Pp]ar |[Pp]or |di |da )|作者[:：]|(?:记者|記者)[:：]?|文[/／]|@)\s*",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s*(?:\([^()]{1,40}\)|（[^（）]{1,20}）|[ ]기자|記者|记者)$")
_NOBODY = re.compile(
    r"^(?:admin(?:istrator)?|staff(?: writers?)?|guest|editor|webmaster|unknown|author|null|none|undefined|root|"
    r"user|name|n/a|anonymous|publisher|redaktori|гость|"
    r"default|test|匿名|佚名|未知|管理员|网络|本站|编辑|小编|原创)$|^\W|https?:|image:|getty|\d{3}|\S@\S",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"comment|related|media|video|audio|figure|image|photo|footer|teaser|promo|popular", re.IGNORECASE)
_BOX = re.compile(r"sidebar|card|widget|recommend|list|icon|social|nav\b", re.IGNORECASE)
_AUTHORS = re.compile(r"author|byline|writer", re.IGNORECASE)
_EAST = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_KANJI = r"\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff々"
_EAST_NAME = re.compile(rf"[\uac00-\ud7a3]{{2,4}}|[\u4e00-\u9fff][{_KANJI}]{{0,3}}[ \u3000]?[{_KANJI}]{{1,4}}")
_EAST_WORK = re.compile(r"기자|특파원|記者|著者|筆者|執筆者?|撮影|編集|監修|(?:記者)?一覧|プロフィール")
_EAST_HOUSE = re.compile(r"新聞|新闻|ニュース|社$|放送|通信|デジタル|オンライン|編集部|Web|일보|신문|뉴스|방송|기자단")
_WRITTEN = re.compile(
    r"written by|author|verfasst von|geschrieben von|écrit par|escrito por|scritto da|auteur|autor|作者", re.IGNORECASE
)
_ACCOUNT = re.compile(r"[\w&.~-]{2,12}")
_EDITING = re.compile(r"(?:编辑|責編|责编|編輯|小编|责任)[^\u4e00-\u9fff]{0,60}\Z")
_BEFORE = 62
"""Characters before a name that may call it an editor's."""
_MARKED = re.compile(r"[Aa]uthor|[Bb]yline|[Ww]riter|\b[Aa]utor(?:en|in)?\b")
_HINTS = ("uthor", "yline", "riter", "autor")
_BETWEEN = re.compile(r"\s*(?:[,;/|•·&、]|und|and|et|y|e|en|og|och)?\s*")
"""What may stand between authors."""
_TAGS = frozenset("a span div p li address cite b strong em h3 h4 h5 td ul section header small font i".split())
_MOST = 300
"""Elements looked at for an author's mark."""
_LONGEST = 120
_TITLE = 30
"""Characters that a link beside an author has at least where it is another article's headline."""


@dataclass(slots=True)
class Declared:
    """Names a page's head declares as authors, each once."""

    people: list[str] = field(default_factory=list)
    houses: list[str] = field(default_factory=list)
    """Agencies and offices."""
    own: list[str] = field(default_factory=list)
    """The site itself, or its staff."""


def declared(draft: Draft, chinese: bool) -> Declared:
    """What the page's head declares; of pages in Chinese, whose systems write anything there, people only."""
    found = Declared()
    for printed in (*draft.told.authors, *_label_of_card(draft)):
        text = _clean(printed)
        if text and chinese:
            found.people += [name for name in bare_names(text, doubtful=True) if not _edits(draft, name)]
        elif text:
            for name in _listed(draft, text):
                kind = found.own if _is_site(draft, name) else found.people if _personal(name) else found.houses
                kind.append(name)
    for kind in (found.people, found.houses, found.own):
        kind[:] = dict.fromkeys(kind)
    return found


def _listed(draft: Draft, text: str) -> list[str]:
    """The names of a declared text; one that names the site among others stays whole."""
    if _EAST.search(text):
        return [text]
    parts = split_people(text.title() if text.islower() and " " in text else text)
    if _is_site(draft, parts[0]):
        return [text]
    return [part for part in parts if part == parts[0] or not _is_site(draft, part)]


def _personal(name: str) -> bool:
    """Whether a declared name is no house's."""
    if _EAST.search(name):
        return not _EAST_HOUSE.search(name)
    return is_person(name) or (not is_house(name) and name[:1].isupper() and not name.isupper())


def _label_of_card(draft: Draft) -> list[str]:
    """The name a preview card shows behind its label `Written by`, where no other name is declared."""
    if any(map(_clean, draft.told.authors)):
        return []
    metas = {meta.get("name"): meta.get("content") or "" for meta in draft.head if meta.tag == "meta"}
    labelled = metas.get("twitter:data1", "") if _WRITTEN.match(metas.get("twitter:label1", "")) else ""
    return [labelled or metas.get("twitter:misc:Written by", "")]


def is_chinese(draft: Draft) -> bool:
    """Whether the page is in Chinese, judged by its headline and first paragraphs."""
    if (draft.told.language or "").lower().startswith(("ja", "ko")):
        return False
    text = (draft.article.headline or "") + "".join(block.text for block in draft.blocks[:3])[:400]
    han = len(_HAN.findall(text))
    return han > 8 and 10 * len(_KANA_OR_HANGUL.findall(text)) < han


def marked(draft: Draft, chinese: bool) -> list[Byline]:
    """The people of the first element near the headline that the page marks as its author's."""
    if draft.tree is None or not any(hint in draft.page.decoded.text for hint in _HINTS):
        return []
    headline = draft.generic.headline if draft.generic else None
    top = headline.element if headline else None
    article = draft.body if top is None else [top, *draft.body]
    around = {ancestor for element in article for ancestor in element.iterancestors()}.union(draft.body)
    for element in islice(_near(draft), _MOST):
        values = " ".join(element.values())
        if not values or not any(map(values.__contains__, _HINTS)) or not _says_author(element):
            continue
        text = text_of(element)
        if not 2 <= len(text) <= _LONGEST or _aside(element, around):
            continue
        marks = [element, *_beside(element)]
        found = [name for mark in marks for name in _people(mark, chinese) if not _opens(draft.article.headline, name)]
        if found:
            return [Byline(name=name, role="author") for name in dict.fromkeys(found)]
    return []


def _beside(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements behind a marked one that are marked like it, with a comma or an `and` between them."""
    before = element
    for sibling in element.itersiblings(element.tag):
        if (
            sibling.getprevious() is not before
            or not _BETWEEN.fullmatch(before.tail or "")
            or not _says_author(sibling)
        ):
            return
        yield sibling
        before = sibling


def _says_author(element: HtmlElement) -> bool:
    return any(_MARKED.search(element.get(name) or "") for name in ("class", "rel", "itemprop", "id", "href"))


def _near(draft: Draft) -> Iterator[HtmlElement]:
    """The elements of the meta lines, then those behind the headline in the order of the page."""
    for line in draft.meta_lines[:3]:
        yield from (element for element in line.iter() if element.tag in _TAGS)
    headline = draft.generic.headline if draft.generic else None
    node = headline.element if headline else None
    if node is None:
        node = next(iter(draft.meta_lines or draft.body), None)
    while node is not None and node.tag != "body":
        for sibling in node.itersiblings():
            yield from (element for element in sibling.iter() if element.tag in _TAGS)
        node = node.getparent()


def _people(element: HtmlElement, chinese: bool) -> list[str]:
    """The names of a marked element's text: of people by form."""
    found: list[str] = []
    for piece in flat_text([element]).split(BREAK):
        text = _clean(re.split(r"\s*(?:[|•·\n]|\d|\bUpdated\b|\bPublished\b|\s{3})", piece)[0])
        if chinese:
            account = "author" in (element.get("href") or "") and _ACCOUNT.fullmatch(text)
            found += bare_names(text, doubtful=True) or ([text] if account else [])
        elif _EAST.search(text):
            is_name = _EAST_NAME.fullmatch(text) and not _EAST_HOUSE.search(text) and not _EAST_WORK.fullmatch(text)
            found += [text] if is_name else []
        else:
            found += [name for name in split_people(text) if is_person(name)]
    return list(dict.fromkeys(found))


def _opens(headline: str | None, name: str) -> bool:
    """Whether a headline begins with what looks like a name, and goes on as a sentence does."""
    return re.match(rf"{re.escape(name)},?\s\w", headline or "") is not None


def _aside(element: HtmlElement, around: Collection[HtmlElement]) -> bool:
    """Whether an element belongs to comments, pictures, the list of other articles or a box about someone.

    What it has around it together with the headline or the text says nothing of it.
    """
    node: HtmlElement | None = element
    for _ in range(6):
        if node is None or node in around or node.tag in ("body", "article", "main"):
            return False
        said = names(node)
        if node.tag in ("aside", "footer", "nav", "figure") or _ASIDE.search(said):
            return True
        if _BOX.search(said) and not _AUTHORS.search(said):
            return True
        if any(len(text_of(link)) >= _TITLE and not _says_author(link) for link in node.iter("a")):
            return True
        node = node.getparent()
    return False


def _clean(text: str) -> str:
    """A declared name without the words around it; "" for a placeholder, an address or a handle."""
    text = fold(unescape(text))
    text = _BEHIND.sub("", _LEAD.sub("", text)).strip(" ,;:|/-–—")
    return "" if _NOBODY.search(text) or len(text) > _LONGEST else text


def _is_site(draft: Draft, name: str) -> bool:
    """Whether a name is the site's own: its declared name or publisher, or what its host is called."""
    key = re.sub(r"\W+", "", name.casefold())
    told = draft.told
    own = [re.sub(r"\W+", "", (value or "").casefold()) for value in (told.site_name, told.publisher, draft.site.title)]
    host = re.sub(r"\W+", "", (urlsplit(draft.page.url).hostname or "").removeprefix("www."))
    return key in own or (len(key) > 3 and key in host)


def _edits(draft: Draft, name: str) -> bool:
    """Whether the page prints a name as its editor's: many systems write the editor into the author's place."""
    text = draft.page.decoded.text
    return any(_EDITING.search(text, max(0, at - _BEFORE), at) for at in _occurrences(text, name))


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
