"""The platform of People's Daily Online (人民网), which city sites and the local channels of the paper use.

Recognise it by articles at `/GB/<node>/<id>.html` or `/n1/YYYY/MMDD/c<node>-<id>.html` and the ids `rwb_zw` and
`rwb_navpath` or the class `rm_txt_con`; the meta line prints date and time without a blank between them. Set `lists`.
"""

from __future__ import annotations

from typing import ClassVar

from newscrawl.families.mainland import Mainland
from newscrawl.site import Layout

RWB = Layout(
    name="people-rwb",
    family="people",
    headline="div.text_title > h1, div.jz > h1, div.title > h1, h1",
    kicker="div.text_title > h3.pre, h3.pre",
    alternative="div.text_title > h4.sub, h4.sub",
    meta="div.text_title div.fl, div.left1, div.box01",
    body="#rwb_zw",
    section="#rwb_navpath a:last-of-type",
    editor="div.edit, div.editer",
    drop="div.zdfy, #rwb_zw > center",
)
TEXT = Layout(
    name="people-text",
    family="people",
    headline="div.rm_txt h1",
    kicker="div.rm_txt h4.pre, div.rm_txt p.pre",
    alternative="div.rm_txt h4.sub, div.rm_txt p.sub",
    meta="div.rm_txt div.channel",
    body="div.rm_txt_con",
    section="div.rm_nav a.clink:last-of-type",
    editor="div.rm_txt div.edit",
    drop="div.rm_txt_con div.edit, div.rm_txt_con div.otitle, div.rm_txt_con div.bza, div.rm_txt_con div.rm_relevant",
)


class People(Mainland):
    """Base of the sites on the platform of People's Daily Online."""

    family = "people"
    article = r"/GB/(?:\d+/)+\d+\.html$|/n[12]/(?P<year>\d{4})/(?P<month>\d{2})(?P<day>\d{2})/c\d+-\d+\.html$"
    part = r"/n[12]/\d{4}/\d{4}/c\d+-\d+-\d+\.html$"
    pages = r"/GB/(?:\d+/)+index(?:\d+)?\.html$"
    marks = ("rwb_zw", "rwb_navpath")
    layouts: ClassVar[tuple[Layout, ...]] = (
        RWB,
        TEXT,
    )
