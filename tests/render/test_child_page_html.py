"""One child's page as it is printed: what it holds, and that a stored text stays a text."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import html5lib
import pytest

from permtrack.app.asking import Question
from permtrack.app.child_page import page_of
from permtrack.app.packaged import pages, vocabulary
from permtrack.ledger.store import open_ledger
from permtrack.render.child_page.html import child_html, child_view
from tests.app.desk import TODAY, Desk

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} & \" ' ]]>"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.add_child("0001", dob="12/3/2024", care="6/1/2026", basis="ico", initials="AB")
    desk.add_event("placement", "6/1/2026", type="foster", carer="C1")
    desk.add_event("review", "2/2/2026", plan="adoption")
    desk.add_event("adm-decision", "20/3/2026")
    desk.add_event("placement-order", "20/4/2026")
    return desk


def page(desk: Desk, ref: str = "0001", as_at: date = TODAY) -> str:
    with open_ledger(desk.path) as ledger:
        found = page_of(ledger, Question(as_at=as_at), ref)
    return child_html(child_view(found, vocabulary()), pages())


def parsed(fragment: str):
    whole = f'<!DOCTYPE html><html lang="en-GB"><head><title>x</title></head><body><h2>x</h2>{fragment}</body></html>'
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(whole)


def words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_the_page_is_html_without_an_error_and_its_parts_have_headings(desk):
    body = parsed(page(desk))
    assert [words(heading) for heading in body.iter("h3")] == [
        "What is due",
        "What is going wrong",
        "The way to adoption",
        "The last meeting",
        "What happened last",
        "The years in one picture",
        "Today's decision",
    ]


def test_a_red_alert_whose_duty_is_listed_gives_its_reason_too(tmp_path):
    # 26 weeks from Monday 6 April 2026 end on 5 October 2026.
    desk = Desk(tmp_path)
    desk.add_child("0001", dob="12/3/2024", care="6/4/2026", basis="ico")
    desk.add_event("proceedings-issued", "6/4/2026")
    body = parsed(page(desk))
    tables = {words(table.find("caption")).partition(",")[0]: words(table) for table in body.iter("table")}
    duties = next(said for name, said in tables.items() if name.startswith("What is due"))
    wrong = next(said for name, said in tables.items() if name.startswith("What is going wrong"))
    assert "also RED proceedings.long" in duties
    assert "proceedings.long: Care proceedings issued on 6 Apr 2026 have been open for" in wrong


def facts_of(desk: Desk, ref: str = "0001") -> dict[str, str]:
    body = parsed(page(desk, ref))
    return {words(one.find("dt")): words(one.find("dd")) for one in body.iter("div") if one.find("dt") is not None}


def test_the_last_step_of_family_finding_is_told_until_the_placing_and_a_new_search_from_the_return(desk):
    assert facts_of(desk)["Family finding"] == "nothing recorded"
    desk.add_event("link", "4/5/2026", family="F1")
    # 27 of May, 30, 31, 31, 30, 31 and 21 of November.
    assert facts_of(desk)["Last family-finding step"] == "4 May 2026 (201 days before)"
    desk.add_event("match", "1/6/2026", family="F1")
    desk.add_event("placed", "6/7/2026", family="F1")
    placed = facts_of(desk)
    assert "Last family-finding step" not in placed
    assert "placed 6 Jul 2026 with F1" in placed["Family"]
    desk.add_event("placement-ended", "5/10/2026")
    desk.add_event("placement", "5/10/2026", type="foster")
    assert facts_of(desk)["Family finding"] == "nothing recorded since the return of 5 Oct 2026"


def test_a_reversal_under_a_standing_order_is_said_where_no_stage_runs(desk):
    desk.add_event("reversed", "1/6/2026", reason="RD3")
    desk.add_event("plan", "8/6/2026", plan="ltf")
    assert facts_of(desk)["Stages"] == (
        "none; adoption is not planned; decision of 20 Mar 2026, reversed on 1 Jun 2026; "
        "the placement order of 20 Apr 2026 still stands"
    )


def test_a_review_that_does_not_say_its_plan_is_named_and_none_is_missed_before_birth(tmp_path):
    desk = Desk(tmp_path)
    desk.add_child("0001", dob="12/3/2024", care="6/1/2026", basis="ico")
    desk.add_event("plan", "2/2/2026", plan="sgo")
    assert facts_of(desk)["Plan"] == "special-guardianship since 2 Feb 2026; no ratifying review recorded"
    desk.add_event("review", "2/2/2026")
    said = "a review was held on 2 Feb 2026; it is not recorded what it planned"
    assert facts_of(desk)["Plan"] == f"special-guardianship since 2 Feb 2026; {said}"
    desk.add_child("UB-1", edd="12/1/2027")
    desk.add_event("plan", "2/11/2026", ref="UB-1", plan="sgo")
    assert facts_of(desk, "UB-1")["Plan"] == "special-guardianship since 2 Nov 2026"


def test_every_table_names_itself_its_columns_and_its_rows(desk):
    tables = list(parsed(page(desk)).iter("table"))
    assert len(tables) == 5
    for table in tables:
        assert "AB" in words(table.find("caption"))
        assert all(heading.get("scope") == "col" for heading in table.find("thead").iter("th"))
        assert all(heading.get("scope") == "row" for heading in table.find("tbody").iter("th"))


def test_the_facts_stages_and_space_for_the_decision_are_there(desk):
    body = parsed(page(desk))
    facts = {words(one.find("dt")): words(one.find("dd")) for one in body.iter("div") if one.find("dt") is not None}
    # 25 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 21.
    assert facts["Care"] == "since 6 Jan 2026, 10 months (319 days); 1 placement, 0 moves"
    assert facts["Status and home"] == "placement-order since 20 Apr 2026; foster since 6 Jan 2026"
    assert facts["Plan"] == "adoption since 2 Feb 2026; ratified at the review of 2 Feb 2026"
    stages = next(table for table in body.iter("table") if words(table.find("caption")).startswith("Stages"))
    assert [words(row) for row in stages.find("tbody").iter("tr")] == [
        "Entry to plan at a review6 Jan 20262 Feb 202627",
        "Plan to decision2 Feb 202620 Mar 202646",
        "Decision to placement order20 Mar 202620 Apr 202631",
        "Order to placing20 Apr 2026now215 so far",
    ]
    form = next(table for table in body.iter("table") if table.get("class") == "form")
    assert [words(heading) for heading in form.iter("th")] == ["Decision today, and action", "Owner", "By when"]
    assert all(words(cell) == "" for cell in form.iter("td"))


def test_nothing_of_the_page_runs_or_is_fetched(desk):
    body = parsed(page(desk))
    for element in body.iter():
        assert element.tag not in {"script", "iframe", "object", "embed", "link", "img", "style", "form"}
        assert not [name for name in element.attrib if str(name).startswith("on") or name in {"src", "href", "style"}]


def test_stored_texts_are_shown_and_never_obeyed(desk):
    desk.add_event(
        "tracking-meeting",
        "1/6/2026",
        decision=HOSTILE,
        chair="<b>AM</b>",
        actions=(f"{HOSTILE}; <i>AB</i>; 1/7/2026",),
    )
    desk.add_event("note", "2/6/2026", note=HOSTILE)
    desk.add_event("link", "2/6/2026", family="</dd><script>")
    desk.add_event("delay-recorded", "3/6/2026", reason="health", rule="<u>match</u>")
    shown = page(desk)
    body = parsed(shown)
    assert not list(body.iter("script"))
    assert not list(body.iter("img"))
    assert not list(body.iter("b"))
    said = words(body)
    assert said.count("<script>alert(1)</script>") == 3
    assert "{{ 7*7 }}" in said
    assert "49" not in said.split()
    assert "</dd><script>" in said
    assert "<u>match</u>" in said


def test_what_hides_in_a_text_is_made_visible(desk):
    with open_ledger(desk.path) as ledger:
        found = page_of(ledger, Question(as_at=TODAY), "0001")
    view = child_view(found, vocabulary())
    shown = child_html(replace(view, about="a\x1b[31mb\u202ec"), pages())
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "&lt;U+202E&gt;" in shown


def test_an_unborn_child_and_one_who_left_have_a_page(desk):
    desk.add_child("UB-1", edd="1/12/2026")
    assert "expected 1 Dec 2026" in words(parsed(page(desk, "UB-1")))
    desk.add_event("left-care", "1/6/2026", outcome="special-guardianship")
    said = words(parsed(page(desk)))
    assert "left 1 Jun 2026 (special guardianship) after 4 months (146 days)" in said


def test_the_same_page_is_the_same_text(desk):
    assert page(desk) == page(desk)
