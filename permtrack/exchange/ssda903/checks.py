"""What one return says against itself, row by row: each finding with the number of the national rule it answers to.

Nothing is refused here. The rows are taken as they stand, and what they contradict is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from permtrack.domain.accounting import ImportFinding, Place
from permtrack.domain.days import years_after
from permtrack.domain.typed_dates import shown
from permtrack.exchange.ssda903 import codes
from permtrack.exchange.ssda903.returns import ChildRows, Return, first_day, last_day
from permtrack.exchange.ssda903.rows import AdoptedRow, EpisodeRow, HeaderRow, Row

PARTICIPATES_FROM = 4
ISO_RULES = {
    "DECOM": "141",
    "DEC": "147",
    "DOB": "102",
    "REVIEW": "166",
    "DATE_PLACED": "115",
    "DATE_PLACED_CEASED": "116",
    "DATE_INT": "112",
    "DATE_MATCH": "113",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """One child of one return, and the day of birth that is used for it."""

    returned: Return
    child: str
    rows: ChildRows
    dob: date | None

    def finding(self, id_: str, rule: str, place: Place, sentence: str, *said: str) -> ImportFinding:
        """A finding about this child, with what the rows say that no event holds."""
        year = self.returned.year
        return ImportFinding(id=id_, rule=rule, child=self.child, place=place, sentence=sentence, said=said, year=year)


def check_rows(checked: Checked) -> Iterator[ImportFinding]:
    """What the rows of one child say against each other."""
    yield from _births(checked)
    for row in checked.rows.episodes:
        yield from _episode(checked, row)
    for before, row in pairwise(checked.rows.episodes):
        yield from _pair(checked, before, row)
    yield from _beginning(checked)
    yield from _reviews(checked)
    yield from _decisions(checked)
    yield from _adoption(checked)


def check_dates(returned: Return) -> Iterator[ImportFinding]:
    """The rows with dates in the ISO form, which is read without doubt but which the national return does not take."""
    for place, child, name in returned.iso_rows:
        yield ImportFinding(
            id="iso-date",
            rule=ISO_RULES.get(name, ""),
            child=child,
            place=place,
            sentence=f"{name} is written yyyy-mm-dd; it was read, but the national return takes dd/mm/yyyy only",
        )


def _births(c: Checked) -> Iterator[ImportFinding]:
    header = c.rows.header
    rows = c.rows.all()
    if header is None and c.returned.shows("header", c.child) and rows:
        yield c.finding(
            "child-not-in-header", "INT02", rows[0].place, "the child has rows but does not stand in Header"
        )
    if header is not None:
        yield from _header(c, header)
    for row in rows:
        dob = _dob(row)
        if dob is not None and c.dob is not None and dob != c.dob:
            sentence = f"DOB {shown(dob)} here, {shown(c.dob)} elsewhere; {shown(c.dob)} is used"
            yield c.finding("dob-differs", "INT11", row.place, sentence)


def _header(c: Checked, header: HeaderRow) -> Iterator[ImportFinding]:
    if c.rows.other_births:
        days = ", ".join(shown(day) for day in dict.fromkeys((header.dob, *c.rows.other_births)))
        used = shown(c.dob) if c.dob else "none"
        sentence = f"Header has several days of birth: {days}; {used} is used, and may be wrong"
        yield c.finding("dob-in-doubt", "", header.place, sentence)
    if header.sex is None:
        yield c.finding("sex-unknown", "101", header.place, f"SEX {header.sex_code!a} is no code; left out")
    elif not codes.is_of_the_year("SEX", header.sex_code, c.returned.year):
        yield _not_of_the_year(c, header.place, "SEX", header.sex_code)


def _dob(row: Row) -> date | None:
    return None if isinstance(row, EpisodeRow | HeaderRow) else row.dob


def _not_of_the_year(c: Checked, place: Place, name: str, code: str) -> ImportFinding:
    sentence = f"{name} {code} is not a code of the return for {c.returned.read.name}; it was understood all the same"
    return c.finding("code-of-another-year", codes.NATIONAL_RULE[name], place, sentence)


def _episode(c: Checked, row: EpisodeRow) -> Iterator[ImportFinding]:
    """What one episode says against itself."""
    yield from _ending(c, row)
    if not codes.is_of_the_year("PLACE", row.where, c.returned.year):
        yield _not_of_the_year(c, row.place, "PLACE", row.where)
    if row.where in codes.ADOPTED_BY_CARER and row.rne in {"P", "B"}:
        sentence = f"PLACE {row.where} is with the child's own carer, yet RNE {row.rne} says the carer changed"
        yield c.finding("same-carer-yet-moved", "217", row.place, sentence)
    if row.where in codes.ON_ORDER and row.status not in {"E1", "D1"}:
        sentence = f"placed for adoption on an order (PLACE {row.where}), but LS is {row.status}"
        yield c.finding("no-placement-order", "408", row.place, sentence, row.began.isoformat(), row.where)
    if c.dob is not None and row.began < c.dob:
        yield c.finding("before-birth", "302", row.place, f"begins before the child was born, {shown(c.dob)}")


def _ending(c: Checked, row: EpisodeRow) -> Iterator[ImportFinding]:
    if row.reason and row.ended is None:
        sentence = f"REC {row.reason} without DEC: no day is known, so the episode is taken to be still open"
        yield c.finding("ending-without-day", "148", row.place, sentence)
    if row.ended is not None and not row.reason:
        sentence = "DEC without REC: why it ended is not known, so no end of care is recorded"
        yield c.finding("ending-without-reason", "148", row.place, sentence)
    if row.ended == row.began:
        yield c.finding("same-day-episode", "355", row.place, "begins and ends on the same day")
    if row.reason in codes.INVENTED_ENDINGS:
        sentence = f"REC {row.reason} is a joining tool's, not an authority's; no end of care is recorded"
        yield c.finding("invented-ending", "149", row.place, sentence)
    elif row.reason and not codes.is_of_the_year("REC", row.reason, c.returned.year):
        yield _not_of_the_year(c, row.place, "REC", row.reason)
    if row.reason in codes.ADOPTED and row.where not in codes.ADOPTIVE:
        sentence = f"adopted (REC {row.reason}) from PLACE {row.where}, which is no placement for adoption"
        yield c.finding("adopted-not-placed", "390", row.place, sentence)
    if row.reason in codes.GUARDIANSHIP_OF_FORMER_CARER and row.where not in codes.FOSTERED:
        sentence = f"REC {row.reason} is guardianship by a foster carer, but PLACE is {row.where}"
        yield c.finding("guardian-not-carer", "516", row.place, sentence)


def _pair(c: Checked, before: EpisodeRow, row: EpisodeRow) -> Iterator[ImportFinding]:
    """What an episode says against the one before it."""
    if before.ended is None:
        sentence = f"the episode before it, from {shown(before.began)}, was never ended"
        yield c.finding("episode-before-open", "142", row.place, sentence)
        return
    if before.ended > row.began:
        sentence = f"begins before the one before it ended, {shown(before.ended)}"
        yield c.finding("overlap", "501", row.place, sentence)
    if c.returned.lost("episodes", c.child):
        return  # a row that was refused may have stood between
    if before.reason == codes.CONTINUES:
        yield from _continued(c, before, row)
    elif before.exit_on is not None and row.rne != "S" and row.is_care:
        sentence = (
            f"care ended on {shown(before.exit_on)} (REC {before.reason}) and RNE {row.rne} does not begin it again: "
            "the day it did is not known"
        )
        yield c.finding("return-without-start", "435", row.place, sentence)


def _continued(c: Checked, before: EpisodeRow, row: EpisodeRow) -> Iterator[ImportFinding]:
    if before.ended is not None and before.ended < row.began:
        sentence = f"REC X1 ended the one before it on {shown(before.ended)}, so this should begin that day"
        yield c.finding("gap", "388", row.place, sentence)
    if row.rne == "S" and before.ended == row.began:
        sentence = "RNE S begins care that REC X1 says had not ended"
        yield c.finding("start-while-in-care", "431", row.place, sentence)
    if row.rne in {"L", "U", "B"} and row.status == before.status:
        rule = "434" if row.rne == "L" else "436"
        sentence = f"RNE {row.rne} says the legal status changed; LS was {before.status} before"
        yield c.finding("nothing-changed", rule, row.place, sentence)
    if row.rne == "L" and row.where != before.where:
        sentence = f"RNE L says only the legal status changed; PLACE was {before.where} and is {row.where}"
        yield c.finding("more-changed", "434", row.place, sentence)
    if row.rne in {"P", "T"} and row.status != before.status:
        sentence = f"RNE {row.rne} says the legal status did not change; LS was {before.status} and is {row.status}"
        yield c.finding("more-changed", "435", row.place, sentence)
    if before.is_care and not row.is_care:
        sentence = "care goes over into short breaks without an end of care; none is recorded"
        yield c.finding("care-into-short-breaks", "", row.place, sentence)


def _beginning(c: Checked) -> Iterator[ImportFinding]:
    first = next(iter(c.rows.episodes), None)
    seen = not c.returned.lost("episodes", c.child)
    if seen and first is not None and first.rne != "S" and first.began > first_day(c.returned.year):
        sentence = f"RNE {first.rne} tells of an episode before it in the same year, and there is none"
        yield c.finding("row-before-missing", "357", first.place, sentence)


def _reviews(c: Checked) -> Iterator[ImportFinding]:
    for row in c.rows.reviews:
        if c.returned.shows("episodes", c.child) and not c.rows.care:
            sentence = "a review of a child with no episode of care in this return"
            yield c.finding("review-not-in-care", "399" if c.rows.episodes else "", row.place, sentence)
        if not first_day(c.returned.year) <= row.held <= last_day(c.returned.year):
            sentence = f"held on {shown(row.held)}, outside the year of the return ({c.returned.read.name})"
            yield c.finding("review-outside-year", "", row.place, sentence)
        if c.dob is None or not row.participation:
            continue
        old_enough = row.held >= years_after(c.dob, PARTICIPATES_FROM)
        if old_enough and row.participation == "PN0":
            yield c.finding(
                "participation-age", "440", row.place, "PN0 is for a child under four, and this one was not"
            )
        if not old_enough and row.participation != "PN0":
            sentence = f"{row.participation} is for a child of four or over, and this one was not"
            yield c.finding("participation-age", "441", row.place, sentence)


def _decisions(c: Checked) -> Iterator[ImportFinding]:
    for row in c.rows.decisions:
        if row.reversed is not None and not row.reason:
            yield c.finding("reversal-without-reason", "119", row.place, "reversed, and no reason given")
        if row.reversed is None and row.reason:
            sentence = f"a reason for reversal ({row.reason}) but no day: the decision is taken to stand"
            yield c.finding("reversal-without-day", "119", row.place, sentence)
        if row.decided is None:
            yield c.finding("reversal-without-decision", "563", row.place, "reversed, and no decision to reverse")
        elif row.reversed is not None and row.reversed < row.decided:
            sentence = f"reversed on {shown(row.reversed)}, before it was made on {shown(row.decided)}"
            yield c.finding("reversal-before-decision", "522", row.place, sentence)


def _adoption(c: Checked) -> Iterator[ImportFinding]:
    """AD1 against the episodes and the decisions: it holds the children adopted in the year, and no others."""
    adopted = [row for row in c.rows.care if row.reason in codes.ADOPTED and row.ended is not None]
    in_year = [row for row in adopted if row.ended and row.ended >= first_day(c.returned.year)]
    if in_year and not c.rows.adopted and not c.returned.lost("ad1", c.child):
        sentence = "adopted in the year, and no row of AD1: the day of the match is not known"
        yield c.finding("adopted-without-ad1", "601", in_year[-1].place, sentence)
    for row in c.rows.adopted:
        if c.returned.shows("episodes", c.child) and not in_year:
            yield c.finding(
                "ad1-not-adopted", "602", row.place, "AD1 has the child, and no episode says adopted in the year"
            )
        yield from _adopters(c, row, in_year)


def _adopters(c: Checked, row: AdoptedRow, adopted: Sequence[EpisodeRow]) -> Iterator[ImportFinding]:
    if row.decided is None or row.matched is None:
        yield c.finding("ad1-incomplete", "151", row.place, "AD1 without the day of the decision or of the match")
    if row.by_carer not in {"0", "1"}:
        yield c.finding("foster-carer-flag", "114", row.place, "FOSTER_CARE must be 0 or 1")
    elif adopted and adopted[-1].where in codes.ADOPTIVE:
        by_carer = adopted[-1].where in codes.ADOPTED_BY_CARER
        if by_carer != (row.by_carer == "1"):
            sentence = f"FOSTER_CARE is {row.by_carer}, but the child was adopted from PLACE {adopted[-1].where}"
            yield c.finding("foster-carer-flag", "335", row.place, sentence, row.by_carer, adopted[-1].where)
    decided = [decision.decided for decision in c.rows.decisions]
    if row.decided is not None and decided and row.decided not in decided:
        days = ", ".join(shown(day) for day in decided if day)
        sentence = f"DATE_INT {shown(row.decided)} is not the day of the decision, {days}; the decision's day is kept"
        yield c.finding("decision-date-differs", "523", row.place, sentence, row.decided.isoformat())
