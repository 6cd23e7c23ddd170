"""Checking an archive: every record against its digests, every row against the bytes it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from newscrawl.archive.archived import Archived, fetch
from newscrawl.archive.digests import matches
from newscrawl.archive.feed import DamageError
from newscrawl.archive.originals import Originals
from newscrawl.archive.records import Record, scan
from newscrawl.errors import ExchangeError, InputError
from newscrawl.exchange import Exchange, parse_head

Extract = Callable[[list[Archived]], bytes | None]
"""The row (one JSON line) that comes out of the captures of an article; None where nothing comes out."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    path: Path
    offset: int | None
    """Byte offset in a WARC file; the line number, from 1, in a rows file."""
    code: str
    """damaged, no_record_id, same_id, block_digest, payload_digest, digest_over_framing, unreadable_body, not_json,
    no_file, no_record, length, url, digest, status, time, no_original, nothing_extracted, row_differs, other_rules."""
    sentence: str
    error: bool = True
    """False for what is only remarkable, such as a digest other tools take over the chunk framing."""


@dataclass
class VerifyReport:
    """What was checked and what was found."""

    files: int = 0
    records: int = 0
    members: int = 0
    """Records that are gzip members of their own."""
    block_digests: int = 0
    """Checked, like all counts."""
    payload_digests: int = 0
    rows: int = 0
    captures: int = 0
    extracted: int = 0
    """Rows made again from their captures."""
    other_rules: int = 0
    """Rows that other rules made, so that they can't be held against their captures."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not any(finding.error for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        findings = [{**asdict(finding), "path": str(finding.path)} for finding in self.findings]
        return {**asdict(self), "findings": findings, "ok": self.ok}


def verify(
    rows: Path | None, warcs: Sequence[Path], extract: Extract | None = None, *, further: Sequence[Path] = ()
) -> VerifyReport:
    """Check WARC files, and the rows made from them where a rows file is given.

    Every record is held against its block digest and payload digest, every capture of a row against the record it
    names; with `extract`, every row against the row that comes out of its captures today. `further` files are not
    checked; a revisit's original may lie in them. Raises InputError for a file that may not be read.
    """
    report = VerifyReport()
    for warc in warcs:
        _check_file(warc, report)
    if rows is not None:
        _Rows(rows, warcs, further, extract, report).check()
    return report


def _check_file(warc: Path, report: VerifyReport) -> None:
    report.files += 1
    damage: list[DamageError] = []
    ids: set[str] = set()
    try:
        for record in scan(warc, damage=damage):
            report.records += 1
            report.members += record.offset is not None
            for code, sentence, error in (*_id_findings(record, ids), *_digest_findings(record, report)):
                report.findings.append(Finding(warc, record.place, code, sentence, error))
    except InputError as error:
        if isinstance(error.__cause__, PermissionError):
            raise
        report.findings.append(Finding(warc, None, "damaged", str(error)))
    report.findings += [Finding(warc, place.offset, "damaged", f"{warc}: {place}") for place in damage]


_Found = tuple[str, str, bool]


def _id_findings(record: Record, ids: set[str]) -> Iterator[_Found]:
    if not record.id:
        yield "no_record_id", "the record has no WARC-Record-ID", True
    elif record.id in ids:
        yield "same_id", f"a second record has the id {record.id}", True
    ids.add(record.id)


def _digest_findings(record: Record, report: VerifyReport) -> Iterator[_Found]:
    declared = record.get("WARC-Block-Digest")
    if declared and (same := matches(declared, record.block)) is not None:
        report.block_digests += 1
        if not same:
            yield "block_digest", f"the block of {record.id} is not the one {declared} was taken of", True
    declared = record.get("WARC-Payload-Digest")
    if not declared or record.kind in ("revisit", "warcinfo"):
        return
    try:
        payload = _payload(record)
    except ExchangeError as error:
        if record.get("WARC-Truncated") is None:
            yield "unreadable_body", f"the payload of {record.id} can't be had: {error}", False
        return
    same = matches(declared, payload)
    report.payload_digests += same is not None
    if same is False:
        if matches(declared, record.block[parse_head(record.block)[3] :]):
            yield "digest_over_framing", f"{declared} of {record.id} was taken over the chunk framing", False
        else:
            yield "payload_digest", f"the payload of {record.id} is not the one {declared} was taken of", True


def _payload(record: Record) -> bytes:
    """The entity of an answer, the body of a request, the block of anything else."""
    if not (record.get("Content-Type") or "").lower().startswith("application/http"):
        return record.block
    if record.kind == "request":
        for end in (b"\r\n\r\n", b"\n\n"):
            _, found, body = record.block.partition(end)
            if found:
                return body
        return b""
    return Exchange("", b"", record.block, datetime.now(UTC)).entity


_RULES = ("extractor_version", "rules_digest")
"""Fields that name what made a row."""


class _Rows:
    def __init__(
        self, rows: Path, warcs: Sequence[Path], further: Sequence[Path], extract: Extract | None, report: VerifyReport
    ) -> None:
        self._rows = rows
        self._extract = extract
        self._report = report
        self._originals = Originals(warcs, further=further)
        self._others: Counter[str] = Counter()
        """Rows that other rules made, and differ, by what the rules were."""
        self._files: dict[str, list[Path]] = {}
        for warc in warcs:
            self._files.setdefault(warc.name, []).append(warc)

    def check(self) -> None:
        try:
            with self._rows.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    self._report.rows += 1
                    for code, sentence in self._findings(line):
                        self._report.findings.append(Finding(self._rows, number, code, sentence))
        except OSError as error:
            raise InputError(f"{self._rows}: can't be read: {error.strerror or error}") from error
        for other, rows in self._others.items():
            self._report.extracted -= rows
            self._report.other_rules += rows
            sentence = f"{rows} rows can't be held against their bytes, as {other}; `newscrawl reparse` makes new ones"
            self._report.findings.append(Finding(self._rows, None, "other_rules", sentence, error=False))

    def _findings(self, line: bytes) -> Iterator[tuple[str, str]]:
        try:
            row = orjson.loads(line)
            url, captures = row["url"], row["captures"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            yield "not_json", "the line is no row"
            return
        found: list[Archived] = []
        for number, capture in enumerate(captures):
            self._report.captures += 1
            archived = self._fetch(capture)
            if isinstance(archived, str):
                yield "no_record" if capture["warc_filename"] in self._files else "no_file", f"{url}: {archived}"
                return
            resolved = self._originals.resolve(archived)
            if resolved is None:
                yield "no_original", f"{url}: the original of revisit {capture['warc_record_id']} isn't in these files"
                return
            yield from _differences(capture, url if number == 0 else None, resolved)
            found.append(resolved)
        yield from self._again(url, found, line)

    def _fetch(self, capture: Mapping[str, Any]) -> Archived | str:
        """The record of a capture, or why it can't be had."""
        reason = f"{capture['warc_filename']} isn't among the WARC files"
        for path in self._files.get(capture["warc_filename"], ()):
            try:
                return fetch(path, capture["warc_record_id"], capture["warc_record_offset"])
            except InputError as error:
                reason = str(error)
        return reason

    def _again(self, url: str, found: list[Archived], line: bytes) -> Iterator[tuple[str, str]]:
        if self._extract is None or not found:
            return
        self._report.extracted += 1
        made = self._extract(found)
        if made is None:
            yield "nothing_extracted", f"{url}: its captures give no row"
        elif made.rstrip(b"\n") == line.rstrip(b"\n"):
            return
        elif other := _other_rules(made, line):
            self._others[other] += 1
        else:
            yield "row_differs", f"{url}: its captures give another row; differing: {_differing(made, line)}"


def _differences(capture: Mapping[str, Any], url: str | None, archived: Archived) -> Iterator[tuple[str, str]]:
    """What a row says of a capture against what the record says; url None where the row has no URL for it."""
    record = archived.capture
    pairs = (
        ("length", "warc_record_length", record.warc_record_length),
        ("digest", "payload_digest", record.payload_digest),
        ("status", "fetch_status", record.fetch_status),
        ("time", "fetch_time", record.fetch_time),
    )
    for code, name, value in pairs:
        if capture[name] != value:
            yield code, f"{record.warc_record_id}: the row says {name} {capture[name]}, the record {value}"
    if url is not None and url != archived.exchange.url:
        yield "url", f"{record.warc_record_id}: the row says {url}, the record {archived.exchange.url}"


def _other_rules(made: bytes, line: bytes) -> str | None:
    """What made a row that isn't what would make it today; None where it is the same."""
    today, then = orjson.loads(made), orjson.loads(line)
    if all(today.get(name) == then.get(name) for name in _RULES):
        return None
    made_by, this = (
        f"{row.get('extractor_version')} with the rules {row.get('rules_digest')}" for row in (then, today)
    )
    return f"newscrawl {made_by} made them, and this is {this}"


def _differing(made: bytes, line: bytes) -> str:
    one, other = orjson.loads(made), orjson.loads(line)
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    return ", ".join(names) or "only the form of the line"
