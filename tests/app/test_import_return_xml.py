"""An XML return gives what the CSV tables of the same return give."""

import csv
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from permtrack.render.import_report import refusal_lines
from tests.app.importing import HEADS, bring_in, episode, new_ledger, stands
from tests.app.invented_journeys import invent, tables

EPISODE = {"PLACE": "PL"}
WRAPPED = {"reviews": "AREVIEW", "placed_for_adoption": "AD_PLACED"}


def element(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else f"<{tag} />"


def as_xml(files: dict[str, str]) -> str:
    """The return of these CSV tables as one XML document, a child an element, all on one line."""
    rows = {name.removesuffix(".csv"): list(csv.DictReader(text.splitlines())) for name, text in files.items()}
    children = []
    for header in rows["header"]:
        child = header["CHILD"]
        inside = element("CHILDID", child) + "".join(
            element(tag, header[tag]) for tag in ("UPN", "SEX", "DOB", "ETHNIC")
        )
        for row in rows["ad1"]:
            if row["CHILD"] == child:
                inside += "".join(element(tag, row[tag]) for tag in row if tag not in {"CHILD", "DOB"})
        for table, wrapper in WRAPPED.items():
            for row in rows[table]:
                if row["CHILD"] == child:
                    told = "".join(element(tag, row[tag]) for tag in row if tag not in {"CHILD", "DOB"})
                    inside += f"<{wrapper}>{told}</{wrapper}>"
        episodes = "".join(
            "<EPISODE>"
            + "".join(element(EPISODE.get(tag, tag), row[tag]) for tag in row if tag != "CHILD")
            + "</EPISODE>"
            for row in rows["episodes"]
            if row["CHILD"] == child
        )
        children.append(f"<CHILD><HEADER>{inside}</HEADER>{episodes}</CHILD>")
    return f"<?xml version='1.0' encoding='us-ascii'?>\n<EXPSSDA903>{''.join(children)}</EXPSSDA903>"


def test_xml_and_csv_of_the_same_return_give_the_same_events(tmp_path: Path) -> None:
    journeys = [invent(Random(number), f"0{number:03}") for number in range(60)]  # noqa: S311  (the same each time)
    files = tables(journeys, 2026)
    (tmp_path / "csv").mkdir()
    for name, text in files.items():
        (tmp_path / "csv" / name).write_text(text, encoding="utf-8")
    (tmp_path / "return.xml").write_text(as_xml(files), encoding="ascii")
    from_csv, from_xml = new_ledger(tmp_path / "csv.db"), new_ledger(tmp_path / "xml.db")
    tables_read = bring_in(from_csv, tmp_path / "csv")
    elements_read = bring_in(from_xml, tmp_path / "return.xml")
    assert stands(from_xml) == stands(from_csv)
    assert len(stands(from_xml)) > 300
    assert elements_read.counts() == tables_read.counts()
    assert [f"{f.id} {f.child}" for f in sorted(elements_read.findings, key=lambda f: (f.child, f.id))] == [
        f"{f.id} {f.child}" for f in sorted(tables_read.findings, key=lambda f: (f.child, f.id))
    ]
    assert not bring_in(from_xml, tmp_path / "csv").written


def test_a_refusal_names_the_child_and_the_element(tmp_path: Path) -> None:
    """Elements are counted as they end: the child's two reviews, its header, its episode."""
    files = {
        "header.csv": f"{HEADS['header']}\n0071,F,09/08/2023,WBRI,UN1,,\n",
        "ad1.csv": f"{HEADS['ad1']}\n",
        "reviews.csv": f"{HEADS['reviews']}\n0071,09/08/2023,01/02/2025,PN0\n0071,09/08/2023,01/02/2027,PN0\n",
        "placed_for_adoption.csv": f"{HEADS['placed_for_adoption']}\n",
        "episodes.csv": f"{HEADS['episodes']}\n{episode('0071', '06/01/2025', 'S V2 U6')}\n",
    }
    (tmp_path / "return.xml").write_text(as_xml(files), encoding="ascii")
    report = bring_in(new_ledger(tmp_path / "p.db"), tmp_path / "return.xml")
    assert list(refusal_lines(report)) == [
        "return.xml:2 (element 2, Reviews): 0071: REVIEW 01/02/2027 lies after today"
    ]
