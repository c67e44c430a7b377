"""What the rows of one return claim: each code, each RNE of a first row, absences, short breaks."""

from datetime import date

import pytest

from permtrack.exchange.ssda903 import codes
from permtrack.exchange.ssda903.reading import read_csv
from permtrack.exchange.ssda903.returns import read_return
from permtrack.exchange.ssda903.telling import tell

DOB = date(2010, 6, 15)


def claims(*rows: str, dob: date = DOB) -> list[str]:
    """The claims of rows `DECOM RNE LS PLACE [DEC REC]`, each as `day kind fields`; <= where only known by then."""
    told = []
    for row in rows:
        began, rne, status, place, ended, reason, *_ = [*row.split(), "", ""]
        told.append(f"1,{began},{rne},{status},{place},{ended},{reason}")
    table = read_csv("\n".join(["CHILD,DECOM,RNE,LS,PLACE,DEC,REC", *told]).encode(), "e.csv")
    assert table is not None
    returned = read_return([table], date(2030, 1, 1))
    assert not returned.accounts
    return [
        " ".join(
            [f"{'' if c.precision == 'exact' else '<='}{c.on:%d/%m/%Y}", c.kind]
            + [f"{name}={value}" for name, value in c.fields.items()]
        )
        for c in tell(returned, "1", returned.children["1"], dob).claims
    ]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("V2", ["entered-care basis=s20"]),
        ("C1", ["entered-care basis=ico"]),
        ("C2", ["entered-care basis=co"]),
        ("L1", ["entered-care basis=police-protection"]),
        ("L2", ["entered-care basis=epo"]),
        ("L3", ["entered-care basis=other"]),
        ("J1", ["entered-care basis=remand"]),
        ("J2", ["entered-care basis=other"]),
        ("J3", ["entered-care basis=other"]),
        ("E1", ["entered-care basis=placement-order", "placement-order"]),
        ("D1", ["entered-care basis=other", "legal-status status=freeing-order"]),
    ],
)
def test_the_basis_on_which_care_begins(status: str, said: list[str]) -> None:
    told = claims(f"06/01/2025 S {status} U6")
    assert told == [*(f"06/01/2025 {one}" for one in said), "06/01/2025 placement-started type=foster"]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("U1", "placement-started type=connected-person until_18=yes"),
        ("U2", "placement-started type=early-permanence"),
        ("U3", "placement-started type=connected-person"),
        ("U4", "placement-started type=foster until_18=yes"),
        ("U5", "placement-started type=early-permanence"),
        ("U6", "placement-started type=foster"),
        ("P1", "placement-started type=parent"),
        ("K1", "placement-started type=secure"),
        ("K2", "placement-started type=residential"),
        ("R1", "placement-started type=residential"),
        ("P2", "placement-started type=supported"),
        ("H5", "placement-started type=supported"),
        ("K3", "placement-started type=supported"),
        ("S1", "placement-started type=other"),
        ("Z12", "placement-started type=other"),
        ("A4", "placed-for-adoption"),
        ("A6", "placed-for-adoption"),
        ("A3", "placed-for-adoption same_carer=yes carer_since=2025-01-06"),
    ],
)
def test_each_kind_of_placement(place: str, said: str) -> None:
    assert claims(f"06/01/2025 S V2 {place}")[1:] == [f"06/01/2025 {said}"]


def test_every_placement_code_has_a_meaning() -> None:
    assert all(codes.placement(place) is not None for place in codes.PLACES - codes.TEMPORARY)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("E11", "adoption-order opposed=no"),
        ("E12", "adoption-order opposed=yes"),
        *((reason, "guardianship-order") for reason in ("E43", "E44", "E45", "E46", "E47", "E48")),
        ("E41", "left-care outcome=child-arrangements"),
        ("E4A", "left-care outcome=returned-home-planned"),
        ("E4B", "left-care outcome=returned-home-unplanned"),
        ("E13", "left-care outcome=relatives"),
        ("E3", "left-care outcome=other-authority"),
        ("E2", "left-care outcome=died"),
        ("E9", "left-care outcome=other"),
        ("E15", "left-care outcome=other"),
    ],
)
def test_each_reason_for_ceasing(reason: str, said: str) -> None:
    assert claims(f"06/01/2025 S V2 U6 30/05/2025 {reason}")[2:] == [f"30/05/2025 {said}"]


@pytest.mark.parametrize("reason", ["E5", "E6", "E7", "E17"])
@pytest.mark.parametrize(("dob", "outcome"), [(date(2007, 5, 30), "turned-18"), (date(2007, 5, 31), "other")])
def test_leaving_as_an_adult_is_turning_18_only_at_18(reason: str, dob: date, outcome: str) -> None:
    told = claims(f"06/01/2025 S V2 U6 30/05/2025 {reason}", dob=dob)
    assert told[-1] == f"30/05/2025 left-care outcome={outcome}"


@pytest.mark.parametrize("row", ["06/01/2025 S V2 U6 30/05/2025", "06/01/2025 S V2 U6 30/05/2025 E99"])
def test_no_end_is_made_of_half_an_ending(row: str) -> None:
    assert [told.split()[1] for told in claims(row)] == ["entered-care", "placement-started"]


@pytest.mark.parametrize(
    ("rne", "status_exact", "placement"),
    [
        ("L", True, "<=06/01/2025 placement-started type=foster"),
        ("P", False, "06/01/2025 placement-started type=foster"),
        ("T", False, "06/01/2025 placement-started type=foster same_carer=yes"),
        ("B", True, "06/01/2025 placement-started type=foster"),
        ("U", True, "06/01/2025 placement-started type=foster same_carer=yes"),
    ],
)
def test_what_the_first_row_seen_tells_for_sure(rne: str, placement: str, *, status_exact: bool) -> None:
    by = "" if status_exact else "<="
    assert claims(f"06/01/2025 {rne} C1 U6") == [
        "<=06/01/2025 entered-care",
        f"{by}06/01/2025 legal-status status=ico",
        placement,
    ]


def test_a_placement_order_older_than_the_first_row_is_known_only_by_then() -> None:
    assert "<=06/01/2025 placement-order" in claims("06/01/2025 T E1 A5")
    assert "06/01/2025 placement-order" in claims("06/01/2025 L E1 U6")


def test_with_the_same_carer_the_carer_is_known_only_from_a_row_that_began_with_one() -> None:
    assert claims("06/01/2025 T E1 A5")[-1] == "06/01/2025 placed-for-adoption same_carer=yes"


def test_a_change_of_status_alone_and_of_placement_alone() -> None:
    told = claims("06/01/2025 S V2 U6 03/02/2025 X1", "03/02/2025 L C1 U6 04/03/2025 X1", "04/03/2025 P C1 K2")
    assert told[2:] == ["03/02/2025 legal-status status=ico", "04/03/2025 placement-started type=residential"]


def test_another_foster_home_is_a_placement_and_the_same_carer_of_another_type_too() -> None:
    told = claims("06/01/2025 S C2 U6 03/02/2025 X1", "03/02/2025 P C2 U6 04/03/2025 X1", "04/03/2025 T C2 U4")
    assert told[2:] == [
        "03/02/2025 placement-started type=foster",
        "04/03/2025 placement-started type=foster until_18=yes same_carer=yes",
    ]


def test_one_adoptive_placement_in_several_rows() -> None:
    told = claims("06/01/2025 S E1 A6 03/02/2025 X1", "03/02/2025 T E1 A5 04/03/2025 X1", "04/03/2025 T E1 A6")
    assert [one for one in told if "placed" in one] == ["06/01/2025 placed-for-adoption"]


def test_status_back_from_a_placement_order_is_told_as_the_new_status_only() -> None:
    told = claims("06/01/2025 S E1 U6 03/02/2025 X1", "03/02/2025 L C2 U6")
    assert told[-1] == "03/02/2025 legal-status status=co"


@pytest.mark.parametrize("absence", ["T0", "T1", "T2", "T3", "T4"])
def test_a_temporary_absence_is_no_placement_and_neither_is_coming_back(absence: str) -> None:
    told = claims("06/01/2025 S E1 A6 03/02/2025 X1", f"03/02/2025 P E1 {absence} 10/02/2025 X1", "10/02/2025 P E1 A6")
    assert len(told) == 3


def test_coming_back_to_another_placement_is_one() -> None:
    told = claims("06/01/2025 S C2 U6 03/02/2025 X1", "03/02/2025 P C2 T1 10/02/2025 X1", "10/02/2025 P C2 K2")
    assert told[-1] == "10/02/2025 placement-started type=residential"


def test_coming_back_from_an_absence_whose_beginning_is_not_seen() -> None:
    told = claims("06/01/2025 P C2 T1 03/02/2025 X1", "03/02/2025 P C2 U6")
    assert told[-1] == "<=03/02/2025 placement-started type=foster"


def test_short_breaks_are_not_care() -> None:
    assert claims("06/01/2025 S V4 U6 09/01/2025 E4A", "03/02/2025 S V3 U6") == []


def test_a_second_period_begins_with_s() -> None:
    told = claims("06/01/2025 S V2 U6 03/02/2025 E4A", "04/03/2025 S C1 U6")
    assert told[-2:] == ["04/03/2025 entered-care basis=ico", "04/03/2025 placement-started type=foster"]


def test_a_return_to_care_without_s_began_some_day_before() -> None:
    told = claims("06/01/2025 S V2 U6 03/02/2025 E4A", "04/03/2025 P C1 U6")
    assert told[-3:] == [
        "<=04/03/2025 entered-care",
        "<=04/03/2025 legal-status status=ico",
        "04/03/2025 placement-started type=foster",
    ]


def test_a_start_that_x1_says_was_none_is_told_with_the_status_it_brings() -> None:
    told = claims("06/01/2025 S V2 U6 03/02/2025 X1", "03/02/2025 S C1 U6")
    assert told[2:] == [
        "03/02/2025 entered-care basis=ico",
        "03/02/2025 legal-status status=ico",
        "03/02/2025 placement-started type=foster",
    ]


def test_care_that_begins_and_ends_on_one_day() -> None:
    told = claims("06/01/2025 S V2 U6 06/01/2025 E4A")
    assert told[-1] == "06/01/2025 left-care outcome=returned-home-planned"
