"""Points 11 to 13: what a file says of itself and of the crawl."""

from __future__ import annotations

import re
import socket

from newscrawl import __version__
from tests.archive.checklist.paper import Paper
from tests.archive.checklist.walker import walk


def test_p11_every_record_is_warc_1_1(paper: Paper) -> None:
    assert {record.version for record in paper.all_records} == {"WARC/1.1"}


def test_p12_the_name_in_the_file_is_its_name(paper: Paper) -> None:
    for path in paper.warcs:
        assert next(walk(path))["WARC-Filename"] == path.name


def test_p13_the_warcinfo_says_what_a_catalogue_wants_and_no_secret(paper: Paper) -> None:
    for run in paper.runs:
        for path in sorted(run.path.glob("*.warc.gz")):
            record = next(walk(path))
            facts = record.facts
            assert record["Content-Type"] == "application/warc-fields"
            assert facts["software"] == f"newscrawl/{__version__}"
            assert facts["format"] == "WARC File Format 1.1"
            assert facts["conformsTo"].endswith("/warc-1.1/")
            assert facts["robots"] == "classic"
            assert facts["http-header-user-agent"].startswith("newscrawl/")
            assert facts["isPartOf"] == run.run_id
            assert facts["hostname"] == socket.gethostname()
            assert facts["collection"] == "盐湖日报"
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", facts["settings-digest"])
            assert not re.search(rb"proxy|passw|secret|://[^/\s]*@", record.block, re.IGNORECASE)
