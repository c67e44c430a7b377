"""Which days could be seen, table by table: the edges of what returns cover and of the start of tracking."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from permtrack.domain.events import Event, ReturnImported, Said, Span
from permtrack.domain.sight import Sight, sight, unseen_run

YEAR_2023 = Span(first=date(2023, 4, 1), last=date(2024, 3, 31))
YEAR_2024 = Span(first=date(2024, 4, 1), last=date(2025, 3, 31))
TRACKED = Span(first=date(2025, 10, 1), last=date.max)


def imported(number: int, covers: dict[str, Span], unseen: dict[str, frozenset[str]] | None = None) -> ReturnImported:
    return ReturnImported(
        id=f"R{number}",
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        covers={table: [span] for table, span in covers.items()},
        unseen=unseen or {},
    )


def seen(*imports: ReturnImported) -> Sight:
    return sight(imports, date(2025, 10, 1))


def two_years() -> Sight:
    return seen(
        imported(1, {"episodes": YEAR_2024, "reviews": YEAR_2024}),
        imported(2, {"episodes": YEAR_2023, "reviews": YEAR_2023}, {"reviews": frozenset({"A1"})}),
    )


def adopters() -> Sight:
    return seen(imported(1, {"ad1": YEAR_2024, "episodes": YEAR_2024}))


def returned(on: str) -> Event:
    return Event(id="E1", child="A1", kind="placement-order", on=date.fromisoformat(on), returned_by="R1")


def test_returns_of_years_that_follow_each_other_are_seen_as_one_stretch() -> None:
    assert two_years().seen_spans("entered-care", ()) == (
        Span(first=date(2023, 4, 1), last=date(2025, 3, 31)),
        TRACKED,
    )


def test_what_no_return_shows_is_seen_since_tracking_began() -> None:
    assert two_years().seen_spans("ppm", ()) == (TRACKED,)


def test_without_the_adopters_table_a_match_is_seen_since_tracking_began() -> None:
    assert two_years().seen_spans("match-decision", {date(2024, 6, 3)}) == (TRACKED,)


@pytest.mark.parametrize(
    ("adopted", "shown"),
    [("2024-03-31", False), ("2024-04-01", True), ("2025-03-31", True), ("2025-04-01", False), (None, False)],
)
def test_the_adopters_table_shows_the_match_of_who_was_adopted_in_its_year(adopted: str | None, *, shown: bool) -> None:
    spans = adopters().seen_spans("match-decision", {date.fromisoformat(adopted)} if adopted else ())
    matched = (Span(first=date.min, last=date.fromisoformat(adopted)),) if adopted and shown else ()
    assert spans == (*matched, TRACKED)


@pytest.mark.parametrize(
    ("adopted", "shown"),
    [
        # Adopted within the year of the return, and again after it: what led to the second adoption is not in it.
        (("2024-06-03", "2025-08-04"), (Span(first=date.min, last=date(2024, 6, 3)), TRACKED)),
        # Adopted before the year of the return, and again within it.
        (("2023-06-05", "2024-08-05"), (Span(first=date(2023, 6, 6), last=date(2024, 8, 5)), TRACKED)),
        # Twice within it.
        (("2024-06-03", "2025-03-03"), (Span(first=date.min, last=date(2025, 3, 3)), TRACKED)),
    ],
)
def test_of_a_child_adopted_twice_the_adopters_table_shows_the_match_of_its_own_years_adoption(
    adopted: tuple[str, ...], shown: tuple[Span, ...]
) -> None:
    days = frozenset(map(date.fromisoformat, adopted))
    assert adopters().seen_spans("match-decision", days) == shown


def test_a_child_whose_row_was_refused_is_not_seen_in_that_table_of_that_return() -> None:
    everyone = two_years()
    of_a1 = everyone.of_child(frozenset({"A1"}))
    assert of_a1.seen_spans("review", ()) == (YEAR_2024, TRACKED)
    assert of_a1.seen_spans("entered-care", ()) == everyone.seen_spans("entered-care", ())
    assert of_a1.tracking_from == date(2025, 10, 1)
    assert everyone.of_child(frozenset({"B2"})) is everyone


@pytest.mark.parametrize(
    ("began", "last", "shown_to"),
    [
        ("2024-06-03", "2024-12-31", "2024-12-31"),  # seen on every day up to the last one asked for
        ("2024-06-03", "2025-08-01", "2025-03-31"),  # to the end of the return
        ("2025-03-31", "2025-08-01", "2025-03-31"),  # the last day of the return is seen
        ("2025-06-02", "2025-12-01", "2025-06-01"),  # after the return and before tracking nothing is
        ("2025-10-01", "2025-12-01", "2025-12-01"),  # the day tracking began is seen
        ("2023-01-09", "2025-08-01", "2025-03-31"),  # older than the returns: it lasted into them
    ],
)
def test_to_which_day_what_followed_could_be_seen(began: str, last: str, shown_to: str) -> None:
    found = two_years().shown_to(("placed-for-adoption",), returned(began), date.fromisoformat(last), ())
    assert found == date.fromisoformat(shown_to)


def test_a_match_is_seen_to_the_adoption_where_the_adopters_table_shows_it() -> None:
    shown = adopters().shown_to(("match-decision",), returned("2024-06-03"), date(2025, 6, 1), {date(2024, 8, 5)})
    assert shown == date(2024, 8, 5)


BEFORE = Span(first=date.min, last=date(2024, 3, 31))
BETWEEN = Span(first=date(2025, 4, 1), last=date(2025, 9, 30))
AFTER = Span(first=date(2025, 4, 1), last=date.max)


@pytest.mark.parametrize(
    ("spans", "first", "last", "run"),
    [
        ((YEAR_2024, TRACKED), "2025-01-01", "2025-04-01", BETWEEN),  # its first day alone
        ((YEAR_2024, TRACKED), "2025-01-01", "2025-03-31", None),
        ((YEAR_2024, TRACKED), "2025-09-30", "2026-01-01", BETWEEN),  # its last day alone
        ((YEAR_2024, TRACKED), "2025-10-01", "2026-01-01", None),
        ((YEAR_2024, TRACKED), "2024-03-31", "2024-06-03", BEFORE),
        ((YEAR_2024, TRACKED), "2023-01-09", "2026-01-01", BETWEEN),  # of two runs the latest
        ((YEAR_2024,), "2025-01-01", "2025-04-01", AFTER),
        ((YEAR_2024,), "2025-01-01", "2025-03-31", None),
        ((), "2025-01-01", "2025-03-31", Span(first=date.min, last=date.max)),
    ],
)
def test_the_latest_run_of_unseen_days(spans: tuple[Span, ...], first: str, last: str, run: Span | None) -> None:
    assert unseen_run(spans, date.fromisoformat(first), date.fromisoformat(last)) == run


def saying(number: int, tables: str, said: tuple[Said, ...], refused: str = "") -> ReturnImported:
    return replace(
        imported(number, dict.fromkeys(tables.split(), YEAR_2024), {t: frozenset({"A1"}) for t in refused.split()}),
        year=2024,
        said=said,
    )


def test_what_returns_say_of_a_child_is_the_last_word_of_each_table_that_could_say_it() -> None:
    differs = Said(name="decision-date-differs", ref="A1", words=("2024-01-08",))
    of_another = replace(differs, ref="B2")
    changed = Said(name="decision-date-changed", ref="A1", words=("2024-02-05",))
    adopters_row = saying(1, "ad1", (differs, of_another))
    decisions = saying(2, "placed_for_adoption", (changed,))
    amended = saying(3, "ad1", ())
    refused = saying(3, "ad1", (), refused="ad1")
    of_a1 = frozenset({"A1"})
    assert set(seen(adopters_row, decisions).of_child(of_a1).said) == {changed, differs}
    assert set(seen(adopters_row, decisions, amended).of_child(of_a1).said) == {changed}
    assert set(seen(adopters_row, decisions, refused).of_child(of_a1).said) == {changed, differs}
