"""Electronic editions of printed papers (数字报): an issue's pages with their articles; a class for each form of URLs.

Recognise the form by the URLs in the classes below. An issue's page links its articles from `map[name=PagePicMap]`; the
index page often leads to the last issue by a meta refresh alone, which a crawl follows. Set `lists` to that index page,
and `layouts` where the skin is another one than those below.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

_BODY = "founder-content, #ozoom"
NEW = Layout(
    name="epaper-new",
    family="epaper",
    headline="#Title, div.newsdetatit > h3, h2.art-title, founder-title",
    kicker="#PreTitle, div.newsdetatit > .intro, p.introtitle",
    alternative="#SubTitle, div.newsdetatit > .sub, p.subtitle",
    body=f"{_BODY}, div.newsdetatext",
    author="#Author, div.newsdetatit > .author, founder-author",
    images="div.attachment",
)
OLD = Layout(
    name="epaper-old",
    family="epaper",
    headline="td.font01, founder-title",
    kicker="tr:has(+ tr > td.font01) > td.font02",
    alternative="tr:has(> td.font01) + tr > td.font02",
    body=_BODY,
    author="founder-author, td.font03",
    images="#newspic",
)
JOYHUA = Layout(
    name="epaper-joyhua",
    family="epaper",
    headline=".bmnr_con_biaoti",
    kicker=".bmnr_con_yinti",
    alternative=".bmnr_con_futi, .bmnr_con_fubiaoti",
    body="#zoom",
    author=".bmnr_con_zuozhe",
)
DETAIL = Layout(name="epaper-detail", family="epaper", headline="h2.detConTit", body="div.details")
ARTICEL = Layout(
    name="epaper-articel",
    family="epaper",
    headline="div.neirong > h2, #news-header",
    kicker="div.neirong > h3",
    alternative="div.neirong > h4",
    body="#contenttext",
)
NW = Layout(
    name="epaper-nw",
    family="epaper",
    headline="div.text_c > h1, #APP-Title",
    kicker="div.text_c > h3, #APP-PreTitle",
    alternative="div.text_c > h2, #APP-SubTitle",
    body=_BODY,
    author="#APP-Author",
)
UNIFLOWS = Layout(
    name="epaper-uniflows",
    family="epaper",
    headline=".content_title",
    kicker=".yinti_title",
    alternative=".futi_title",
    body="#pgcontent",
)
QPAPER = Layout(
    name="epaper-qpaper",
    family="epaper",
    headline="#doctitle, .doctitle",
    kicker="#yinti, .yinti",
    alternative="#subdoctitle, .subdoctitle",
    body="#doccontent, .doccontent",
)
SZBZ = Layout(name="epaper-szbz", family="epaper", headline="div.title", kicker="div.yinti", body="#ozoom, div.content")
EDITION = Layout(
    name="epaper-edition",
    family="epaper",
    headline="#NewsArticleTitle",
    kicker="#NewsArticlePreTitle",
    alternative="#NewsArticleSubTitle",
    body="cms-content, #news_content",
    author="#NewsArticleAuthor",
    page="#NewsEditionNumber",
)
ZONE = Layout(
    name="epaper-zone", family="epaper", headline="div.css_yt > h1", kicker="div.css_yt > h3", body="#zhenwenzone"
)


class Epaper(Mainland):
    """Base of all forms."""

    family = "epaper"
    printed = True
    needless = r"\?div=-?\d+$"


class EpaperOld(Epaper):
    """Founder's older form: `/html/YYYY-MM/DD/node_<n>.htm` and `content_<id>.htm` beside it."""

    article = r"/(?P<year>\d{4})-(?P<month>\d{2})/(?P<day>\d{2})/content_\d+\.html?(?:\?div=-?\d+)?$"
    pages = r"/\d{4}-\d{2}/\d{2}/node_\w+\.html?$"
    marks = ("ozoom", "NewsArticleTitle")
    layouts: ClassVar[tuple[Layout, ...]] = (OLD, NEW, EDITION)


class EpaperNew(Epaper):
    """Founder's newer form: `/layout/YYYYMM/DD/node_<n>.html`; articles under `content`, `con`, `c` or `cont`."""

    article = r"/(?P<year>\d{4})(?P<month>\d{2})/(?P<day>\d{2})/content_\w+\.html?$"
    pages = r"/\d{6}/\d{2}/node_\w+\.html?$"
    marks = ("ozoom", "PreTitle", "SubTitle")
    layouts: ClassVar[tuple[Layout, ...]] = (NEW, OLD, EDITION)


class EpaperColumns(Epaper):
    """Founder's form with `/YYYYMM/DD/col01.html` or `l01.html`, and `c<id>.html` beside it or under `content`."""

    article = r"/(?P<year>\d{4})(?P<month>\d{2})/(?P<day>\d{2})/c\d+\.html?$"
    pages = r"/\d{6}/\d{2}/(?:col|l)\w+\.html?$"
    layouts: ClassVar[tuple[Layout, ...]] = (NEW, OLD)


class EpaperJoyhua(Epaper):
    """卓华 (Joyhua): `/YYYYMMDD/html/page_02.htm` and `content_<id>.htm` or `page_02_content_003.htm`."""

    article = r"/(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})/html/(?:page_(?P<page>\d+)_|index_)?content_\w+\.html?$"
    pages = r"/\d{8}/html/(?:page_\w+(?<!_content_\d{3})|index)\.html?$"
    layouts: ClassVar[tuple[Layout, ...]] = (JOYHUA,)


class EpaperShtml(Epaper):
    """The form of the Shanxi Daily group: `/shtml/<code>/YYYYMMDD/v01.shtml` or `vA1.shtml`, and `<id>.shtml`."""

    article = r"/shtml/\w+/(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})/\d+\.shtml$"
    pages = r"/shtml/\w+/\d{8}/(?:v\w+|index)\.shtml$"
    layouts: ClassVar[tuple[Layout, ...]] = (DETAIL, OLD)


class EpaperArticel(Epaper):
    """The form with `/YYYYMMDD/Page01BC.htm` and `Articel01001BC.htm`, spelt so."""

    article = r"/(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})/Articel(?P<page>[A-Z]?\d{2})\d+\w*\.html?$"
    pages = r"/\d{8}/Page\w+\.html?$"
    marks = ("contenttext",)
    layouts: ClassVar[tuple[Layout, ...]] = (ARTICEL,)


class EpaperSzbz(Epaper):
    """The form of 东北网: `/Html/szbz/YYYYMMDD/szbzA1.Html` and `szbz<id>.Html`."""

    article = r"/Html/szbz/(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})/szbz\d{3,}\.Html$"
    pages = r"/Html/szbz/\d{8}/szbz[A-Z]?\d{1,2}\.Html$"
    layouts: ClassVar[tuple[Layout, ...]] = (SZBZ, NEW)


class EpaperNw(Epaper):
    """The form of People's Daily and others: `/html/YYYY-MM/DD/nbs.<code>_01.htm` and `nw.<code>_YYYYMMDD_1-01.htm`."""

    article = (
        r"/(?P<year>\d{4})-?(?P<month>\d{2})/(?P<day>\d{2})/nw\.\w+?_\d{8}_\d+-(?P<page>\w+)\.html?(?:\?div=-?\d+)?$"
    )
    pages = r"/\d{4}-?\d{2}/\d{2}/nbs\.\w+\.html?$"
    layouts: ClassVar[tuple[Layout, ...]] = (NW, OLD, NEW)


class EpaperUniflows(Epaper):
    """The form with `/html/YYYY/MM/DD/01/default.htm` and `01_12.htm`."""

    article = r"/(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<page>\w+)/(?P=page)_\d+\.html?$"
    pages = r"/\d{4}/\d{2}/\d{2}/\w+/default\.html?$"
    marks = ("pgcontent",)
    layouts: ClassVar[tuple[Layout, ...]] = (UNIFLOWS,)


class EpaperQpaper(Epaper):
    """The form with `/Html/YYYY-MM-DD/Qpaper.html` and `<id>.html`."""

    article = r"/Html/(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})/\d+\.html?$"
    pages = r"/Html/\d{4}-\d{2}-\d{2}/Qpaper\.html?$"
    marks = ("doccontent",)
    layouts: ClassVar[tuple[Layout, ...]] = (QPAPER,)


class EpaperNumbered(Epaper):
    """The form with `/YYYY/YYYYMMDD/YYYYMMDD_001/YYYYMMDD_001.html` and `YYYYMMDD_001_1234.html`."""

    article = r"/(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})_\w+/\d{8}_(?P<page>\d+)_\d+\.html?$"
    pages = r"/\d{8}_\w+/\d{8}_\d+\.html?$"
    marks = ("zhenwenzone",)
    layouts: ClassVar[tuple[Layout, ...]] = (ZONE,)


FORMS: tuple[type[Epaper], ...] = (
    EpaperOld,
    EpaperNew,
    EpaperColumns,
    EpaperJoyhua,
    EpaperShtml,
    EpaperArticel,
    EpaperSzbz,
    EpaperNw,
    EpaperUniflows,
    EpaperQpaper,
    EpaperNumbered,
)
