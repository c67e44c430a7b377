"""Files of a return as they come: marks, line ends, encodings, odd headers, damage."""

import pytest

from permtrack.errors import RequestRefused
from permtrack.exchange.ssda903.reading import is_markup, read_csv

HEAD = "CHILD,DOB,REVIEW,REVIEW_CODE"
ROW = "0071,09/08/2023,24/01/2025,PN0"
CELLS = {"CHILD": "0071", "DOB": "09/08/2023", "REVIEW": "24/01/2025", "REVIEW_CODE": "PN0"}


def read(content: bytes, encoding: str | None = None):
    table = read_csv(content, "reviews.csv", encoding)
    assert table is not None
    return table


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{ROW}\n".encode(),
        f"{HEAD}\r\n{ROW}\r\n".encode("utf-8-sig"),
        f"{HEAD}\r\n{ROW}".encode("utf-16"),
        f"{HEAD}\n{ROW}\n".replace(",", "\t").encode("utf-16"),
        f"{HEAD}\n{ROW}\n".replace(",", ";").encode(),
        b" child ,dob,Review,review_code \n0071 , 09/08/2023,24/01/2025,PN0\n",
        b"REVIEW_CODE,REVIEW,DOB,CHILD\nPN0,24/01/2025,09/08/2023,0071\n",
        f"\n\n{HEAD}\n\n{ROW}\n\n".encode(),
    ],
    ids=[
        "plain",
        "mark and CRLF",
        "UTF-16",
        "UTF-16 with tabs",
        "semicolons",
        "case and blanks",
        "order",
        "blank lines",
    ],
)
def test_the_same_row_however_it_is_written(content: bytes) -> None:
    table = read(content)
    assert table.table.name == "reviews"
    assert [row.cells for row in table.rows] == [CELLS]


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    table = read(f'{HEAD}\n"0071",09/08/2023,24/01/2025,PN0\n\n0072,,"25/01/\n2025",PN0\n0073,,,\n'.encode())
    assert [(row.place.line, row.cells["CHILD"]) for row in table.rows] == [(2, "0071"), (4, "0072"), (6, "0073")]


def test_an_old_windows_encoding_is_read_only_when_it_is_named() -> None:
    content = f"{HEAD},NOTE\n{ROW},Zo\xeb\n".encode("cp1252")
    with pytest.raises(RequestRefused, match=r"reviews\.csv: line 2 is not utf-8.*--encoding cp1252"):
        read(content)
    assert [row.cells for row in read(content, "cp1252").rows] == [CELLS]


def test_a_column_of_another_making_is_noticed_and_kept_out() -> None:
    table = read(f"{HEAD},SECRET\n{ROW},hush\n".encode())
    assert table.notices == ("reviews.csv: left out, not columns of Reviews: SECRET",)
    assert [row.cells for row in table.rows] == [CELLS]


def test_private_columns_are_not_even_held() -> None:
    head = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
    table = read_csv(f"{head}\n0071,06/01/2025,S,V2,N1,U6,PR1,,,,SW1A 1AA,SW1A 2AA,1\n".encode(), "e.csv")
    assert table is not None
    assert set(table.rows[0].cells) == {"CHILD", "DECOM", "RNE", "LS", "PLACE", "DEC", "REC"}


def test_a_table_without_rows_is_a_table() -> None:
    assert read(f"{HEAD}\n".encode()).rows == ()


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_tells_no_table(content: bytes) -> None:
    assert read_csv(content, "reviews.csv") is None


def test_cells_left_out_at_the_end_of_a_row_are_blank_and_too_many_are_a_fault() -> None:
    short, long = read(f"{HEAD}\n0071,,24/01/2025\n{ROW},PN1\n".encode()).rows
    assert short.cells == {"CHILD": "0071", "DOB": "", "REVIEW": "24/01/2025"}
    assert long.fault == "5 cells under 4 columns"


def test_a_row_of_blanks_is_known_as_such() -> None:
    blank, not_blank = read(f"{HEAD}\n, ,,\n,,,PN0\n".encode()).rows
    assert blank.is_blank
    assert not not_blank.is_blank


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"NAME,AGE\nx,1\n", "line 1 names no table of the return; its columns are NAME, AGE"),
        (f"{HEAD},CHILD\n{ROW},1\n".encode(), "the column CHILD stands twice"),
        (f"{HEAD}\n{ROW}\n\0\0\n".encode(), "line 3 holds a NUL byte"),
        (f'{HEAD}\n{ROW}\n0072,"09/08/2023,24/01/2025,PN0\n{ROW}\n'.encode(), "from line 3 on the rows cannot be told"),
        (f"{HEAD}\n{ROW}\n{'9' * 200_000},,,\n".encode(), "from line 3 on the rows cannot be told"),
        (f"{HEAD}\n{ROW}\n".encode("utf-16-le"), "holds a NUL byte"),
    ],
    ids=["no table", "column twice", "NUL", "unclosed quote", "giant cell", "UTF-16 without its mark"],
)
def test_a_file_that_cannot_be_read_as_a_table_is_refused_with_its_line(content: bytes, said: str) -> None:
    with pytest.raises(RequestRefused, match=said):
        read(content)


def test_cleaned_data_of_a_region_is_known_by_its_columns() -> None:
    table = read(f"{HEAD},LA,YEAR\n0071_BAD,2023-08-01,2025-01-24,PN0,Barking,2025\n".encode())
    assert table.degraded
    assert "approximate" in table.notices[1]


@pytest.mark.parametrize("content", [b"<?xml version='1.0'?><A/>", b"\xef\xbb\xbf <A/>", "<A/>".encode("utf-16")])
def test_xml_is_known_by_its_first_sign(content: bytes) -> None:
    assert is_markup(content)
    assert not is_markup(f"{HEAD}\n".encode())
