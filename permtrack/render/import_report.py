"""What an import did, in words and as a sheet: every row accounted for, every refusal with its place and reason."""

import re
from collections.abc import Iterable, Iterator, Sequence

from permtrack.domain import changes
from permtrack.domain.accounting import Difference, ImportFinding, ImportReport, Outcome, Place, RowAccount
from permtrack.domain.minutes import TABLE
from permtrack.render.differences import difference_record, in_a_sentence
from permtrack.render.machine import Record
from permtrack.render.sheets import sheet
from permtrack.render.visible import visible
from permtrack.render.written import changed_record, difference_lines

MOST_EXAMPLES = 10
MOST_ALIKE = 20
COLUMNS = ("file", "line", "table", "child", "outcome", "field", "reason", "finding", "rule")


def report_lines(report: ImportReport) -> Iterator[str]:
    """The summary: rows by table and outcome, what was added, and what people should know."""
    for returned in report.returns:
        yield f"Return {returned.name}: {', '.join(returned.tables)}"
    for table, counts in report.counts().items():
        said = ", ".join(f"{counts[outcome]:,} {_said(outcome, report)}" for outcome in Outcome if counts[outcome])
        yield f"{table}: {_rows(sum(counts.values()))}: {said}"
    if not report.rows:
        yield "No rows."
    yield from (f"Note: {visible(notice)}" for notice in report.notices)
    yield from _found(report)
    yield from (f"Not seen: {visible(sentence)}" for sentence in report.unseen)
    yield from _changed(report)
    yield _outcome(report)


def _changed(report: ImportReport) -> Iterator[str]:
    """What changed in what is due, child by child, where the import asked."""
    if report.changed is not None:
        for one in report.changed or (changes.Difference(),):
            yield from difference_lines(one)


def undo_lines(report: ImportReport) -> Iterator[str]:
    """How to take back what was written: by number where they are known, each child's apart, the last first."""
    if not report.recorded:
        yield "To undo: strike out single events (permtrack timeline REF shows their numbers), or restore a backup."
        return
    if len(report.recorded) > 1:
        yield "To undo, child by child:"
    for ref, numbers in report.recorded:
        command = f"permtrack void {' '.join(map(str, reversed(numbers)))} --reason ..."
        yield f"  {visible(ref)}: {command}" if len(report.recorded) > 1 else f"To undo: {command}"


def _found(report: ImportReport) -> Iterator[str]:
    """The findings by kind, a few of each: the sheet has them all."""
    kinds: dict[tuple[str, str], list[ImportFinding]] = {}
    for finding in report.findings:
        kinds.setdefault((finding.id, finding.rule), []).append(finding)
    for (id_, rule), found in kinds.items():
        national = f" (national rule {rule})" if rule else ""
        yield f"Finding {id_}{national}: {_rows(len(found))}"
        for finding in found[:MOST_EXAMPLES]:
            yield f"  {_where(finding.place)}: {visible(finding.child)}: {visible(finding.sentence)}"
        if len(found) > MOST_EXAMPLES:
            yield f"  and {len(found) - MOST_EXAMPLES:,} more: --report FILE.csv lists every one"


def _said(outcome: Outcome, report: ImportReport) -> str:
    """The outcome in words: nothing has been imported where nothing was written."""
    unwritten = report.refused or report.dry_run
    return "could be imported" if outcome is Outcome.IMPORTED and unwritten else outcome.value


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _outcome(report: ImportReport) -> str:
    added = _added(report)
    if report.refused:
        return "Nothing was written."
    if report.dry_run:
        return f"Would record {added}. Nothing was saved (--dry-run)." if added else "Would add nothing."
    return f"Recorded {added}." if added else "Nothing new; nothing was written."


def _added(report: ImportReport) -> str:
    counted = (
        (report.children_added, "children added"),
        (report.children_amended, "changes of children's details"),
        (report.events_added, "events"),
        (report.events_corrected, "corrections"),
        (report.events_struck_out, "struck out"),
    )
    return ", ".join(f"{count:,} {what}" for count, what in counted if count)


def refusal_lines(report: ImportReport) -> Iterator[str]:
    """One line a refused row: file and line, field, reason. Of very many alike the later ones are named by their lines."""
    alike: dict[tuple[str, str, str], list[RowAccount]] = {}
    for row in report.refusals():
        alike.setdefault((row.place.file, row.field, _without_names(row)), []).append(row)
    told = {key: len(rows) if len(rows) <= MOST_ALIKE else MOST_EXAMPLES for key, rows in alike.items()}
    for row in report.refusals():
        key = (row.place.file, row.field, _without_names(row))
        told[key] -= 1
        if told[key] >= 0:
            # A sheet of events is read beside its refs; of a return and of minutes, which are not, the child is said.
            is_said = report.returns or row.place.table == TABLE
            child = f"{visible(row.child)}: " if row.child and is_said else ""
            yield f"{_where(row.place)}: {child}{_named(row)}{visible(row.reason)}"
        if told[key] == 0 and len(alike[key]) > MOST_ALIKE:
            yield _more(alike[key][MOST_EXAMPLES:])


def _where(place: Place) -> str:
    """The place of a row; in XML, whose elements may all stand on one line, with the number of the element."""
    return visible(str(place)) + (f" (element {place.element}, {visible(place.table)})" if place.element else "")


def _without_names(row: RowAccount) -> str:
    """The reason without what differs from row to row: the child, what was typed, what it may have been meant for."""
    plain = re.sub(r", did you mean [^;]*", "", row.reason)
    return re.sub(r"'[^']*'", "''", plain.replace(row.child, "") if row.child else plain)


def _named(row: RowAccount) -> str:
    return f"{visible(row.field)}: " if row.field and not row.reason.startswith(row.field) else ""


def _more(rows: Sequence[RowAccount]) -> str:
    place = f"{visible(rows[0].place.file)}: " + (f"{visible(rows[0].field)}: " if rows[0].field else "")
    numbers = _ranges(row.place.element or row.place.line for row in rows)
    what = "elements" if rows[0].place.element else "lines"
    return f"{place}{len(rows):,} more are refused for a reason like that: {what} {numbers}"


def _ranges(lines: Iterable[int]) -> str:
    """Line numbers in short: `3-12, 15`."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][-1] + 1:
            runs[-1][1:] = [line]
        else:
            runs.append([line])
    return ", ".join("-".join(str(line) for line in run) for run in runs)


def report_record(report: ImportReport) -> Record:
    """The same as JSON; of the rows only those refused, the rest in numbers."""
    return {
        "written": report.written,
        "refused": report.refused,
        "dry_run": report.dry_run,
        "returns": [{"name": returned.name, "tables": list(returned.tables)} for returned in report.returns],
        "rows": {table: {o.value: counts[o] for o in Outcome} for table, counts in report.counts().items()},
        "children_added": report.children_added,
        "children_amended": report.children_amended,
        "events_added": report.events_added,
        "events_corrected": report.events_corrected,
        "events_struck_out": report.events_struck_out,
        "notices": list(report.notices),
        "findings": [
            {"id": f.id, "rule": f.rule, "child": f.child, "place": str(f.place), "sentence": f.sentence}
            for f in report.findings
        ],
        **(changed_record(report.changed) if report.changed is not None else {}),
        "recorded": [{"child": ref, "numbers": list(numbers)} for ref, numbers in report.recorded],
        "differences": [difference_record(one) for one in report.differences],
        "unseen": list(report.unseen),
        "refusals": [dict(zip(COLUMNS, _row(row, row.outcome.value), strict=True)) for row in report.refusals()],
    }


def report_sheet(report: ImportReport) -> str:
    """Every row, every finding and every difference as CSV."""
    rows = (_row(row, _became(row.outcome, report)) for row in report.rows)
    found = (
        (f.place.file, f.place.line, f.place.table, f.child, "finding", "", f.sentence, f.id, f.rule)
        for f in report.findings
    )
    unlike = ((*_row_of(one), "difference", one.about, in_a_sentence(one), "", "") for one in report.differences)
    return sheet(COLUMNS, [*rows, *found, *unlike])


def _row_of(difference: Difference) -> tuple[str | int, ...]:
    place = difference.place
    return (place.file, place.line, place.table, difference.child) if place else ("", "", "", difference.child)


def _became(outcome: Outcome, report: ImportReport) -> str:
    """The outcome as the sheet says it, which is read without the summary beside it."""
    if outcome is Outcome.IMPORTED and report.refused:
        return "not written"
    return "would be imported" if outcome is Outcome.IMPORTED and report.dry_run else outcome.value


def _row(row: RowAccount, became: str) -> tuple[str | int, ...]:
    place = row.place
    return (place.file, place.line, place.table, row.child, became, row.field, row.reason, "", "")
