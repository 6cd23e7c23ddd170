"""What a site repeats: found over archives, reviewed by a person, and only then used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl import sites
from newscrawl.cli import _run
from newscrawl.demo import Edition
from newscrawl.errors import DefinitionError, InputError
from newscrawl.exchange import Exchange
from newscrawl.extract import clauses
from newscrawl.extract.validate import rules_digest
from newscrawl.items import Article, Removed, restore
from newscrawl.learn import Learned, learn, repeated_in
from newscrawl.page import Page
from newscrawl.pipelines import article_of
from newscrawl.repeated import NOTICES, Repeated, digest, read_repeated, write_repeated
from newscrawl.runs import read_rows

from .archive.lab import WHEN, exchange, write

HOST = "http://www.qingshi.example"
SITE = '''
from newscrawl.families.founder import Founder


class Qingshi(Founder):
    """青石新闻网, which exists in this test only."""

    name, title = "qingshi", "青石新闻网"
    domains = ("www.qingshi.example",)
    lists = ("http://www.qingshi.example/node_8.html",)
    papers = ("青石日报",)
'''
APP = "青石视界，看见身边的人和事"
PAGES = {
    "堤坝修好了": ("青石河上的堤坝修了三年，昨天完工。", "村民说，走起来稳当多了。", "文字丨周平 图片丨陆远", APP),
    "新桥通车": ("连接两岸的新桥昨天通车。", "过桥只要三分钟。", "文字丨何川 图片丨周平", APP),
    "图书馆夜里也开门": ("图书馆从本周起开到晚上十点。", "文字丨陆远 图片丨何川", APP),
    "集市搬了家": ("老集市搬到了河东。", "摊位比从前多一倍。", "文字丨方岚 图片丨陆远", APP),
    "苹果丰收": ("今年的苹果比去年多收两成。", "果农正忙着装箱。", "记者将继续关注。"),
}


def page_of(headline: str, paragraphs: Sequence[str]) -> bytes:
    """An article in Founder's markup."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<html><head><meta charset="utf-8"><title>{headline}</title></head><body><div class="detail-h"><h1>{headline}</h1>'
        f"<p><span>来源：青石日报</span><span>时间：2024-05-01</span></p></div>"
        f'<div class="detail-d"><!--enpcontent-->{body}<!--/enpcontent--></div></body></html>'
    ).encode()


def answers() -> list[Exchange]:
    return [
        exchange(f"{HOST}/2024-05/01/content_{number}.html", page_of(headline, paragraphs))
        for number, (headline, paragraphs) in enumerate(PAGES.items(), 1)
    ]


@dataclass
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command, run in this process."""

    def call(*arguments: str) -> Done:
        sites.load.cache_clear()
        capsys.readouterr()
        code = _run([*arguments])
        return Done(code, *capsys.readouterr())

    return call


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working directory with a private site, and an archive of it."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites/qingshi.py").write_text(SITE, encoding="utf-8")
    (tmp_path / "archive").mkdir()
    write(tmp_path / "archive", *answers())
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    sites.load.cache_clear()


def review(path: Path, **kinds: str) -> None:
    """Confirm the entries whose pattern holds a keyword, each under the kind given."""
    entries = [
        replace(entry, reviewed=True, kind=kind) if word in entry.pattern else entry
        for entry in read_repeated(path)
        for word, kind in kinds.items()
        if word in entry.pattern
    ]
    write_repeated(path, "青石新闻网", entries)


def rows(place: Path, run: Run) -> list[Article]:
    """The articles of a re-parse."""
    done = run("reparse", str(place / "archive"), "--json")
    assert done.returncode == 0, done.stderr
    return list(read_rows(place / json.loads(done.stdout)["rows"]))


def test_learned_reviewed_and_used(place: Path, run: Run) -> None:
    archive, data = str(place / "archive"), place / "sites/qingshi.toml"
    before = rows(place, run)
    learned = run("sites", "learn", "qingshi", "--warc", archive)
    assert learned.returncode == 0, learned.stderr
    assert "in 5 articles" in learned.stdout
    found = {entry.pattern: entry for entry in read_repeated(data)}
    assert {pattern: (e.end, e.kind, e.articles, e.of, e.reviewed) for pattern, e in found.items()} == {
        APP: ("tail", "boilerplate", 4, 5, False),
        "文字|{} 图片|{}": ("tail", "byline_line", 4, 5, False),
    }
    assert found[APP].first == found[APP].last == "2024-05-01"
    assert found[APP].urls == tuple(f"{HOST}/2024-05/01/content_{n}.html" for n in (1, 2, 3))

    assert rows(place, run) == before
    review(data, 视界="promo", 图片="byline_line")
    reviewed = rows(place, run)
    for old, new in zip(before, reviewed, strict=True):
        lines = PAGES[new.headline or ""]
        assert restore(old) == restore(new) == "\n".join(lines)
        assert new.body == "\n".join(line for line in lines if line != APP and "丨" not in line)
        assert [(s.kind, s.rule) for s in new.removed] == [
            (kind, f"site.{found[pattern].id}")
            for pattern, kind in (("文字|{} 图片|{}", "byline_line"), (APP, "promo"))
            if APP in lines
        ]
        assert new.rules_digest != old.rules_digest
    assert {(b.name, b.role) for b in reviewed[0].bylines} == {("周平", "reporter"), ("陆远", "photographer")}

    again = run("sites", "learn", "qingshi", "--warc", archive)
    assert again.stdout.count("reviewed") == 3  # two entries, and the sentence below the table
    kept = {entry.pattern: entry for entry in read_repeated(data)}
    assert kept == {
        APP: replace(found[APP], reviewed=True, kind="promo"),
        "文字|{} 图片|{}": replace(found["文字|{} 图片|{}"], reviewed=True),
    }


def test_what_is_to_be_kept_stays_and_is_not_proposed_again(place: Path, run: Run) -> None:
    archive, data = str(place / "archive"), place / "sites/qingshi.toml"
    assert run("sites", "learn", "qingshi", archive).returncode == 0
    review(data, 视界="keep")
    assert run("sites", "learn", "qingshi", archive).returncode == 0
    assert [(e.kind, e.reviewed) for e in read_repeated(data) if e.pattern == APP] == [("keep", True)]
    assert all(APP in row.body for row in rows(place, run) if row.headline != "苹果丰收")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["nowhere", "--warc", "archive"], 2, "no site 'nowhere'"),
        (["qingshi"], 2, "name the archives"),
        (["qingshi", "--warc", "nothing-here"], 2, "no WARC file is there"),
        (["sxycrb", "--warc", "archive"], 1, "no article of sxycrb"),
    ],
)
def test_wrong_calls_are_one_sentence(place: Path, run: Run, arguments: list[str], code: int, sentence: str) -> None:
    done = run("sites", "learn", *arguments)
    assert done.returncode == code
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (place / "sites/sxycrb.toml").exists()


def test_a_broken_archive_is_named_and_nothing_is_written(place: Path, run: Run) -> None:
    (whole,) = (place / "archive").glob("*.warc.gz")
    whole.write_bytes(whole.read_bytes()[:-60])
    done = run("sites", "learn", "qingshi", "--warc", "archive")
    assert done.returncode == 3
    assert whole.name in done.stderr
    assert not (place / "sites/qingshi.toml").exists()


def demo_answers() -> list[Exchange]:
    edition = Edition()
    return [
        exchange(f"http://127.0.0.1:8899{story.part_path(part)}", edition.answer(story.part_path(part)).body)
        for story in edition.stories()
        for part in range(1, story.part_count + 1)
    ]


def test_the_demo_repeats_its_notices_whatever_the_files_and_their_order(tmp_path: Path) -> None:
    every = demo_answers()
    for name in ("whole", "cut", "cut2"):
        (tmp_path / name).mkdir()
    whole, _ = write(tmp_path / "whole", *every)
    first, _ = write(tmp_path / "cut", *every[::2])
    second, _ = write(tmp_path / "cut2", *every[1::2][::-1])
    learned = learn("demo", [whole])
    assert learned == learn("demo", [second, first]) == learn("demo", [first, second])
    assert learned.articles == len(Edition().stories())
    notices = [entry for entry in learned.entries if entry.kind in NOTICES]
    assert {entry.kind for entry in notices} >= {"exclusive_licence", "repost_disclaimer", "no_reprint", "contact"}
    assert all(entry.taken == entry.articles >= 3 and entry.end == "tail" for entry in notices)
    assert [entry.pattern for entry in learned.entries if not entry.taken] == ["本报记者 {}"]


def row(number: int, *paragraphs: str, day: str | None = "2024-05-01") -> Article:
    text = "\n".join(paragraphs)
    return Article(
        id=f"{number:016}", headline=f"第{number}条", url=f"{HOST}/{number}.html", date_published=day, body=text
    )


def event(number: int) -> str:
    """A paragraph that says something else for every number."""
    return "".join(chr(0x4E00 + number * 7 + i) for i in range(7))


def told(learned: Learned) -> list[tuple[str, str, int]]:
    return [(entry.end, entry.pattern, entry.articles) for entry in learned.entries]


def test_slots_stand_for_what_differs() -> None:
    rows = [row(n, event(n), f"联系电话：0300-555{n:04} 联系人：{name}") for n, name in enumerate("甲乙丙丁戊", 1)]
    assert told(repeated_in(rows)) == [("tail", "联系电话:0300-{} 联系人:{}", 5)]


def test_the_same_article_at_several_urls_is_no_repetition() -> None:
    rows = [
        replace(row(n, "一件事发生了，大家都在谈论。", "后来又发生了一件。"), headline="同一件事") for n in range(9)
    ]
    assert told(repeated_in(rows)) == []


def test_one_in_a_hundred_is_asked_for() -> None:
    few = [row(n, event(n), "订阅青石晚报请致电发行部") for n in range(4)]
    many = [row(n, event(n), event(n + 600)) for n in range(4, 500)]
    assert told(repeated_in(few)) == [("tail", "订阅青石晚报请致电发行部", 4)]
    assert told(repeated_in([*few, *many])) == []
    assert told(repeated_in([*few, *many], least=4)) == [("tail", "订阅青石晚报请致电发行部", 4)]


def test_a_paragraph_in_the_middle_is_none() -> None:
    middle = "青石晚报的老读者都知道这一天"
    rows = [row(n, *(f"{n}之{i}" for i in range(9)), middle, *(f"{n}其{i}" for i in range(20))) for n in range(9)]
    assert told(repeated_in(rows)) == []


def test_what_was_reviewed_is_kept_where_nothing_has_it_any_more() -> None:
    old = Repeated(
        pattern="订阅热线：{}转发行部", end="tail", kind="promo", reviewed=True, articles=40, of=90, first="2019-01-02"
    )
    unsure = replace(old, pattern="扫码看视频吧", reviewed=False)
    assert repeated_in([row(1, "一件事")], [old, unsure]).entries == [old]
    (again,) = repeated_in([row(n, event(n), "订阅热线：12转发行部") for n in range(3)], [old]).entries
    assert (again.pattern, again.articles, again.of, again.first, again.last) == (
        old.pattern,
        3,
        3,
        "2019-01-02",
        "2024-05-01",
    )


def test_rules_and_the_sites_data_are_told_apart() -> None:
    line = "转载请注明来源：青石晚报。"
    rows = [row(n, event(n)) for n in range(3)]
    for each, rule in zip(rows, ("notice.zh-credit", "notice.zh-credit", "site.12345678"), strict=True):
        start = len(each.body)
        each.removed = [Removed(kind="notice", start=start, end=start + 1 + len(line), text=f"\n{line}", rule=rule)]
    (entry,) = repeated_in(rows).entries
    assert (entry.pattern, entry.kind, entry.articles, entry.taken) == (line, "required_credit", 3, 2)


@settings(max_examples=40)
@given(st.permutations(range(12)), st.data())
def test_the_order_of_articles_changes_nothing(order: list[int], data: st.DataObject) -> None:
    lines = [
        "本报记者 甲乙",
        "记者 丙丁 报道",
        "扫码安装青石客户端",
        "编辑：张三",
        "编辑：李四",
        "编辑：王五",
        "编辑：赵六",
    ]
    chosen = data.draw(st.lists(st.lists(st.sampled_from(lines), max_size=4), min_size=12, max_size=12))
    rows = [row(n, event(n), *chosen[n]) for n in range(12)]
    assert repeated_in(rows) == repeated_in([rows[n] for n in order])


entries = st.builds(
    Repeated,
    pattern=st.text(min_size=1, max_size=40).map(lambda text: f"{text.strip()}青石晚报"),
    end=st.sampled_from(["head", "tail"]),
    kind=st.sampled_from([*NOTICES, "promo", "boilerplate", "keep"]),
    reviewed=st.booleans(),
    articles=st.integers(0, 10**6),
    first=st.none() | st.just("2024-05-01"),
    urls=st.lists(st.text(max_size=20), max_size=3).map(tuple),
)


@given(st.lists(entries, max_size=4))
def test_the_data_file_says_what_was_written(tmp_path_factory: pytest.TempPathFactory, wanted: list[Repeated]) -> None:
    path = tmp_path_factory.mktemp("data") / "paper.toml"
    write_repeated(path, "青石新闻网", wanted)
    assert read_repeated(path) == tuple(wanted)
    assert digest(wanted) == digest(wanted[::-1])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[repeated]", "is not TOML"),
        ("other = 1", "more than"),
        ('[[repeated]]\nend = "tail"\nkind = "promo"', "pattern is missing"),
        ('[[repeated]]\npattern = "青石晚报"\nend = "foot"\nkind = "promo"', "write head or tail"),
        ('[[repeated]]\npattern = "青石晚报"\nend = "tail"\nkind = "advert"', "write one of"),
        ('[[repeated]]\npattern = "{}：{}"\nend = "tail"\nkind = "promo"', "says too little"),
        (
            '[[repeated]]\npattern = "青石晚报"\nend = "tail"\nkind = "promo"\nreviewed = "yes"',
            "neither true nor false",
        ),
        ('[[repeated]]\npattern = "青石晚报"\nend = "tail"\nkind = "promo"\ncolour = "red"', "other keys"),
    ],
)
def test_a_wrong_data_file_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "sxycrb.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=sentence) as caught:
        sites.load(tmp_path)
    assert "sxycrb.toml" in str(caught.value)


def test_a_private_file_counts_for_a_shipped_site_and_leaves_the_class_alone(tmp_path: Path) -> None:
    entry = Repeated(pattern="青石晚报", end="tail", kind="promo", reviewed=True)
    write_repeated(tmp_path / "sxycrb.toml", "运城新闻网", [entry])
    assert sites.load(tmp_path)["sxycrb"].repeated == (entry,)
    assert sites.get("sxycrb").repeated == ()


def test_kinds_of_notices_are_those_of_the_rules() -> None:
    assert sorted(NOTICES) == sorted(set(clauses.rules().order) - {"promo"})


def test_only_what_is_reviewed_changes_the_digest_of_the_rules() -> None:
    entry = Repeated(pattern="青石晚报", end="tail", kind="promo")
    assert rules_digest((entry,)) == rules_digest() != rules_digest((replace(entry, reviewed=True),))


def test_a_reviewed_notice_gives_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "青石报业版权所有，谢绝转载"
    entry = Repeated(pattern=line, end="tail", kind="no_reprint", reviewed=True)
    site = type("Reviewed", (sites.get("sxycrb"),), {"__doc__": "A paper.", "repeated": (entry,)})
    monkeypatch.setattr(sites, "for_page", lambda page: site)
    url = "http://www.sxycrb.com/2024-05/01/content_1.html"
    body = page_of("堤坝修好了", ("青石河上的堤坝修了三年，昨天完工。", line))
    article = article_of(Page(url, 200, ((b"Content-Type", b"text/html"),), body, WHEN))
    assert [(n.kind, n.text, n.rule) for n in article.notices] == [("no_reprint", line, f"site.{entry.id}")]
    assert article.rights_permission == "forbidden"
    assert article.body == "青石河上的堤坝修了三年，昨天完工。"


def test_a_file_that_is_cut_off_stops_the_learning(tmp_path: Path) -> None:
    path, _ = write(tmp_path, *answers())
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(InputError, match=path.name):
        learn("sxycrb", [path])
