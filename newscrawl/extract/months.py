"""The names of months in dates of many languages."""

from __future__ import annotations

import re

_NAMES = """
jan january januar jänner janvier janv enero ene gennaio gen janeiro januari ianuarie januara
 siječnja tammikuuta január ιανουαρίου января січня студзеня януари јануара stycznia ledna ocak يناير
 جانفي ژانویه ינואר জানুয়ারি जनवरी
feb february februar février fevrier févr fév febrero febbraio fevereiro fev februari februarie
 pebruari veljače helmikuuta február φεβρουαρίου февраля лютого февруари фебруара lutego února şubat
 فبراير شباط فيفري فوریه פברואר ফেব্রুয়ারি फरवरी
mar march märz maerz mär mrz mars marzo março marco maart marts maret martie ožujka maaliskuuta
 március μαρτίου марта березня март marca března mart مارس آذار اذار מרץ מרס মার্চ मार्च
apr april avril avr abril abr aprile aprilie travnja huhtikuuta április απριλίου апреля квітня април
 kwietnia dubna nisan أبريل ابريل إبريل نيسان أفريل آوریل אפריל এপ্রিল अप्रैल
may mai mayo maggio mag maio mei maj svibnja toukokuuta május μαΐου мая травня май maja května mayıs
 مايو أيار ايار ماي מאי মে मई
jun june juni juin junio giugno giu junho iunie juna kesäkuuta június ιουνίου июня червня юни јуна
 czerwca června haziran يونيو حزيران جوان ژوئن יוני জুন जून
jul july juli juillet juil julio luglio lug julho iulie jula heinäkuuta július ιουλίου июля липня
 юли јула lipca července temmuz يوليو تموز جويلية ژوئیه יולי জুলাই जुलाई
aug august août aout agosto ago augustus augusti agustus avgusta kolovoza elokuuta augusztus
 αυγούστου августа серпня август sierpnia srpna ağustos أغسطس اغسطس آب أوت اوت אוגוסט আগস্ট अगस्त
sep september sept septembre septiembre setiembre settembre set setembro septembrie septembra rujna
 syyskuuta szeptember σεπτεμβρίου сентября вересня септември września září eylül سبتمبر أيلول ايلول
 سپتامبر ספטמבר সেপ্টেম্বর सितंबर
oct october okt oktober octobre octubre ottobre ott outubro out octombrie oktobra lokakuuta október
 οκτωβρίου октября жовтня октомври października října ekim أكتوبر اكتوبر تشرين_الأول تشرين_الاول
 اکتبر אוקטובר অক্টোবর अक्टूबर
nov november novembre noviembre novembro noiembrie novembra studenoga marraskuuta νοεμβρίου ноября
 листопада ноември listopadu listopada kasım نوفمبر تشرين_الثاني נובמבר নভেম্বর नवंबर
dec december dez dezember décembre decembre déc diciembre dic dicembre dezembro desember decembrie
 decembra prosinca joulukuuta δεκεμβρίου декабря грудня декември grudnia prosince aralık ديسمبر
 كانون_الأول كانون_الاول דצמבר ডিসেম্বর दिसंबर
"""
"""The names of each month, a paragraph a month, as dates have them; Polish listopada is November, Croatian October."""


def _key(name: str) -> str:
    """A name however it is capitalized; Turkish has an i with and without a dot."""
    return name.casefold().replace("\u0307", "").replace("ı", "i")


_BY_NUMBER = [[name.replace("_", " ") for name in names.split()] for names in re.split(r"\n(?=\S)", _NAMES.strip())]
_MONTH = {_key(name): number for number, names in enumerate(_BY_NUMBER, 1) for name in names}
_LONGEST_FIRST = sorted((name for names in _BY_NUMBER for name in names), key=len, reverse=True)


def _beginning_with(first: str) -> str:
    """A pattern for the names of a first letter, whose case it regards itself: that is weighed much sooner."""
    rests = "|".join(name[1:] for name in _LONGEST_FIRST if name[0] == first)
    return f"(?-i:[{first}{first.upper()}])(?:{rests})"


MONTHS = "|".join(map(_beginning_with, sorted({name[0] for name in _LONGEST_FIRST})))
"""A pattern for the names, to be used without regard to case."""
_STEMS = tuple(name for name in _MONTH if not any(other in name for other in _MONTH if other != name))
"""The names that contain no other."""


_LETTERS = re.compile(r"[^\W\d_\u2e80-\ua4cf\uf900-\ufaff]")


def has_month(text: str) -> bool:
    """Whether a text may hold what MONTHS matches; many times faster than to look for it."""
    return bool(_LETTERS.search(text)) and any(map(_key(text).__contains__, _STEMS))


def month(name: str) -> int:
    """The number of a month that MONTHS matched, 1 to 12."""
    return _MONTH[_key(name)]
