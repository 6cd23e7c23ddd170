"""report.html: a run's report as one page to read, on a screen, a phone or paper. No scripts, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files as resources
from typing import Any

from newscrawl.operations.completeness import Links, host_of, links_of, total
from newscrawl.operations.figures import duration, size, tally
from newscrawl.operations.inventory import rows_of
from newscrawl.operations.markup import Html, join, link, table, tag
from newscrawl.runs import REPORT, REPORT_PAGE, RunFolder

_OUTCOMES = {
    "fetched": "fetched",
    "known": "known before",
    "gone": "gone",
    "repeated": "repeated",
    "refused": "refused by rule",
    "failed": "failed",
    "open": "unanswered",
}
"""The ways of a link, as people read them."""
_ROBOTS = {
    "read": "robots.txt read",
    "absent": "hosts without robots.txt",
    "unreachable": "hosts left alone, robots.txt out of reach",
    "refused": "requests robots.txt forbade",
}
_STATUSES = {"2": "fine", "3": "moved", "4": "missing", "5": "broken"}


def report_page(report: Mapping[str, Any], files: Sequence[Mapping[str, Any]], versions: Mapping[str, str]) -> str:
    """The page of one run; `files` are those of its manifest but for the report itself."""
    title = f"{report['site']} {report['run_id']}"
    style = resources(__package__).joinpath("report.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} — newscrawl"),
        tag("style", Html(style)),
    )
    sections = (
        _verdict(report),
        _figures(report),
        _links(report),
        _content(report.get("content", {})),
        _answers(report),
        _errors(report.get("errors", ())),
        _politeness(report),
        _made_with(files, versions),
    )
    body = tag("body", tag("main", _header(report), *filter(None, sections)))
    return "<!DOCTYPE html>\n" + tag("html", head, body, lang="en") + "\n"


def page_of_run(run: RunFolder) -> str:
    """The page of a complete run, from what its folder has. Raises InputError where that can't be read."""
    manifest = run.manifest()
    files = [file for file in manifest["files"] if file["name"] not in (REPORT, REPORT_PAGE)]
    report = {"run_id": run.run_id, "site": run.site, "rows": rows_of(manifest), **run.read_report()}
    return report_page(report, files, manifest.get("versions", {}))


def _header(report: Mapping[str, Any]) -> Html:
    name = report.get("site_title") or report["site"]
    when = [
        str(report[key]).replace("T", " ").replace("+00:00", "")
        for key in ("started_at", "finished_at")
        if key in report
    ]
    said = [f"{' to '.join(when)} UTC"] if when else []
    return tag(
        "header",
        tag("p", "newscrawl · report of a run", class_="eyebrow"),
        tag("h1", name),
        tag("p", " · ".join([report["site"], *said]), class_="when"),
        tag("p", tag("code", report["run_id"]), class_="when"),
    )


def _verdict(report: Mapping[str, Any]) -> Html:
    verdict = report.get("verdict", {})
    healthy = verdict.get("healthy", False)
    if healthy:
        said = [tag("p", "The run did its work, and nothing went wrong that a person has to look at.")]
    else:
        said = [tag("ul", *(tag("li", reason) for reason in verdict.get("reasons", ())))]
    title = tag("h2", "✓ Healthy" if healthy else "✗ Not healthy")
    return tag("section", title, *said, class_="verdict good" if healthy else "verdict bad")


def _figures(report: Mapping[str, Any]) -> Html:
    articles, lists = report.get("articles", {}), report.get("lists", ())
    figures: dict[str, object] = {"rows": f"{report.get('rows', 0):,}"}
    if articles:
        read = sum(not page["failure"] for page in lists)
        figures["articles fetched"] = f"{articles['fetched']:,}"
        figures["list pages read"] = f"{read:,} of {len(lists):,}"
    if "requests_sent" in report:
        figures["requests"] = f"{report['requests_sent']:,}"
    if "bytes_archived" in report:
        figures["archived"] = size(report["bytes_archived"])
    if "seconds" in report:
        figures["took"] = duration(report["seconds"])
    pairs = (tag("div", tag("dt", name), tag("dd", value)) for name, value in figures.items())
    return tag("dl", *pairs, class_="figures")


def _links(report: Mapping[str, Any]) -> Html | None:
    lines = links_of(report)
    if not lines:
        return None
    whole = total(lines, "all list pages")
    shown = {name: label for name, label in _OUTCOMES.items() if name == "fetched" or _number(whole, name)}
    columns = ("list page", "links", *shown.values())
    host = host_of(lines)
    rows = [(_list_page(line, host), line.found, *(_cell(line, name) for name in shown)) for line in (*lines, whole)]
    of_host = f" of {host}" if host else ""
    said = f"Every link to an article that the list pages{of_host} held, and what became of it; each line adds up."
    counts = {name: _number(whole, name) for name in shown}
    return tag(
        "section", tag("h2", "Links to articles"), tag("p", said), _bar(counts), table(columns, rows, foot=1, wide=True)
    )


def _number(line: Links, name: str) -> int:
    value = getattr(line, name)
    return value if isinstance(value, int) else value.total()


def _cell(line: Links, name: str) -> object:
    value = getattr(line, name)
    return value if isinstance(value, int) else _tallied(value)


def _tallied(counts: Mapping[str, int]) -> Html:
    return tag("span", *(tag("span", said, class_="tally") for said in tally(counts))) if counts else Html()


def _list_page(line: Links, host: str) -> Html:
    failure = tag("span", f"not read: {line.failure}", class_="failure") if line.failure else Html()
    return join([link(line.page, line.page.removeprefix(host) or "/"), failure])


def _bar(counts: Mapping[str, int]) -> Html:
    """A bar whose pieces are as wide as their counts, with a legend that says the same in words."""
    some = {name: count for name, count in counts.items() if count}
    pieces = (tag("i", class_=f"piece {name}", style=f"flex-grow:{count}") for name, count in some.items())
    words = (
        tag("li", tag("i", class_=f"piece {name}"), f" {count:,} {_OUTCOMES[name]}") for name, count in some.items()
    )
    return join([tag("div", *pieces, class_="bar", role="presentation"), tag("ul", *words, class_="legend")])


def _content(content: Mapping[str, Any]) -> Html | None:
    articles = content.get("articles", 0)
    if not articles:
        return None
    fields = content["coverage"].items()
    rows = [(name, n, _share(n, articles)) for name, n in sorted(fields, key=lambda item: (-item[1], item[0]))]
    found = [table(("field", "articles", "share"), rows)]
    found += [
        _counted(title, content[name])
        for title, name in (
            ("Reprint", "permissions"),
            ("Provenance", "provenance"),
            ("Notices", "notices"),
            ("Layouts", "layouts"),
            ("Repairs", "repairs"),
            ("Problems", "problems"),
        )
        if content.get(name)
    ]
    return tag("section", tag("h2", f"What the {articles:,} articles hold"), tag("div", *found, class_="columns"))


def _share(number: int, of: int) -> Html:
    share = 100 * number // of
    bar = tag("i", class_="share", style=f"width:{share}%")
    return join([tag("span", bar, class_="track"), tag("span", f"{share} %", class_="percent")])


def _counted(title: str, counts: Mapping[str, int]) -> Html:
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return table((title.lower(), ""), rows)


def _answers(report: Mapping[str, Any]) -> Html | None:
    statuses = report.get("pages_by_status", {})
    if not statuses:
        return None
    said = "Answers by status, with those to robots.txt, redirects and further tries."
    rows = [
        (tag("span", status, class_=f"status {_STATUSES.get(status[:1], '')}"), n) for status, n in statuses.items()
    ]
    return tag("section", tag("h2", "Answers"), tag("p", said), table(("status", "answers"), rows), class_="answers")


def _errors(errors: Iterable[Mapping[str, str]]) -> Html | None:
    rows = [(error["where"], tag("code", error["error"]), link(error["url"], error["url"])) for error in errors]
    if not rows:
        return None
    said = "The first exceptions of spider and pipelines; run.log has all, with where in the code they came from."
    return tag("section", tag("h2", "Errors"), tag("p", said), table(("where", "exception", "page"), rows, wide=True))


def _politeness(report: Mapping[str, Any]) -> Html | None:
    if "requests_sent" not in report:
        return None
    facts: dict[str, object] = {}
    if told := report.get("politeness"):
        facts["user agent"] = told["user_agent"]
        facts["robots.txt"] = "obeyed" if told["robots_obeyed"] else "not obeyed"
        facts["least time between two requests"] = duration(told["least_delay"])
        facts["requests to a host at a time"] = told["at_a_time"]
    facts |= {_ROBOTS.get(what, what): n for what, n in report.get("robots", {}).items()}
    if report.get("seconds"):
        facts["requests a second, over the run"] = f"{report['requests_sent'] / report['seconds']:.2f}"
    facts |= {"requests tried again": report.get("retries", 0), "Retry-After heeded": report.get("retry_after", 0)}
    return tag("section", tag("h2", "How the site was treated"), _facts(facts))


def _made_with(files: Sequence[Mapping[str, Any]], versions: Mapping[str, str]) -> Html:
    rows = [
        (
            file["name"],
            file["size"],
            file["lines"] if file["name"].endswith(".jsonl") else "",
            _digest(file["sha256"]),
        )
        for file in files
    ]
    listed = tag(
        "section", tag("h2", "Files"), table(("file", "bytes", "rows", "SHA-256"), rows, wide=True), class_="files"
    )
    return join([*([listed] if rows else []), tag("section", tag("h2", "Made with"), _facts(versions))])


def _digest(hexadecimal: str) -> Html:
    return tag("code", hexadecimal[:32], tag("wbr"), hexadecimal[32:])


def _facts(facts: Mapping[str, object]) -> Html:
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts.items()), class_="facts")
