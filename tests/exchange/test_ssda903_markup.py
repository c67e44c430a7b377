"""XML returns as they come, and as nobody should send them."""

import pytest

from permtrack.errors import RequestRefused
from permtrack.exchange.ssda903.markup import read_markup

RETURN = """<?xml version="1.0" encoding="utf-8"?>
<EXPSSDA903>
 <CHILD>
  <HEADER>
   <CHILDID>0071</CHILDID><UPN>UN1</UPN><SEX>F</SEX><DOB>09/08/2023</DOB><UASC>1</UASC><DUC/>
   <DATE_INT>10/12/2024</DATE_INT><DATE_MATCH>20/03/2025</DATE_MATCH><FOSTER_CARE>0</FOSTER_CARE>
   <AREVIEW><REVIEW>24/01/2025</REVIEW><REVIEW_CODE>PN0</REVIEW_CODE></AREVIEW>
   <AD_PLACED><DATE_PLACED>10/12/2024</DATE_PLACED><DATE_PLACED_CEASED/></AD_PLACED>
   <OC2><CONVICTED>0</CONVICTED></OC2>
  </HEADER>
  <EPISODE><DECOM>06/01/2025</DECOM><RNE>S</RNE><LS>V2</LS><PL>U6</PL><PL_POST>SW1A 1AA</PL_POST></EPISODE>
 </CHILD>
</EXPSSDA903>"""


def test_one_child_is_told_as_rows_of_every_table() -> None:
    tables = {table.table.name: table for table in read_markup(RETURN.encode(), "r.xml")}
    rows = {name: [dict(row.cells) for row in table.rows] for name, table in tables.items()}
    assert rows["header"] == [{"CHILD": "0071", "SEX": "F", "DOB": "09/08/2023"}]
    assert rows["episodes"] == [
        {"CHILD": "0071", "DECOM": "06/01/2025", "RNE": "S", "LS": "V2", "PLACE": "U6", "DEC": "", "REC": ""}
    ]
    assert rows["reviews"][0]["REVIEW"] == "24/01/2025"
    assert rows["placed_for_adoption"][0]["DATE_PLACED"] == "10/12/2024"
    assert rows["ad1"][0]["DATE_MATCH"] == "20/03/2025"
    assert rows["uasc"] == [{"CHILD": "0071", "DOB": "09/08/2023"}]
    assert len(rows["oc2"]) == 1
    assert tables["episodes"].rows[0].place.line == 11


def test_a_return_of_nobody_still_speaks_of_every_table() -> None:
    tables = read_markup(b"<EXPSSDA903/>", "r.xml")
    assert {table.table.name for table in tables} == {"header", "episodes", "reviews", "placed_for_adoption", "ad1"}


BOMB = '<!DOCTYPE a [<!ENTITY b "' + "x" * 1000 + '">]><EXPSSDA903>&b;</EXPSSDA903>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html/>", "begins with 'HTML', not EXPSSDA903"),
        ("<EXPSSDA903><CHILD>\n<HEADER></CHILD>", "line 2 is not well-formed"),
        (BOMB, "declares a document type"),
        ("<EXPSSDA903>" + "<A>" * 40 + "</A>" * 40 + "</EXPSSDA903>", "deeper than a return"),
        (f"<EXPSSDA903><CHILD><HEADER><DOB>{'1' * 5000}</DOB></HEADER></CHILD></EXPSSDA903>", "longer than any field"),
        ("", "not well-formed"),
    ],
    ids=["another root", "not closed", "entity", "depth", "length", "nothing"],
)
def test_what_is_not_a_return_is_refused(content: str, said: str) -> None:
    with pytest.raises(RequestRefused, match=said):
        read_markup(content.encode(), "r.xml")
