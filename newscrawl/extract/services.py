"""What a site says to its readers inside an article: consent, newsletters, membership, its own particulars."""

from __future__ import annotations

from collections import defaultdict

from newscrawl.extract.density import marked
from newscrawl.extract.hinted import Hinted
from newscrawl.extract.parse import text_of
from newscrawl.extract.survey import Survey

_SERVICE = Hinted(
    r"\b(?:we (?:and|use) our|wir und unsere|nous et nos)\b[^.]{0,20}\b(?:partners?|partenaires)\b[^.]{0,120}"
    r"\b(?:devices?|data|cookies|informationen|daten|données)\b|\bwith your (?:permission|consent),? we and our\b"
    r"|\b(?:this (?:web)?site uses|diese (?:web)?seite (?:verwendet|nutzt)|ce site utilise|este sitio (?:usa|utiliza))"
    r"\b[^.]{0,20}\bcookies"
    r"|\bby (?:signing up|subscribing|registering|submitting|entering|clicking)\b[^.]{0,80}"
    r"\byou (?:agree|accept|consent|acknowledge)"
    r"|\b(?:delivered|sent|straight|directly)\b[^.]{0,30}\bto your inbox|\bto your inbox (?:every|each)"
    r"|\b(?:sign up|subscribe)\b[^.]{0,40}\bour\b[^.]{0,30}\bnewsletters?|\bunsubscribe (?:at )?any ?time"
    r"|\bunseren? (?:kostenlosen? )?newsletter\b[^.]{0,60}(?:abonnieren|anmelden|bestellen)|abmeldung ist jederzeit"
    r"|inscrivez-vous [^.]{0,30}\bnewsletter|suscríbe[^.]{0,40}\bnewsletter|iscriviti [^.]{0,30}\bnewsletter"
    r"|(?:^|[.!?] )(?:please )?(?:become an? (?:[a-z]+ )?(?:member|subscriber|supporter|patron)\b"
    r"[^.]{0,30}\b(?:today|now|from|for)\b|support (?:our|local|independent|quality) journalism)"
    r"|\byour (?:support|contribution|donation|subscription) (?:helps|makes|allows) (?:us|our|it possible)"
    r"|\bregistered in (?:england|scotland|ireland)\b[^.]{0,30}\b(?:number|no\.) ?\d"
    r"|\bwe (?:adhere|abide|subscribe|are (?:a member|regulated|subject))\b[^.]{0,80}"
    r"(?:independent press standards|editors['’] code|\bipso\b)"
    r"|(?:遵守|尊重)[^。]{0,24}(?:法律|法规|公德|道德)[^。]{0,30}您的?|(?:拥有|享有|保留)管理[^。]{0,10}(?:留言|评论|发言)[^。]{0,6}权[利力]"
    r"|^\W{0,3}(?:请您?)?(?:文明上网|理性发言)[，、\s]{0,2}(?:文明上网|理性发言|文明评论|请勿[^。]{0,20})[。！]?$"
    r"|(?:网友|用户|会员)(?:评论|发言|留言)[^。]{0,6}(?:不|仅|只)代表"
    r"|この記事は(?:会員|有料)|無料で会員登録できます|会員登録が必要です|紙の新聞(?:の定期購読者|とは)|会員向け記事が読み放題|"
    r"各種メールマガジンで|電子版が利用できる|プラスに登録すると",
    *"partner|with your permission|with your consent|cookies|by signing|by subscribing|by registering".split("|"),
    *"by submitting|by entering|by clicking|inbox|newsletter|unsubscribe|abmeldung|become a|journalism".split("|"),
    *"your support|your contribution|your donation|your subscription|registered in|press standards|code|ipso".split(
        "|"
    ),
    *"您|管理|文明上网|理性发言|评论|发言|留言".split("|"),
    *"記事は|会員登録|紙の新聞|読み放題|メールマガジン|電子版|登録すると".split("|"),
)
"""Each speaks to the reader, or of the site as we: articles speak of the same things, of others."""
_LEAST = 30
"""Bytes of such a text, at least."""
_BOX = 900
"""Bytes of the box that goes with it, at most."""
_SHARE = 0.4
"""Share of a box that is such text."""


def services(page: Survey, container: int) -> set[int]:
    """Positions of such texts in the container, of their whole box where they are most of it."""
    whole = text_of(page.nodes[container]).lower()
    hints = [hint for hint in _SERVICE.hints if hint in whole]
    if not hints:
        return set()
    texts = ((i, text_of(page.nodes[i])) for i in range(container + 1, page.end[container]) if page.flow[i] >= _LEAST)
    hinted = ((i, text) for i, text in texts if any(map(text.lower().__contains__, hints)))
    said = [i for i, text in hinted if _SERVICE.pattern.search(text)]
    held: dict[int, int] = defaultdict(int)
    for position in said:
        held[page.parent[position]] += page.flow[position]
    boxes = (box for box, mass in held.items() if box > container and mass >= _SHARE * page.mass[box])
    return {*said, *(box for box in boxes if page.mass[box] <= _BOX and not marked(page, box))}
