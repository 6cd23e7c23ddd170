"""Bylines in Latin letters: names with their particles, `By … / Associated Press`, `Reporting by …; Editing by …`."""

from __future__ import annotations

import re

from newscrawl.extract import eastern
from newscrawl.extract.agencies import agency
from newscrawl.items import Byline

_PARTICLES = frozenset(
    "de del della der den des di da do dos du van von vom zu zum zur la le las los el al bin ibn ben y e und ter "
    "ten af av "
    "e o ap san st".split()
)
_CREDENTIALS = frozenset(
    "md phd rn rd dvm jd mba msc bsc esq jr sr ii iii iv cpa cfa mph do foma dabom ms ma bs".split()
)
_ARTICLES = frozenset("The Le La Les El Los Las Der Die Das Il Lo".split())
_CITIES = frozenset(
    "New York|Hong Kong|Los Angeles|San Francisco|San Diego|Las Vegas|New Orleans|Mexico City|Abu Dhabi|Tel Aviv|"
    "New Delhi|Cape Town|Buenos Aires|Kuala Lumpur|Salt Lake City|St Louis".split("|")
)
"""Places with names in the form of a person's, as datelines have them."""
_BY = re.compile(
    r"^(?:(?:(?:Written|Posted|Published|Words|Story|Article|Text) )?[Bb][Yy]|BY|"
    r"(?:(?:Eine? )?(?:Artikel|Beitrag|Bericht|Text|Reportage|Interview|Kommentar|Analyse|Kolumne) )?[Vv]on|"
    r"(?:(?:Article|Texte|Propos|Reportage) )?(?:(?:[Rr]édigé|[Éé]crit|[Pp]ublié|[Rr]ecueilli)e?s? )?[Pp]ar|"
    r"(?:(?:[Ee]scrito|[Pp]ublicado|[Rr]edactado) )?[Pp]or|[Dd]i|"
    r"[Dd]oor|Av|Af|Autor(?:in)?:|Author:|Text:|Автор[ы]?:|"
    r"Текст:)[:\s]\s*(?:(?:unsere[mr]? )?(?:Redakteur|Reporter|Korrespondent|Mitarbeiter|Autor)(?:in)? )?"
    r"(?P<who>\S.{2,150})$"
)
_FOREIGN = re.compile(r"(?:[\0-\u024f]*[^\0-\u024f]){4}")
"""A text with more than three characters that are no Latin letters."""
_REPORTING = re.compile(r"(?:^|[(\s])(?:Additional )?[Rr]eporting by (?P<who>[^;.()]{3,150})")
_PICTURES = re.compile(
    r"\b(?:Photos?|Photographs|Photography|Pictures|Images) (?:and video )?by (?P<who>[^;.|()]{3,80})"
)
_WRITING = re.compile(r"[Ww]riting by (?P<who>[^;.()]{3,80})")
_EDITING = re.compile(r"[Ee]diting by (?P<who>[^;.()]{3,80})")
_HOUSE = re.compile(
    r"\b(?:News(?:paper|room)?|Online|Times|Post|Press|Agency|Agence|Agentur|Reuters|AFP|AP|dpa|PTI|ANI|IANS|UPI|"
    r"BBC|CNN|NPR|Staff|Desk|Team|"
    r"Digital|Media|Magazine|Journal|Herald|Tribune|Gazette|Editors?|Editorial|R[eé]daction|Redaktion|Redazione|"
    r"Redacción|Redação|"
    r"Bureau|Web|TV|Radio|Inc|LLC|Ltd|University|Institute|Group|Company|Network|Wire|Services?)\b|\.\w{2,4}$",
    re.IGNORECASE,
)
_AND = "and|und|et|y|e|og|och|en|&|with|con|mit"
_TITLES = re.compile(
    r"\b(?:Director|Manager|Editor|Reporter|Correspondent|Writer|Head|Chief|Officer|Senior|Marketing|Development|"
    r"Community|Contributor|Columnist|"
    r"Professor|President|Founder|Analyst|Specialist|Author|Expert|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"Morning|Evening|January|February|Published|Updated|Read|Views?|"
    r"Comments?|Minutes?|(?:Written|Posted|Reported|Edited) By)\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"^(?P<who>[A-Z][^|•]{3,80}?)\s*(?:[|•]|,|\s[-–—])\s*(?:(?:Senior|Chief|Contributing|Freelance|Guest|News|Political|Sports|"
    r"Business|Education|Investigative) )*(?:Staff )?(?:Writers?|Reporters?|Correspondents?|Columnists?|Journalists?|"
    r"Contributors?)\b[^.!?]{0,40}$"
)
"""Names with the work their owners do."""
_SIGNED = re.compile(r"^[—–-]{1,2}\s?(?P<who>[A-Z][^,]{3,60}),\s(?P<house>(?:The )?[A-Z][\w.&' ]{2,40})$")
"""A signature below a text, with the house."""
_PEN = (
    r"(?:[Rr]eporter(?:in)?|[Ww]riter|[Jj]ournalist(?:in|e)?|[Cc]orrespondent|[Cc]olumnist|[Ee]ditor|[Pp]eriodista|"
    r"[Rr]edactora?|[Rr]edakteur(?:in)?|[Kk]orrespondent(?:in)?|[Vv]olontär(?:in)?|[Cc]ronista|[Gg]iornalista)"
)
_PROFESSION = re.compile(rf"(?:[A-Z][\w-]+ ){{0,3}}{_PEN}(?:,? [A-Z][\w -]{{2,30}})?")
_PORTRAIT = re.compile(
    rf"^(?P<who>[A-Z][^,.]{{3,40}}?) (?:is|was) (?:a|an|the|our) (?:[\w’'-]+ ){{0,5}}{_PEN}\b"
    r"[^.]{0,60}\b(?:for|at|with|of|covering)\b"
)
_LONGEST = 100
"""Characters of a line with names and their agency."""
_NO_PHOTOGRAPHER = re.compile(r"\b(?:Images|Pictures|Photos?|Fotos?|Games|Archives?|Archiv|Handout|Alliance|Stock)\b")
_CAPTION = re.compile(
    r"(?:\b(?:Fotos?|Photos?|Bild(?:er)?|Fotografías?|Fotografia|Pictures?|Image|Credit)(?::| by:?)|©|📷)\s?"
    r"(?P<who>[^\W\d_][^:©]{3,50})$",
    re.IGNORECASE,
)
_BESIDES = frozenset(("with", "avec", "mit", "con", "y", "/", "|", "-", "–", "from"))
"""What may stand between a name and an agency."""
_HANDED = re.compile(
    rf"^(?:(?:{_PEN}|De notre correspondante?(?: à \w+)?) |(?:Text|Texte|Texto|Testo|Words|Story):? |"
    r"[Gg]eschreven door )"
    r"(?P<who>[^\W\d_][^:|()]{3,60}?)"
    r"(?:[,;/|]?\s(?:Fotos?|Photos?|Bild(?:er)?|Fotografías?|Pictures):? (?P<taken>[^\W\d_][^:|()]{3,60}))?$"
)
"""Names behind a profession or a label, and who took the pictures."""
_WIRE = re.compile(
    r"^(?P<who>[A-Z].{3,80}), (?P<house>(?:The )?(?:Associated|Canadian) Press|Reuters|AFP|Agence France-Presse|"
    r"Bloomberg News)$"
)
"""Names with the agency they write for."""
_SPLIT = re.compile(rf"\s*(?:[;|/•]|,\s+(?:(?:{_AND})\s)?|\s(?:{_AND})\s)\s*", re.IGNORECASE)
_CUT = re.compile(
    r"\s*(?:\||[\w.+-]{1,60}@|•|·|[-–—]\s|\(|\sin [A-Z]|"
    r"\b(?:Published|Updated|Posted|Last|Photos?|Photography|Illustration|Read|Share|"
    r"[Pp]ubli(?:é|cado|shed)e?|[Mm]ise? à jour|[Vv]eröffentlicht|[Aa]ktualisiert|[Aa]ctualizado|[Pp]ubblicato|"
    r"Follow)\b|\s(?:le|am|el|il|op|on|vom)\s\d|\bon (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\b(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sep|Oct|Nov|"
    r"Dec)[a-z]*\.? \d|\d).*$"
)


def is_person(text: str) -> bool:
    """Whether a text of two to five words has the form of a person's name in letters that know capitals."""
    words = text.split()
    if (
        not 2 <= len(words) <= 5
        or len(text) > 60
        or (len(words) == 2 and words[0] in _ARTICLES)
        or text.title() in _CITIES
        or _HOUSE.search(text)
        or _TITLES.search(text)
    ):
        return False
    if not all(word[0].isalpha() or word[0] in "\"“'‘" for word in words) or any(
        c.isdigit() or c in ":,;!?" for c in text
    ):
        return False
    plain = [word for word in words if not _is_particle(word)]
    return 2 <= len(plain) <= 4 and all(word.strip("\"“'‘")[:1].isupper() for word in plain)


def _is_particle(word: str) -> bool:
    return word.islower() and (word in _PARTICLES or word[:2] in ("d'", "d’", "l'", "l’"))


def is_house(text: str) -> bool:
    """Whether a text names an agency, a paper or its staff."""
    return bool(_HOUSE.search(text))


def split_people(text: str) -> list[str]:
    """The names of a list such as `Ada Roe, Max Moe and Ida Noe, Berlin`, without what is no person.

    A text that can't be told apart stays one.
    """
    parts = [part.strip(" ,.") for part in _SPLIT.split(text) if part.strip(" ,.")]
    known = [part for part in parts if is_person(part) and part.lower().replace(".", "") not in _CREDENTIALS]
    return known or [text]


def printed(text: str) -> list[Byline]:
    """The people of a line, in Latin letters or of Japan or Korea, that is nothing but a byline; none for another."""
    if text and text[0] >= "\u3040" and (of_east := eastern.printed(text)):
        return of_east
    if (match := _HANDED.match(text)) and (found := _people(match["who"])):
        taken = _people(match["taken"] or "")
        return [
            *(Byline(name=name, role="author") for name in found),
            *(Byline(name=name, role="photographer") for name in taken),
        ]
    if match := _BY.match(text):
        pictures = _PICTURES.search(text)
        taken = [name for name in split_people(pictures["who"]) if is_person(name)] if pictures else []
        return [*_by(match["who"]), *(Byline(name=name, role="photographer") for name in taken)]
    if _FOREIGN.match(text):
        return []
    if wired := _for_agency(text):
        return wired
    if (match := _WORK.match(text)) and (found := _people(match["who"])):
        return [Byline(name=name, role="author") for name in found]
    if (
        (match := _SIGNED.match(text) or _WIRE.match(text))
        and is_house(match["house"])
        and (found := _people(match["who"]))
    ):
        return [Byline(name=name, role="author", organisation=match["house"]) for name in found]
    if "eporting by " in text or "diting by " in text:
        stated = []
        for pattern, role in ((_REPORTING, "reporter"), (_WRITING, "author"), (_EDITING, "editor")):
            for match in pattern.finditer(text):
                who = re.sub(r"\bin [A-Z]\w+(?: [A-Z]\w+)?", "", match["who"])
                stated += [Byline(name=name, role=role) for name in split_people(who) if is_person(name)]
        return stated
    return []


def _for_agency(text: str) -> list[Byline]:
    """The people of a line such as `ADA ROE Associated Press` or `Ada Roe avec AFP`."""
    words = text.split() if len(text) <= _LONGEST else []
    for at in range(2, min(len(words), 7)):
        house = " ".join(words[at + (words[at].lower() in _BESIDES) :])
        if agency(house) and (found := _people(" ".join(words[:at]).rstrip(","))):
            return [Byline(name=name, role="author", organisation=house) for name in found]
    return []


def pictured_by(caption: str) -> str | None:
    """The photographer whom a caption in Latin letters names at its end: `… Foto: Ada Roe`, `(Photo by Ada Roe)`."""
    match = _CAPTION.search(caption)
    who = re.split(r"\s?[/,|(–-]", match["who"])[0].strip(" .)") if match else ""
    return who if is_person(who) and not _NO_PHOTOGRAPHER.search(who) else None


def worked_as(name: str, work: str) -> bool:
    """Whether two lines are a name and, below it, what its owner does for the paper."""
    return is_person(name) and not _BY.match(name) and bool(_PROFESSION.fullmatch(work))


def portrayed(text: str) -> str | None:
    """Who wrote, in a last line such as `Ada Roe is a reporter for the Post. …`."""
    match = _PORTRAIT.match(text)
    return match["who"] if match and is_person(match["who"]) else None


def _people(who: str) -> list[str]:
    """The names of a list that is nothing else; none of another."""
    parts = [part for part in _SPLIT.split(who) if part]
    return parts if all(map(is_person, parts)) else []


def _by(who: str) -> list[Byline]:
    """People behind the word By, with the house named behind a stroke or a comma."""
    who = _CUT.sub("", who).strip()
    house = re.search(r"\s*(?:/|,|\||\bof\b|\bfor\b)\s*(?P<house>(?:The )?[A-Z][\w.&' ]{1,40})$", who)
    organisation = (
        house["house"].strip() if house and is_house(house["house"]) and not _TITLES.search(house["house"]) else None
    )
    who = who[: house.start()] if organisation and house else who
    titled = _TITLES.search(who)
    names = [name for name in split_people(who[: titled.start()] if titled else who) if is_person(name)]
    return [Byline(name=name, role="author", organisation=organisation or None) for name in names]
