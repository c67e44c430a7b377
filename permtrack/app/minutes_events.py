"""The events that a meeting's minutes become, child by child: those already recorded, the new ones, and what to warn of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from permtrack.app.actions import action_meant
from permtrack.app.books import Books, named
from permtrack.app.drafting import Occasion, draft, event, more_said
from permtrack.app.guards import warnings_of_people
from permtrack.app.minutes_children import ChildMinutes, RowAtWork
from permtrack.app.packaged import vocabulary
from permtrack.app.sheet_events import agrees, ends
from permtrack.domain.accounting import ImportFinding, Place
from permtrack.domain.events import Event, Value
from permtrack.domain.journey import journey
from permtrack.domain.minutes import ACTIONS_A_ROW, TABLE, FormFacts, action_columns
from permtrack.domain.recorded import every_version
from permtrack.domain.records import record
from permtrack.domain.standing import apply_correction, history
from permtrack.domain.stretches import Plan
from permtrack.domain.typed_dates import shown
from permtrack.errors import RequestRefused
from permtrack.ledger.rows import Draft

BY_MINUTES = "by the minutes of the meeting"
MOST_NAMED = 3
PLAIN = re.compile(r"[A-Za-z0-9_-]+")


@record
class PlanWanted:
    """The plan that the minutes ask for."""

    primary: str | None
    parallel: tuple[str, ...]

    def stands_in(self, plan: Plan | None) -> bool:
        """Whether it is the plan that stands."""
        now = (plan.primary, set(plan.parallel)) if plan else (None, set())
        return (self.primary, set(self.parallel)) == now

    def fields(self) -> dict[str, Value]:
        """The fields of the event that sets it."""
        fields: dict[str, Value] = {"plan": self.primary} if self.primary else {}
        return fields | ({"parallel": self.parallel} if self.parallel else {})


class MinutesEvents:
    """What the rows of one form add to the ledger. A row refused has said why; nothing of the form is then written."""

    def __init__(self, books: Books, occasion: Occasion, file: str, facts: FormFacts, chair: str | None) -> None:
        """Hold what is recorded. `chair` is the one that the form names, `facts` what it was made for."""
        self._books = books
        self._occasion = occasion
        self._file = file
        self._on = facts.meeting_on
        self._known_to_form = int(facts.head.partition(":")[0])
        self._chair = chair
        self._recorded = dict(every_version(books.entries))
        self._ended = {about: e for e in books.standing if (about := ends(e))}
        self._matched: set[str] = set()
        self.drafts: list[Draft] = []
        self.findings: list[ImportFinding] = []

    def take(self, child: ChildMinutes) -> None:
        """Everything that the rows of one child say."""
        before = len(self.drafts)
        for row in child.rows:
            self._take_done(child, row)
        if self._is_discussed(child):
            meeting = self._take_meeting(child)
            self._take_plan(child)
            for row in child.rows:
                for number in range(1, ACTIONS_A_ROW + 1):
                    self._take_action(child, row, number, meeting)
                self._take_delay(child, row)
        if len(self.drafts) > before:
            self._warn_of_events_since(child)

    def _is_discussed(self, child: ChildMinutes) -> bool:
        """Whether the child was discussed; a row that tells of a discussion that was not held is refused."""
        marked = child.one_saying("discussed")
        if marked is not None and marked.says("discussed") == "yes":
            return True
        for row in child.rows:
            if filled := row.discusses():
                row.wrong(
                    "discussed",
                    f"not marked as discussed, and {', '.join(filled)} filled in: write yes under discussed, or empty "
                    f"{'that cell' if len(filled) == 1 else 'those cells'}",
                )
        return False

    def _take_meeting(self, child: ChildMinutes) -> Event | None:
        """The meeting of this child: the one already recorded, or a new event."""
        said = child.one_saying("decision")
        row = said or child.one_saying("discussed") or child.rows[0]
        fields: dict[str, Value] = {"decision": said.says("decision") or ""} if said else {}
        if self._chair:
            fields["chair"] = self._chair
        struck = self._books.struck
        held = sorted(self._versions(child, "tracking-meeting"), key=lambda versions: versions[-1].id in struck)
        for versions in held:
            if agrees(fields, versions[-1]) or any(version.fields == fields for version in versions):
                return self._add_to_meeting(row, fields, versions)
        standing = [versions[-1] for versions in held if versions[-1].id not in struck]
        if standing:
            unlike = [n for n, value in fields.items() if standing[-1].fields.get(n, value) != value]
            row.wrong(
                unlike[0],
                f"{named(standing[-1])} says another {' and '.join(unlike)}; "
                f"to change it: permtrack correct {standing[-1].number} --set {unlike[0]}=... --reason ...",
            )
            return standing[-1]
        return self._add(child, row, "tracking-meeting", fields)

    def _add_to_meeting(self, row: RowAtWork, fields: Mapping[str, Value], versions: list[Event]) -> Event | None:
        """The recorded meeting; what the row says beyond it is added to it."""
        last = versions[-1]
        self._is_there(row, last)
        if last.id in self._books.struck:
            return None
        known = {name for version in versions for name in version.fields}
        more = {name: value for name, value in fields.items() if name not in known}
        if more:
            added = more_said(vocabulary(), self._at(row), last, more, BY_MINUTES)
            self.drafts.append(added)
            versions.append(apply_correction(last, added.event))
            row.added += 1
        return last

    def _take_plan(self, child: ChildMinutes) -> None:
        """The plan, where the minutes change it."""
        primary, parallel = child.one_saying("new_plan"), child.one_saying("new_parallel")
        row = primary or parallel
        if row is None:
            return
        now = self._plan_on(child, self._on)
        wanted = _wanted(primary, parallel, now)
        if parallel is not None and wanted.primary in wanted.parallel:
            parallel.wrong("new_parallel", f"{wanted.primary} is the plan already; take it out of new_parallel")
            return
        there = self._there_already(child, "plan-set", wanted.fields())
        if there:
            self._is_there(row, there)
        elif wanted.stands_in(now):
            self._warn("plan-unchanged", child, row, "the plan written is the present one; no change is recorded")
        else:
            self._warn_of_plan(child, row, wanted, now, is_parallel_said=parallel is not None)
            self._add(child, row, "plan-set", wanted.fields())

    def _warn_of_plan(
        self, child: ChildMinutes, row: RowAtWork, wanted: PlanWanted, now: Plan | None, *, is_parallel_said: bool
    ) -> None:
        if wanted.parallel and not is_parallel_said:
            self._warn(
                "parallel-kept", child, row,
                f"the parallel plan {', '.join(wanted.parallel)} stays beside {wanted.primary}, for nothing is written "
                "under new_parallel; none would end it",
            )  # fmt: skip
        later = self._plan_on(child, self._occasion.today)
        if later and later.on > self._on and (now is None or later.event.id != now.event.id):
            self._warn("plan-later", child, row, f"a later plan stands, set on {shown(later.on)}: {named(later.event)}")

    def _take_action(self, child: ChildMinutes, row: RowAtWork, number: int, meeting: Event | None) -> None:
        """One of the new actions of a row."""
        cells = dict(zip(("action", "owner", "due"), action_columns(number), strict=True))
        fields = _action_in(row, number)
        if "action" not in fields:
            return
        there = self._there_already(child, "action-agreed", fields)
        if there:
            self._is_there(row, there)
            return
        if meeting and (agreed := self._agreed_otherwise(child, fields, meeting)):
            self._action_differs(child, row, cells["action"], fields, agreed)
            return
        missing = [name for name in ("owner", "due") if name not in fields]
        if missing:
            self._warn("action-incomplete", child, row, f"{cells['action']} has no {' and no '.join(missing)}")
        if str(fields.get("due", self._on)) < self._on.isoformat():
            due = date.fromisoformat(str(fields["due"]))
            self._warn("action-due-before", child, row, f"{cells['due']} {shown(due)} is before the meeting")
        for same in self._open_like(child, fields["action"]):
            self._warn(
                "action-repeated", child, row,
                f"{cells['action']} is open already: {named(same)}; the same words are now a second action",
            )  # fmt: skip
        at: dict[str, Value] = {"at": meeting.id} if meeting else {}
        self._add(child, row, "action-agreed", {**fields, **at})

    def _agreed_otherwise(self, child: ChildMinutes, fields: Mapping[str, Value], meeting: Event) -> Event | None:
        """The recorded action of this meeting in the same words with another owner or day; the likest of several.

        One that another cell of the form says, or has been held against already, is that cell's.
        """
        said = [action for row in child.rows for action in _actions_in(row)]
        exact = {e.id for action in said if (e := self._there_already(child, "action-agreed", action))}
        agreed = [
            action
            for action in self._books.of_child(child.child.id)
            if action.kind == "action-agreed"
            and action.on == self._on
            and action.fields.get("at", meeting.id) == meeting.id
            and action.fields.get("action") == fields["action"]
            and action.id not in exact | self._matched
        ]
        return max(agreed, key=lambda action: -len(_unlike(fields, action)), default=None)

    def _action_differs(
        self, child: ChildMinutes, row: RowAtWork, column: str, fields: Mapping[str, Value], agreed: Event
    ) -> None:
        """Leave an action as it is recorded, and say how it is changed; of what the form says less nothing is said."""
        unlike = _unlike(fields, agreed)
        if not unlike:
            self._is_there(row, agreed)
            return
        self._matched.add(agreed.id)
        row.differs.append(f"{named(agreed)} has another {' and '.join(unlike)}")
        says = " and ".join(_in_words(name, str(fields[name])) for name in unlike)
        mend = " ".join(f"--set {_setting(name, str(fields[name]))}" for name in unlike)
        self._warn(
            "action-differs", child, row,
            f"{column} was agreed at this meeting already, as {named(agreed)}, and now says {says}; no second action is "
            f"recorded. To change the first: permtrack correct {agreed.number} {mend} --reason ...",
        )  # fmt: skip

    def _open_like(self, child: ChildMinutes, text: Value) -> Iterator[Event]:
        agreed = (event for event in self._books.of_child(child.child.id) if event.kind == "action-agreed")
        return (action for action in agreed if action.id not in self._ended and action.fields.get("action") == text)

    def _take_done(self, child: ChildMinutes, row: RowAtWork) -> None:
        """The end of an action agreed earlier."""
        mark = row.text("done")
        if mark in {None, "no"}:
            return
        try:
            action = action_meant(self._books, f"#{row.text('open_action')}")
        except RequestRefused as refused:
            row.wrong("open_action", str(refused))
            return
        if action.child != child.child.id:
            row.wrong("open_action", f"#{action.number} belongs to another child")
            return
        on = self._on if mark == "yes" else date.fromisoformat(str(mark))
        if on < action.on:
            row.wrong("done", f"#{action.number} was agreed on {shown(action.on)}, after {shown(on)}")
        elif earlier := self._ended.get(action.id):
            self._end_again(row, action, earlier, on, is_day_said=mark != "yes")
        elif struck := self._there_already(child, "action-done", {"action_id": action.id}, on):
            self._is_there(row, struck)
        else:
            self._ended[action.id] = self._add(child, row, "action-done", {"action_id": action.id}, on)

    def _end_again(self, row: RowAtWork, action: Event, earlier: Event, on: date, *, is_day_said: bool) -> None:
        """An action that has ended: the same end is there already, another contradicts it."""
        by = named(earlier) if earlier.number else f"{earlier.kind} in another row"
        if earlier.kind == "action-done" and (earlier.on == on or not is_day_said):
            self._is_there(row, earlier)
        else:
            row.wrong("done", f"#{action.number} has ended already: {by}; empty the cell, or correct that event")

    def _take_delay(self, child: ChildMinutes, row: RowAtWork) -> None:
        """The reason for delay of a row."""
        fields = {n: v for n in ("reason", "whose", "until") if (v := row.says(f"delay_{n}")) is not None}
        if not fields:
            return
        there = self._there_already(child, "delay-recorded", fields)
        if there:
            self._is_there(row, there)
            return
        if str(fields.get("until", self._on)) < self._on.isoformat():
            until = date.fromisoformat(str(fields["until"]))
            self._warn("delay-until-before", child, row, f"delay_until {shown(until)} is before the meeting")
        self._add(child, row, "delay-recorded", fields)

    def _versions(self, child: ChildMinutes, kind: str, on: date | None = None) -> list[list[Event]]:
        return self._recorded.setdefault((child.child.id, kind, (on or self._on).isoformat()), [])

    def _there_already(
        self, child: ChildMinutes, kind: str, fields: Mapping[str, Value], on: date | None = None
    ) -> Event | None:
        """The event of the day that says, or once said, exactly this, whatever it says it was agreed at."""
        for versions in self._versions(child, kind, on):
            if any({n: v for n, v in version.fields.items() if n != "at"} == fields for version in versions):
                return versions[-1]
        return None

    def _is_there(self, row: RowAtWork, recorded: Event) -> None:
        self._matched.add(recorded.id)
        struck = recorded.id in self._books.struck
        what = named(recorded) if recorded.number else f"{recorded.kind} stands twice in the form"
        row.there.append(f"{what}, struck out here; it stays so" if struck else what)

    def _add(
        self, child: ChildMinutes, row: RowAtWork, kind: str, fields: Mapping[str, Value], on: date | None = None
    ) -> Event:
        """A new event of the meeting's day, or of another; the row's own line is its source."""
        recorded = event(self._at(row), child.child.id, kind, on or self._on, fields)
        self._warn_of_people(child, row, recorded)
        self.drafts.append(draft(vocabulary(), recorded))
        self._versions(child, kind, recorded.on).append([recorded])
        row.added += 1
        return recorded

    def _warn_of_people(self, child: ChildMinutes, row: RowAtWork, recorded: Event) -> None:
        """Name what may be a person's name; the chair once, though every child's meeting has it."""
        for sentence in warnings_of_people(recorded):
            if recorded.kind == "action-agreed" or all(one.sentence != sentence for one in self.findings):
                self._warn("may-be-name", child, row, sentence)

    def _at(self, row: RowAtWork) -> Occasion:
        return replace(self._occasion, source=f"{self._file}:{row.row.line}")

    def _plan_on(self, child: ChildMinutes, day: date) -> Plan | None:
        """The plan that stands at the end of a day, by what was recorded before this import."""
        told = history(self._books.recorded_of(child.child.id), day, vocabulary().reading_order)
        return journey(told, day).plan if told else None

    def _warn_of_events_since(self, child: ChildMinutes) -> None:
        """Name what was recorded of the child after the form was written."""
        since = [
            entry
            for entry in self._books.recorded_of(child.child.id)
            if entry.number > self._known_to_form and not {entry.id, entry.fields.get("event")} & self._matched
        ]
        if since:
            more = f" and {len(since) - MOST_NAMED} more" if len(since) > MOST_NAMED else ""
            told = ", ".join(named(entry) for entry in since[:MOST_NAMED])
            self._warn("child-changed", child, child.rows[0], f"recorded since the form was written: {told}{more}")

    def _warn(self, id_: str, child: ChildMinutes, row: RowAtWork, sentence: str) -> None:
        place = Place(file=self._file, line=row.row.line, table=TABLE)
        self.findings.append(ImportFinding(id=id_, rule="", child=child.child.ref, place=place, sentence=sentence))


def _wanted(primary: RowAtWork | None, parallel: RowAtWork | None, now: Plan | None) -> PlanWanted:
    """The plan written, with what an empty cell leaves as it is."""
    plan = primary.text("new_plan") if primary else (now.primary if now else None)
    if parallel is not None:
        written = parallel.says("new_parallel")
        return PlanWanted(primary=plan, parallel=written if isinstance(written, tuple) else ())
    kept = tuple(one for one in now.parallel if one != plan) if now else ()
    return PlanWanted(primary=plan, parallel=kept)


def _actions_in(row: RowAtWork) -> Iterator[dict[str, Value]]:
    """The new actions that a row says, each with the fields that are filled in."""
    for number in range(1, ACTIONS_A_ROW + 1):
        fields = _action_in(row, number)
        if "action" in fields:
            yield fields


def _action_in(row: RowAtWork, number: int) -> dict[str, Value]:
    cells = zip(("action", "owner", "due"), action_columns(number), strict=True)
    return {name: value for name, column in cells if (value := row.says(column)) is not None}


def _unlike(fields: Mapping[str, Value], agreed: Event) -> list[str]:
    """What a form says of an action that the recorded one does not."""
    return [name for name in ("owner", "due") if name in fields and fields[name] != agreed.fields.get(name)]


def _in_words(name: str, value: str) -> str:
    return f"{name} {shown(date.fromisoformat(value)) if name == 'due' else value}"


def _setting(name: str, value: str) -> str:
    """What is typed to change a field; of an owner that is no plain code only the field, for a shell may read it."""
    return f"{name}={value if PLAIN.fullmatch(value) else '...'}"
