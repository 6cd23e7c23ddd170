"""Further articles in any number, made by chance from the sentences of material.toml: an index gives one article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from newscrawl.demo.paper import DAILY, EVENING, SITE
from newscrawl.demo.story import PAGE_BREAK, Line, Picture, Story, path_of
from newscrawl.demo.written import table, wordings

MOST = 5000
"""Further articles a site may have."""
FIRST_NUMBER = 100_000
_LAST_DAY = date(2019, 10, 31)
_A_DAY = 6
"""Articles a day."""
_LAYOUTS = ("text", "modern", "text", "supesite", "text", "modern", "text", "supesite", "modern", "gallery")
_SECTIONS = {"gallery": "30", "supesite": "143", "modern": "xw"}
_NOTICES = ("house", "house_evening", "numbered", "forbidden", "ask_first", "views", "takedown", "credit_only")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an article stands, known without writing it."""

    number: int
    layout: str
    section: str
    day: date
    parts: int

    @property
    def path(self) -> str:
        return path_of(self.layout, self.day, self.number)

    @property
    def further_paths(self) -> list[str]:
        """Paths of its pages after the first."""
        stem, _, extension = self.path.rpartition(".")
        return [f"{stem}_{part}.{extension}" for part in range(2, self.parts + 1)]


def slot(index: int) -> Slot:
    """Where the article of an index stands; the first is the newest."""
    layout = _LAYOUTS[index % len(_LAYOUTS)]
    section = _SECTIONS.get(layout) or ("8" if index % 4 == 0 else "5")
    parts = 2 if layout == "text" and index % 40 == 2 else 1
    return Slot(FIRST_NUMBER + index, layout, section, _LAST_DAY - timedelta(days=index // _A_DAY), parts)


def story(index: int) -> Story:
    """The article of an index."""
    place = slot(index)
    chance = Random(f"press {index}")
    facts = _facts(chance)
    topic = chance.choice(_material()["topic"])
    name = _name(chance)
    source = chance.choice((DAILY, DAILY, EVENING, SITE))
    pictures = _pictures(chance, topic, facts) if place.layout == "gallery" else ()
    lines, dateline = _text(chance, topic, facts, name, place)
    bylines = [(name, "reporter")] if dateline else []
    wording = wordings()[chance.choice(_NOTICES)] if chance.random() < 0.5 else None
    editors = (_name(chance),) if place.layout in ("text", "gallery") and chance.random() < 0.7 else ()
    bylines += [(editor, "editor") for editor in editors]
    if place.layout in ("supesite", "modern") and chance.random() < 0.4:
        editor = _name(chance)
        lines.append(Line(f"（责任编辑：{editor}）", "editor_line"))
        bylines.append((editor, "editor"))
    if wording and place.layout != "gallery":
        lines += wording.lines
    return Story(
        number=place.number,
        layout=place.layout,
        section=place.section,
        day=place.day,
        clock=f"{chance.randint(6, 22):02}:{chance.randint(0, 59):02}" if place.layout == "modern" else "",
        date_style="han" if place.layout == "supesite" else "iso",
        headline=chance.choice(topic["headlines"]).format(**{**facts, "season": "一年"}),
        lines=tuple(lines),
        source=source,
        publisher={0: None, 1: ""}.get(index % 3, SITE) if place.layout == "text" else None,
        bylines=tuple(dict.fromkeys(bylines)),
        dateline=dateline,
        editors=editors,
        pictures=pictures,
        charset="gbk" if place.layout == "supesite" else "gb2312" if index % 20 == 4 else "utf-8",
        quirks=_quirks(chance, place),
        rights=dict(wording.rights) if wording and place.layout != "gallery" else {},
    )


def _text(
    chance: Random, topic: dict[str, Any], facts: dict[str, str], name: str, place: Slot
) -> tuple[list[Line], str | None]:
    """Three to twelve paragraphs, one below pictures; the first may begin with a dateline."""
    other = chance.choice(_material()["topic"])
    sentences = list(dict.fromkeys(_shuffled(chance, topic) + _shuffled(chance, other)))
    dateline = "本报讯" if chance.random() < 0.6 and place.layout != "gallery" else None
    opening = chance.choice(topic["openings"]).format(**facts)
    padded = f"{name[0]} {name[1]}" if len(name) == 2 else name
    texts = [f"本报讯（记者 {padded}）{opening}" if dateline else opening]
    for number in range(0 if place.layout == "gallery" else chance.randint(2, 11)):
        count = chance.randint(1, 3)
        chosen, sentences = sentences[:count], sentences[count:]
        if not chosen:
            break
        if number % 3 == 1:
            chosen.append(chance.choice(topic["quotes"]))
        texts.append("".join(sentence.format(**_facts(chance)) for sentence in chosen))
    lines = [Line(text) for text in texts]
    if place.parts == 2:
        lines.insert(len(lines) // 2, Line("", PAGE_BREAK))
    return lines, dateline


def _shuffled(chance: Random, topic: dict[str, Any]) -> list[str]:
    return chance.sample(topic["sentences"], len(topic["sentences"]))


def _pictures(chance: Random, topic: dict[str, Any], facts: dict[str, str]) -> tuple[Picture, ...]:
    found = []
    for sentence in chance.sample(topic["sentences"], chance.randint(2, 4)):
        name = _name(chance)
        found.append(Picture(f"{sentence.format(**facts)}{name} 摄", name))
    return tuple(found)


def _quirks(chance: Random, place: Slot) -> frozenset[str]:
    choices = {
        "text": ("enpproperty", "glued", "upper_case", "", "", ""),
        "gallery": ("unlabelled_date", "", ""),
        "supesite": ("breaks", "views", "", ""),
        "modern": ("json_ld", "baidu_ids", "open_graph", "", ""),
    }
    return frozenset(filter(None, [chance.choice(choices[place.layout])]))


def _facts(chance: Random) -> dict[str, str]:
    material = _material()
    return {
        "place": chance.choice(material["places"]),
        "village": chance.choice(material["villages"]),
        "season": chance.choice(material["seasons"]),
        "name": _name(chance),
        "few": str(chance.randint(2, 9)),
        "part": str(chance.randint(10, 28)),
        "some": str(chance.randint(30, 980)),
        "many": str(chance.randint(1, 89) * 100 + 1000),
        "year": str(chance.randint(2009, 2018)),
        "month": str(chance.randint(1, 12)),
    }


def _name(chance: Random) -> str:
    material = _material()
    return str(chance.choice(material["surnames"]) + chance.choice(material["given"]))


@cache
def _material() -> dict[str, Any]:
    return table("material")
