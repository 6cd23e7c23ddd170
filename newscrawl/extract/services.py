"""What a site says to its readers inside an article: consent, newsletters, membership, its own particulars."""

from __future__ import annotations

from collections import defaultdict

from newscrawl.extract.density import marked
from newscrawl.extract.hinted import Hinted
from newscrawl.extract.parse import text_of
from newscrawl.extract.survey import Survey

_SERVICE = Hinted(
    r"\b(?:we|wir|nous)\b[^.]{0,60}\b(?:partners?|partenaires)\b[^.]{0,90}(?:device|data\b|cookies|informationen|daten\b|données)"
    r"|(?:with your (?:permission|consent)|mit ihrer (?:zustimmung|einwilligung)|avec votre consentement)\b"
    r"|\b(?:site|website|seite|webseite)\b[^.]{0,20}\b(?:uses?|utilise|verwendet|nutzt|usa|utiliza)\b[^.]{0,20}\bcookies"
    r"|\bby (?:signing up|subscribing|registering|submitting|entering|clicking)\b[^.]{0,80}"
    r"\byou (?:agree|accept|consent|acknowledge)"
    r"|\b(?:delivered|sent|straight|directly)\b[^.]{0,30}\bto your inbox|\bto your inbox (?:every|each)"
    r"|\b(?:sign up|subscribe)\b[^.]{0,40}\bour\b[^.]{0,30}\bnewsletters?|\bunsubscribe (?:at )?any ?time"
    r"|\bunseren? (?:kostenlosen? )?newsletter\b[^.]{0,60}(?:abonnieren|anmelden|bestellen)|abmeldung ist jederzeit"
    r"|inscrivez-vous [^.]{0,30}\bnewsletter|suscríbe[^.]{0,40}\bnewsletter|iscriviti [^.]{0,30}\bnewsletter"
    r"|\bbecome an? (?:[a-z]+ )?(?:member|subscriber|supporter|patron)\b[^.]{0,30}\b(?:today|now|from|for|and)\b"
    r"|\bsupport (?:our|local|independent|quality) journalism"
    r"|\byour (?:support|contribution|donation|subscription) (?:helps|makes|allows|means)"
    r"|\bregistered in (?:england|scotland|ireland)\b[^.]{0,60}\b(?:number|office)"
    r"|\bindependent press standards organi[sz]ation|\beditors['’] code of practice"
    r"|\b(?:adhere|subject) to [^.]{0,40}\bipso\b"
    r"|(?:遵守|尊重)[^。]{0,24}(?:法律|法规|公德|道德)[^。]{0,30}(?:您|您的|发言|言论|留言|评论)"
    r"|[管拥享]有?[^。]{0,12}(?:留言|评论|发言)的?(?:一切|全部)?权[利力]|(?:文明上网|理性发言)[^。]{0,30}(?:发言|评论|上网)"
    r"|(?:网友|用户|会员)(?:评论|发言|留言)[^。]{0,12}(?:不|仅|只)代表"
    r"|この記事は(?:会員|有料)|会員登録(?:できます|すると|が必要)|紙の新聞(?:の定期|とは)|読み放題|各種メールマガジン|"
    r"電子版が利用できる",
    *"partner|with your permission|with your consent|mit ihrer|avec votre|cookies|by signing|by subscribing".split("|"),
    *"by registering|by submitting|by entering|by clicking|inbox|newsletter|unsubscribe|abmeldung|become a".split("|"),
    *"journalism|your support|your contribution|your donation|your subscription|registered in".split("|"),
    *"press standards|code of practice|ipso|法律|法规|公德|道德|留言|评论|发言|上网".split("|"),
    *"記事は|会員登録|紙の新聞|読み放題|メールマガジン|電子版".split("|"),
)
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
