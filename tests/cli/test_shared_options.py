from pathlib import Path

import pytest

from permtrack.cli.shared_options import choose_form
from permtrack.errors import RequestRefused

ALL = ("table", "json", "csv")


@pytest.mark.parametrize(
    ("typed", "file", "form"),
    [
        (None, None, "table"),
        ("JSON", None, "json"),
        (None, "due.csv", "csv"),
        (None, "due.CSV", "csv"),
        (None, "due.txt", "table"),
        (None, "due", "table"),
        ("json", "due.csv", "json"),
    ],
)
def test_the_format_is_the_one_asked_for_else_the_one_of_the_file(typed, file, form):
    assert choose_form(typed, Path(file) if file else None, ALL) == form


@pytest.mark.parametrize(("typed", "file"), [("xml", None), (None, "due.xlsx"), (None, "due.pdf")])
def test_a_format_that_is_not_there_is_refused_not_guessed(typed, file):
    with pytest.raises(RequestRefused, match="one of: table, json, csv"):
        choose_form(typed, Path(file) if file else None, ALL)


def test_data_are_not_written_under_an_ending_that_does_not_name_their_format():
    with pytest.raises(RequestRefused, match="cannot be written as txt; one of: csv, json"):
        choose_form(None, Path("events.txt"), ("csv", "json"))
    assert choose_form("csv", Path("events.txt"), ("csv", "json")) == "csv"
