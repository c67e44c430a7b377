"""Words planted in every free text of two hundred children: they come out where the contract says so, and nowhere else.

A command that nobody has thought of here may show none of them.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl

from permtrack.ledger.outlook import SUFFIX
from permtrack.ledger.store import create, open_ledger
from permtrack.render import written
from tests.cli.letterbox import Letterbox, served
from tests.cli.running import Ran
from tests.torture_parts.every_command import Line, lines
from tests.torture_parts.furnished import Furnished
from tests.torture_parts.hostile_ledgers import RECORDED_AT, life
from tests.torture_parts.outcome import Outcome

CANARY = re.compile(r"zzcanary\d\d")
CODES = frozenset(
    [
        *("ref", "team", "worker", "iro", "authority", "family_finder", "sibling_group", "chair", "carer", "family"),
        *("authorised_by", "source", "recorded_by"),
    ]
)
"""Words that are no free texts: codes, which many answers show."""
INITIALS, ACTION, OWNER, TEXTS = (
    "child-added.initials",
    "action-agreed.action",
    "action-agreed.owner",
    "every other text",
)
SHOWN: Mapping[str, frozenset[str]] = {
    "timeline": frozenset({INITIALS, ACTION, OWNER, TEXTS}),
    "child": frozenset({INITIALS, ACTION, OWNER, TEXTS}),
    "pack": frozenset({INITIALS, ACTION, OWNER, TEXTS}),
    "export events": frozenset({INITIALS, ACTION, OWNER, TEXTS}),
    "actions": frozenset({INITIALS, ACTION, OWNER}),
    "chase --by owner": frozenset({OWNER}),
    "export children": frozenset({INITIALS}),
    "children": frozenset({INITIALS}),
    **dict.fromkeys(("due", "drift", "why", "check"), frozenset({INITIALS})),
}
"""What may stand in the answer of which command. Initials help people, so no machine format but the children's has them."""


@dataclass(frozen=True, slots=True)
class Cage:
    """The ledger, and the canary of each place."""

    place: Furnished
    canaries: Mapping[str, str]

    def loose(self, text: str) -> set[str]:
        """The kinds of places whose canaries stand in a text."""
        found = set(CANARY.findall(text))
        return {_kind(place) for place, canary in self.canaries.items() if canary in found}


def _kind(place: str) -> str:
    return place if place in {INITIALS, ACTION, OWNER} else TEXTS


def canaries(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """Every answer, the mail, calendars, files to send, completion, errors and leftovers; then one that tells too much."""
    cage = _caged(folder / "cage", 20 if quick else 200)
    with _watched_folder(folder / "temporary") as left:
        yield _answers(cage)
        yield _sent(cage, folder)
        yield _completed(cage)
        yield _recorded(cage, folder)
    names = [path.name for path in folder.rglob("*") if CANARY.search(path.name)]
    yield Outcome(
        not left and not names,
        f"{len(left)} files left in the temporary folder, {len(names)} names of files tell something",
    )
    kept = written.SPELT_OUT
    written.SPELT_OUT = {"note": ("note",), "action-agreed": ("action", "owner")}  # type: ignore[dict-item]
    try:
        caught = _recorded(cage, folder)
    finally:
        written.SPELT_OUT = kept
    yield Outcome(not caught.passed, "bites: a recording that repeats an action's words is found out")


def _caged(folder: Path, count: int) -> Cage:
    found: dict[str, str] = {}

    def teller(number: int) -> Callable[[str], str]:
        def say(place: str) -> str:
            name = place.partition(".")[2] or place
            if name in CODES:
                return f"C{number}" if name == "ref" else f"{name.upper()}{number % 7}"
            return found.setdefault(place, f"zzcanary{len(found):02}")

        return say

    folder.mkdir()
    place = Furnished(folder, {})
    create(place.ledger, tracking_from=date(2026, 1, 1), authority="A", recorded_at=RECORDED_AT, recorded_by="desk")
    with open_ledger(place.ledger, writing=True) as ledger, ledger.transaction():
        ledger.append([draft for number in range(count) for draft in life(number, teller(number))])
    return Cage(place, found)


def _answers(cage: Cage) -> Outcome:
    asked, wrong, came = 0, [], set[str]()
    for line in lines({"policy": "#1", "action": "#1", "note": "#1"}):
        words = [{"1188": "C3", "review.next": "match.six-months"}.get(word, word) for word in line.words]
        if not line.reads and line.name not in {"check", "doctor", "verify", "completion", "backup"}:
            continue
        place = cage.place if line.reads else cage.place.copy(cage.place.folder.with_name(f"copy-{asked}"))
        ran = place.run(*words)
        shown = cage.loose(ran.out + _in_a_workbook(place.folder, line))
        may = _may_show(line)
        came |= shown
        asked += 1
        if shown - may or cage.loose(ran.err):
            wrong.append(f"{line.typed} shows {', '.join(sorted(shown - may))} {cage.loose(ran.err) or ''}")
    listed = "".join(f"\n       {one}" for one in wrong[:10])
    return Outcome(
        not wrong and came == {INITIALS, ACTION, OWNER, TEXTS},
        f"{len(cage.canaries)} canaries, {asked} answers: {len(wrong)} show what they must not{listed}",
    )


def _may_show(line: Line) -> frozenset[str]:
    asked = f"export {line.words[1]}" if line.name == "export" else line.name
    more = f"{line.name} {' '.join(line.words[1:3])}"
    may = SHOWN.get(more, SHOWN.get(asked, frozenset()))
    plain = asked in {"due", "drift", "why", "check", "actions"} and line.form not in {"table", "html"}
    return may - {INITIALS} if plain else may


def _in_a_workbook(folder: Path, line: Line) -> str:
    if line.to_file is None:
        return ""
    file = folder / line.to_file
    book = openpyxl.load_workbook(file)
    file.unlink()
    return "\n".join(str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def _sent(cage: Cage, folder: Path) -> Outcome:
    """What leaves the office: the mail of a check, its files and its calendar, and the texts for each worker."""
    letterbox = Letterbox()
    place = cage.place.copy(folder / "sending")
    with served(letterbox) as server:
        mail = ("--smtp", server, "--mail-to", "t@example.org", "--mail-from", "p@example.org")
        for ending in ("html", "json", "csv", "txt"):
            place.run("check", "--to", f"night.{ending}", "--calendar", "due.ics", *mail)
    for by in ("worker", "team", "iro"):
        place.run("chase", "--by", by, "--to", f"chased-{by}")
    kept = place.ledger.with_name(f"{place.ledger.name}{SUFFIX}")
    files = [path for path in place.folder.rglob("*") if path.is_file() and path not in {place.ledger, kept}]
    letters = [letter.as_string() + str(letter.get_payload(decode=True)) for _, letter in letterbox.letters]
    for_people = {place.folder / "night.txt": {INITIALS}, place.folder / "night.html": {INITIALS}}
    wrong = [path.name for path in files if cage.loose(path.read_text("utf-8-sig")) - for_people.get(path, set())]
    wrong += [kept.name] if cage.loose(kept.read_bytes().decode("latin-1")) - {INITIALS} else []
    wrong += ["a letter" for letter in letters if cage.loose(letter)]
    return Outcome(
        len(letters) > 0 and len(files) > 5 and not wrong,
        f"{len(letters)} letters and {len(files)} files to send: {len(wrong)} show anything {wrong[:3] or ''}",
    )


def _completed(cage: Cage) -> Outcome:
    """What a shell is offered behind commands that take a ref."""
    said = ""
    for typed in ("permtrack child ", "permtrack add-event ", "permtrack child zz", "permtrack due "):
        asked = {
            "COMP_WORDS": typed,
            "COMP_CWORD": str(len(typed.split(" ")) - 1),
            "_PERMTRACK_COMPLETE": "complete_bash",
        }
        ran = cage.place.run(**asked, PERMTRACK_LEDGER=str(cage.place.ledger))
        said += ran.out + ran.err
    return Outcome("C3" in said and not cage.loose(said), "completion offers refs and nothing else")


def _recorded(cage: Cage, folder: Path) -> Outcome:
    """What is said of texts as they are recorded and as they are refused: never the texts."""
    told, codes = "", []
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = cage.place.copy(Path(name) / "recording")
        wrong = place.folder / "wrong.db"
        wrong.write_bytes(b"no ledger" * 900)
        canary = cage.canaries["note.note"]
        for path in (str(place.ledger), str(wrong), "no/such.db"):
            for ran in _typing(place, canary, path):
                told += ran.out + ran.err
                codes.append(ran.code)
    said = cage.loose(told) - {INITIALS}
    return Outcome(
        {0, 2, 3, 4} <= set(codes) and not said,
        f"{len(codes)} recordings with a canary, {codes.count(0)} taken, the others refused: "
        f"{'IT IS SAID' if said else 'nothing of it is said'}",
    )


def _typing(place: Furnished, canary: str, path: str) -> Iterator[Ran]:
    where = ("--ledger", path)
    yield place.run("add-event", "C3", "note", "--note", canary, *where)
    yield place.run("add-event", "C3", "ppm", "--action", f"{canary}; SW1; 1/9/2026", "--note", canary, *where)
    yield place.run("add-event", "C3", "action", "--set", f"action={canary}", *where)
    yield place.run("add-event", "C3", "no-such-kind", "--note", canary, *where)
    yield place.run("add-event", "C3", "note", "31/13/2026", "--note", canary, *where)
    yield place.run("add-event", "C999", "note", "--note", canary, *where)
    yield place.run("add-event", "C3", "note", "--note", f"{canary}\x07", *where)
    yield place.run("add-event", "C3", "note", "--note", canary * 200, *where)
    yield place.run("add-event", "C3", "action", "--set", f"action={canary}", "--set", "due=never", *where)
    yield place.run("void", "#9999", "--reason", canary, *where)
    yield place.run("void", "#4", "--reason", canary, *where)
    yield place.run("correct", "#5", "--set", f"note={canary}", "--reason", canary, *where)
    yield place.run("correct", "#5", "--set", "no-such-field=x", "--reason", canary, *where)
    yield place.run(
        "waive", "C3", "ppm.next", "--until", "1/9/2026", "--reason", canary, "--authorised-by", "TM", *where
    )
    yield place.run(
        "waive", "C3", "no.rule", "--until", "1/9/2026", "--reason", canary, "--authorised-by", "TM", *where
    )
    sheet = place.folder / "sheet.csv"
    sheet.write_text(f"ref,kind,on,note\nC3,visit,2026-02-30,{canary}\nC3,visit,2026-02-20,{canary}\x07\n", "utf-8")
    yield place.run("import-events", "sheet.csv", *where)
    yield place.run("import-events", "sheet.csv", "--skip-bad-rows", *where)


@contextmanager
def _watched_folder(folder: Path) -> Iterator[list[str]]:
    """A temporary folder for everything that asks for one; what is left in it when all is over."""
    folder.mkdir()
    left: list[str] = []
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield left
    finally:
        left += [path.name for path in folder.rglob("*")]
        os.environ.pop("TMPDIR")
        if before is not None:
            os.environ["TMPDIR"] = before
