"""What the documents say is held against the code: commands, options, targets, links, settings, generated files."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import jsonschema
import pytest
from packaging.version import Version

import newscrawl
from newscrawl.cli import cli
from newscrawl.extract.clauses import rules
from newscrawl.items import Article, Byline, Capture

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(?:console|sh|bash|shell)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


def shell_lines(path: Path) -> Iterator[list[str]]:
    """The words of every command in a document's shell blocks, line continuations joined."""
    for block in FENCE.findall(path.read_text(encoding="utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            for command in re.split(r"\s(?:&&|\||;)\s", line.removeprefix("$ ")):
                try:
                    words = shlex.split(command, comments=True)
                except ValueError:
                    continue
                if words:
                    yield [Path(words[0]).name, *words[1:]]


def problem_of(words: list[str]) -> str | None:
    """What is wrong with a newscrawl command line; None where its commands and options exist."""
    command: click.Command = cli
    context = click.Context(cli, info_name="newscrawl")
    for position, word in enumerate(words[1:], 1):
        if isinstance(command, click.Group) and not word.startswith("-"):
            found = command.get_command(context, word)
            if found is None:
                return f"no command {' '.join(words[: position + 1])}"
            command, context = found, click.Context(found, parent=context, info_name=word)
        elif word.startswith("-") and word != "-":
            name = word.split("=", 1)[0]
            known = {option for param in command.get_params(context) for option in (*param.opts, *param.secondary_opts)}
            if name not in known:
                return f"no option {name} of {context.command_path}"
    return None


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_in_documents_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    wrong = []
    for words in shell_lines(path):
        if words[0] == "newscrawl":
            wrong += [problem for problem in [problem_of(words)] if problem]
        elif words[0] == "make":
            wrong += [f"no target {word}" for word in words[1:] if "=" not in word and word not in targets]
    assert wrong == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_in_documents_lead_somewhere(path: Path) -> None:
    targets = [a or b for a, b in LINK.findall(path.read_text(encoding="utf-8"))]
    local = [target for target in targets if not re.match(r"[a-z]+:", target) and not target.startswith("#")]
    assert [target for target in local if not (path.parent / target.split("#")[0]).exists()] == []


def test_generated_documents_are_up_to_date() -> None:
    result = subprocess.run(
        [sys.executable, "tools/generate_docs.py", "--check"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_the_schema_accepts_a_row_and_refuses_a_strange_one() -> None:
    schema = json.loads((ROOT / "docs/article.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    capture = Capture(
        warc_filename="a.warc.gz",
        warc_record_offset=None,
        warc_record_length=None,
        warc_record_id="<urn:uuid:0>",
        payload_digest="sha1:A",
        fetch_time="2026-01-01T00:00:00Z",
        fetch_status=200,
    )
    article = Article(bylines=[Byline(name="张越", role="reporter")], captures=[capture], extra={"mine": 1})
    row = plain(article)
    assert isinstance(row, dict)
    jsonschema.validate(row, schema)
    for wrong in ({**row, "headline": 3}, {**row, "unknown": 1}, {k: v for k, v in row.items() if k != "body"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_the_record_in_the_readme_is_the_one_read() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```json\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    (url,) = re.findall(r"extract docs/example\.html --url (\S+)", readme)
    article = newscrawl.extract_article((ROOT / "docs/example.html").read_bytes(), url)
    for name, value in json.loads(shown).items():
        assert plain(getattr(article, name)) == value, name


def test_the_python_in_the_readme_runs(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "output").mkdir()
    shutil.copy(ROOT / "docs/example.html", tmp_path / "docs")
    (code,) = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    command = [sys.executable, "-X", "utf8", "-c", code]
    result = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, encoding="utf-8")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "榆汀东站公交枢纽启用 榆汀日报 ['林桥']\n"


def test_the_picture_shows_what_the_example_holds() -> None:
    """Every line of the page on the left is in the example, and every value on the right in what is read from it."""
    picture = (ROOT / "docs/picture.svg").read_text(encoding="utf-8")
    left, right = (
        ["".join(ET.fromstring(line).itertext()) for line in re.findall(r"<text x=.*</text>", part)]
        for part in picture.split('class="code"')
    )
    example = (ROOT / "docs/example.html").read_text(encoding="utf-8")
    printed = re.sub(r"\s|<[^>]*>", "", example)
    for line in left:
        assert re.sub(r"\s|…", "", line) in printed
    article = newscrawl.extract_article(example.encode(), "http://www.yuting-news.example/2024-04/18/content_1.html")
    for line in right[:-2]:
        name, shown = re.match(r'"(\w+)": (.*?),?$', line).groups()  # type: ignore[union-attr]
        value = json.dumps(plain(getattr(article, name)), ensure_ascii=False)
        assert value.startswith(re.split(r", …| …", shown)[0]), name


def plain(value: object) -> object:
    """A value of the record as JSON has it."""
    return json.loads(json.dumps(value, default=lambda item: {name: getattr(item, name) for name in item.__slots__}))


def settings_read_in(*folders: str) -> set[str]:
    """Names of newscrawl's own settings and variables in the code of some folders."""
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return {name for path in paths for name in re.findall(r"\bNEWSCRAWL_[A-Z][A-Z_]*\b", path.read_text("utf-8"))}


def test_every_setting_is_documented() -> None:
    documented = {name for path in DOCUMENTS for name in re.findall(r"`(NEWSCRAWL_[A-Z_]+)`", path.read_text("utf-8"))}
    assert settings_read_in("newscrawl") - documented == set(), "not documented"
    assert documented - settings_read_in("newscrawl", "benchmarks") == set(), "documented, but no code reads it"


def test_every_kind_of_notice_is_documented() -> None:
    text = (ROOT / "docs/notices.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert documented == set(rules().order) - {"promo"}, "a promo line is removed, and no notice"


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[?([^\]\s]+)\]?(?: - (\S+))?$", text, re.MULTILINE)
    assert versions[0] == ("Unreleased", "")
    released = [(Version(version), date) for version, date in versions[1:]]
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", date) for _, date in released)
    assert all(newer > older for newer, older in pairwise(released))
    sections = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Output changes"}
    unreleased = text.split("\n## ")[1]
    assert "### Output changes" in unreleased, "say there what differs in rows or WARCs, or that nothing does"
    assert not released or Version(newscrawl.__version__) >= released[0][0]


def test_decisions_are_numbered_without_gaps() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [path.name[:5] for path in decisions] == [f"{number:04}-" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. ")
        assert [heading for heading in ("## Context", "## Decision", "## Consequences") if heading not in text] == []
