"""`permtrack pack`, whole: what it prints, what it writes, what it refuses, and that it can be made again."""

import io
import json
import os
import re
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import html5lib
import openpyxl
import pytest

from permtrack.ledger.identity import new_id
from permtrack.ledger.rows import Draft
from permtrack.ledger.store import open_ledger
from permtrack.render.visible import visible
from tests.cli.hand_written import RECORDED_AT
from tests.cli.hand_written_meeting import write_meeting
from tests.cli.running import Ran, environment, permtrack

GOLDEN = Path(__file__).parents[1] / "golden"
ASKED = ("pack", "--meeting", "16/6/2026", "--as-at", "15/6/2026")
SECTIONS = [
    "headline", "routes", "since", "exceptions", "pipeline", "over", "waiting", "whose", "delays", "actions", "waivers", "gaps",
    "early-alerts", "children",
]  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>", "</style><b>x", "=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "\t=1", "{{ 7*7 }}", "{% x %}",
    "_x0041_", "a\x1b[31mb", "\u202egnp.exe", "line\nanother", "&lt;b&gt;", "#REF!", "\x0b\x0c", 'say "x"', "[red]x[/red]",
)  # fmt: skip


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("meeting") / "hand.db"
    write_meeting(path)
    return path


def run(cohort: Path, *more: str, **settings: str) -> Ran:
    return permtrack(*ASKED, "--ledger", str(cohort), *more, env=environment(**settings))


def written(cohort: Path, file: Path, *more: str) -> bytes:
    ran = run(cohort, "--to", str(file), *more)
    assert (ran.code, ran.out, ran.err) == (0, "", f"permtrack: wrote {file}\n")
    return file.read_bytes()


def parsed(content: bytes) -> html5lib.treebuilders.base.TreeBuilder:
    """The page's tree; whatever HTML calls an error of the page is one here."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(content.decode())


@pytest.mark.parametrize("width", ["60", "80", "120", "pipe"])
def test_the_whole_answer(width: str, cohort: Path) -> None:
    ran = run(cohort, **({} if width == "pipe" else {"COLUMNS": width}))
    assert (ran.code, ran.err) == (0, "")
    said = re.sub(r"\b([0-9]+):[0-9a-f]{16}\b", r"\1:0123456789abcdef", ran.out)
    file = GOLDEN / f"pack-{width}.txt"
    if os.environ.get("PERMTRACK_UPDATE_GOLDEN"):
        file.write_text(said, "utf-8", newline="\n")
    assert said == file.read_text("utf-8")
    assert said.isascii()


def test_html_is_one_strict_page_with_everything_in_it(cohort: Path, tmp_path: Path) -> None:
    content = written(cohort, tmp_path / "pack.html")
    page = parsed(content)
    assert page.attrib["lang"] == "en-GB"
    assert page.findall(".//script") == []
    assert [e.tag for e in page.iter() if {"src", "href"} & e.attrib.keys() and e.tag != "a"] == []
    assert b"url(" not in content
    assert b"@import" not in content
    policy = page.find(".//meta[@http-equiv]")
    assert policy is not None
    assert policy.attrib["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert (tmp_path / "pack.html").stat().st_mode & 0o777 == 0o600


def test_html_is_in_order_for_those_who_cannot_see_it(cohort: Path, tmp_path: Path) -> None:
    page = parsed(written(cohort, tmp_path / "pack.html"))
    levels = [int(e.tag[1]) for e in page.iter() if isinstance(e.tag, str) and re.fullmatch(r"h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - before <= 1 for before, later in pairwise(levels))
    ids = [e.attrib["id"] for e in page.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if name in SECTIONS] == SECTIONS
    links = {e.attrib["href"] for e in page.iter("a")}
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    for told in page.iter("table"):
        assert told.find("caption") is not None
        assert {e.attrib.get("scope") for e in told.iter("th")} <= {"col", "row"}
    for name in ("main", "nav", "header"):
        assert len(list(page.iter(name))) == 1
    for child in ("0101", "0103", "UB-1"):
        assert f"#child-{child}" in links


def test_the_same_ledger_gives_the_same_bytes_and_goes_on_doing_so_when_it_has_grown(tmp_path: Path) -> None:
    path = tmp_path / "grows.db"
    write_meeting(path)
    first = written(path, tmp_path / "a.html")
    assert written(path, tmp_path / "b.html") == first
    told = json.loads(run(path, "--format", "json").out)
    _grow(path)
    assert written(path, tmp_path / "c.html") != first
    again = told["again"].removeprefix("permtrack ").split()
    ran = permtrack(*again, "--ledger", str(path), "--to", str(tmp_path / "d.html"), env=environment())
    assert ran.code == 0
    assert (tmp_path / "d.html").read_bytes() == first


def _grow(path: Path) -> None:
    """Record one more review of the first child, an hour later."""
    with open_ledger(path, writing=True) as ledger:
        entered = next(event for event in ledger.entries(kinds=["entered-care"]))
        at = RECORDED_AT + timedelta(hours=1)
        later = replace(entered, id=new_id(at), kind="review", fields={"plan": "adoption"}, recorded_at=at, origin="")
        with ledger.transaction():
            ledger.append([Draft(event=later)])


def test_json_gives_every_figure_with_its_children(cohort: Path) -> None:
    told = json.loads(run(cohort, "--format", "json").out)
    assert told["again"] == ("permtrack pack --meeting 2026-06-16 --as-at 2026-06-15 --known-at 2026-03-30T09:00:00Z")
    assert told["headline"]["no_plan"] == ["0101"]
    assert [move["child"] for move in told["since_last_meeting"]["new"]] == ["0101", "0109"]
    assert told["exceptions"][0]["rank"] == "red"
    assert {one["child"]: one["days"] for one in told["pipeline"][3]["children"]} == {"0107": 343, "0103": 161}
    assert told["waiting"]["longer"] == 2
    assert told["actions"][0]["owner"] == "EF"
    assert [one["child"] for one in told["children"]] == ["0101", "0102", "0103", "0106", "0107", "0108", "UB-1"]


def test_the_workbook_has_real_days_filters_and_headers_that_stay(cohort: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(cohort, tmp_path / "pack.xlsx")))
    assert book.sheetnames[0] == "About"
    sheet = book["Waiting"]
    assert [cell.value for cell in sheet[1]][:3] == ["Child", "Order made", "Days waited"]
    assert (sheet["A3"].value, sheet["B3"].value, sheet["C3"].value) == ("0103", datetime(2026, 1, 5), 161)  # noqa: DTZ001
    assert sheet["B3"].number_format == "d mmm yyyy"
    for name in book.sheetnames[1:]:
        assert book[name].freeze_panes is not None
    assert sheet.auto_filter.ref == "A1:F3"
    assert (tmp_path / "pack.xlsx").stat().st_mode & 0o777 == 0o600


def test_the_workbook_s_cells_are_the_same_every_time(cohort: Path, tmp_path: Path) -> None:
    cells = []
    for name in ("a.xlsx", "b.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(written(cohort, tmp_path / name)))
        cells.append([list(sheet.iter_rows(values_only=True)) for sheet in book])
    assert cells[0] == cells[1]


def test_no_text_is_markup_or_a_formula_and_none_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "hostile.db"
    write_meeting(path, HOSTILE, reason=HOSTILE[0])
    content = written(path, tmp_path / "pack.html")
    page = parsed(content)
    assert page.findall(".//script") == []
    # The only bold letters are the pack's own.
    assert page.findall(".//b") == []
    assert not {chr(n) for n in (*range(9), 11, 12, *range(14, 32), 0x202E)} & set(content.decode())
    cells = {"".join(cell.itertext()) for cell in page.iter("td")}
    assert {visible(text, keep="\n") for text in HOSTILE} <= cells
    book = openpyxl.load_workbook(io.BytesIO(written(path, tmp_path / "pack.xlsx")))
    assert [c.coordinate for sheet in book for row in sheet.iter_rows() for c in row if c.data_type in {"f", "e"}] == []
    actions = {row[2] for row in book["Overdue actions"].iter_rows(min_row=2, values_only=True)}
    assert actions == {visible(text, keep="\n\t").replace("_x0041_", "_x005F_x0041_") for text in HOSTILE}
    said = run(path, COLUMNS="80")
    assert not [c for c in said.out if c != "\n" and unicodedata.category(c) in {"Cc", "Cf"}]


def test_a_file_is_never_replaced_unasked(cohort: Path, tmp_path: Path) -> None:
    file = tmp_path / "pack.html"
    file.write_text("mine", "utf-8")
    ran = run(cohort, "--to", str(file))
    assert (ran.code, file.read_text("utf-8")) == (4, "mine")
    assert "--force" in ran.err
    assert run(cohort, "--to", str(file), "--force").code == 0


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--format", "xlsx"), "written to a file only"),
        (("--to", "pack.pdf"), "cannot be written as pdf"),
        (("--team", "East"), "no child is of team East"),
        (("--since", "1/13/2026"), "there is no month 13"),
    ],
)
def test_what_cannot_be_made_is_refused(cohort: Path, more: tuple[str, ...], says: str) -> None:
    ran = run(cohort, *more)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_meeting_that_is_over_is_told_as_at_its_own_day(cohort: Path) -> None:
    asked = ("pack", "--meeting", "16/6/2026", "--format", "json", "--ledger", str(cohort))
    told = json.loads(permtrack(*asked, env=environment(PERMTRACK_TODAY="2026-07-01")).out)
    assert told["as_at"] == "2026-06-16"
    told = json.loads(permtrack(*asked, env=environment(PERMTRACK_TODAY="2026-06-10")).out)
    assert told["as_at"] == "2026-06-10"


def test_a_set_day_is_named_in_the_files_too(cohort: Path, tmp_path: Path) -> None:
    file = tmp_path / "pack.html"
    ran = permtrack(*ASKED, "--ledger", str(cohort), "--to", str(file), env=environment(PERMTRACK_TODAY="2026-06-15"))
    assert ran.code == 0
    assert "PERMTRACK_TODAY is set: today is taken to be 15 Jun 2026" in file.read_text("utf-8")


def test_an_empty_ledger_gives_a_pack_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    assert permtrack("init", "--ledger", str(path), env=environment()).code == 0
    for name in ("pack.html", "pack.xlsx", "pack.json", "pack.txt"):
        assert written(path, tmp_path / name)
    parsed((tmp_path / "pack.html").read_bytes())
    assert "No child is in the pack." in (tmp_path / "pack.txt").read_text("utf-8")
