"""Hostile texts through every output: each answer of each command in each format, a real terminal, mail, and LibreOffice."""

import contextlib
import csv
import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import jinja2

from permtrack.render import sheets, visible
from tests.cli.letterbox import Letterbox, served
from tests.cli.running import Ran
from tests.cli.terminal import on_a_terminal
from tests.torture_parts.every_command import NEEDS_NO_LEDGER, Line, lines
from tests.torture_parts.furnished import DAY
from tests.torture_parts.hostile_ledgers import Planted, corpus, harmless, planted, typed
from tests.torture_parts.judging import STYLED, counting_cells, is_plain, wrong_with
from tests.torture_parts.outcome import LeftOutError, Outcome, run

ABOUT_NO_CHILD = frozenset({"reconcile", "policy history", "policy show", *NEEDS_NO_LEDGER})
"""They read something else than the children's record."""
RULE = "match.six-months"
FILE_NAME = re.compile(r"[A-Za-z0-9-]+\.[a-z]+")
WIDTHS = (40, 100)
MANY_COLUMNS = 4000


def hostile(folder: Path, *, quick: bool) -> Iterator[Outcome]:
    """A ledger planted with every text, then one that took them at the front door; then three encoders that do nothing."""
    texts = corpus(every=8 if quick else 1)
    ours = planted(folder / "planted", texts), planted(folder / "twin", harmless(len(texts)))
    yield _answers(*ours, some=2 if quick else 30, what="put straight into a ledger")
    yield _mailed(*ours)
    yield _in_files(folder, ours[0])
    yield _imported(folder, texts)
    yield _on_terminals(ours[0], quick=quick)
    yield from _bites(*ours)
    taken = typed(folder / "typed", texts[:: 4 if quick else 1])
    twin = typed(folder / "typed-twin", harmless(len(taken.texts)), taken.taken)
    yield _answers(taken, twin, some=2 if quick else 8, what="typed and taken")
    yield _in_a_spreadsheet(folder, ours[0])


def _asked(ours: Planted, *, some: int) -> Iterator[tuple[Line, int | None]]:
    """Every line that reads a ledger; those about one child for so many children, by their places."""
    step = max(1, len(ours.texts) // some)
    for line in lines({"policy": "#1", "action": "#1", "note": "#1"}):
        if line.reads and line.name not in ABOUT_NO_CHILD and line.to_file is None:
            about_one = "1188" in line.words
            for place in range(0, len(ours.texts), step) if about_one else [None]:
                yield line, place


def _words(line: Line, ref: str | None) -> list[str]:
    swapped: Mapping[str, str] = {"1188": ref or "", "review.next": RULE}
    words = [swapped.get(word, word) for word in line.words]
    if ref is None or not ref.startswith("-"):
        return words
    behind = [word for word in words if word in {ref, RULE}]
    return [*(word for word in words if word not in behind), "--", *behind]


def _answers(ours: Planted, twin: Planted, *, some: int, what: str) -> Outcome:
    tried, wrong = 0, []
    refs, others = _refs(ours), _refs(twin)
    for line, place in _asked(ours, some=some):
        ran = _ran(ours, line, None if place is None else refs[place])
        beside = _ran(twin, line, None if place is None else others[place])
        found = wrong_with(line.form, ran.out, beside.out) if ran.code == 0 else []
        if (ran.code, is_plain(ran.err)) != (beside.code, True):
            found.append(f"{ran.code}, the twin {beside.code}: {ran.err[:200]!a}")
        tried += 1
        wrong += [f"{line.typed} {'' if place is None else ours.texts[place][:30]!a}: {one}" for one in found]
    wrong += _not_given_back(ours)
    return Outcome(
        tried > 20 and not wrong,
        f"{len(ours.accepted if ours.taken else ours.texts)} texts {what}, {tried} answers: {len(wrong)} wrong{_listed(wrong)}",
    )


def _ran(ours: Planted, line: Line, ref: str | None) -> Ran:
    try:
        return ours.place.run(*_words(line, ref))
    except AssertionError as error:
        return Ran(1, "", str(error)[:300])


def _listed(wrong: Sequence[str]) -> str:
    return "".join(f"\n       {one}" for one in wrong[:12])


def _refs(ours: Planted) -> list[str]:
    """The refs in the order in which the children were recorded."""
    events = json.loads(ours.place.run("export", "events", "--format", "json").out)["events"]
    refs = {event["child"]: event["child"] for event in events if event["kind"] == "child-added"}
    return list(refs)


def _not_given_back(ours: Planted) -> list[str]:
    """Texts that JSON does not give back to the letter."""
    events = json.loads(ours.place.run("export", "events", "--format", "json").out)["events"]
    notes = {event["note"] for event in events} | {str(v) for event in events for v in event["fields"].values()}
    made_plain = {" ".join(note.split()) for note in notes if note}
    texts = ours.accepted if ours.taken else ours.texts
    lost = [text for text in texts if text not in notes and " ".join(text.split()) not in made_plain]
    return [f"JSON does not give back {text[:40]!a}" for text in lost]


def _mailed(ours: Planted, twin: Planted) -> Outcome:
    """A check's mail: the same headers as the twin's, and of the texts only the refs, made visible."""
    letterbox = Letterbox()
    sent = []
    with served(letterbox) as server:
        for one in (ours, twin):
            mail = ("--smtp", server, "--mail-to", "t@example.org", "--mail-from", "p@example.org")
            copy = one.place.copy(one.place.folder.with_name(f"{one.place.folder.name}-mailed"))
            copy.run("check", "--quiet", *mail)
            sent.append(letterbox.letters.pop() if letterbox.letters else None)
    if None in sent:
        return Outcome(passed=False, says="no mail was sent")
    letters = [letter for _, letter in sent if letter]  # type: ignore[misc]
    body, other = (letter.get_payload(decode=True).decode() for letter in letters)  # type: ignore[union-attr]
    same = [name for name, _ in letters[0].items()] == [name for name, _ in letters[1].items()]
    headers = all(is_plain(str(value)) for _, value in letters[0].items())
    passed = same and headers and is_plain(body, "\r\n") and len(body.splitlines()) == len(other.splitlines())
    return Outcome(passed, f"a mail of {len(body.splitlines())} lines with the twin's headers and lines, and plain")


def _in_files(folder: Path, ours: Planted) -> Outcome:
    """Files for each worker and owner: their names, and what is in them."""
    made, wrong = [], []
    for by in ("worker", "team", "iro", "owner"):
        into = folder / f"chased-{by}"
        ran = ours.place.run("chase", "--by", by, "--to", str(into))
        if ran.code or not is_plain(ran.err):
            wrong.append(f"chase --by {by}: {ran.code} {ran.err[:200]!a}")
        made += list(into.iterdir()) if into.is_dir() else []
    wrong += [f"named {file.name!a}" for file in made if not FILE_NAME.fullmatch(file.name)]
    wrong += [f"in {file.name}" for file in made if not is_plain(file.read_text("utf-8"))]
    return Outcome(
        len(made) > 0 and not wrong, f"{len(made)} files of texts to send: {len(wrong)} wrong{_listed(wrong)}"
    )


def _imported(folder: Path, texts: Sequence[str]) -> Outcome:
    """Sheets with the texts in every column: what is said of their rows, and the report."""
    place = typed(folder / "importing", ()).place
    wrong = []
    for column in ("ref", "kind", "on", "note", "dob", "plan", "worker", "initials"):
        cells = {"ref": "A", "kind": "note", "on": "2026-01-05", "dob": "2024-01-01"}
        page = io.StringIO()
        writer = csv.writer(page)
        names = list({**cells, column: ""})
        writer.writerow(names)
        writer.writerows([{**cells, column: text}[name] for name in names] for text in texts)
        (place.folder / "sheet.csv").write_text(page.getvalue(), "utf-8")
        ran = place.run("import-events", "sheet.csv", "--dry-run", "--skip-bad-rows", "--report", "report.csv")
        report = place.folder / "report.csv"
        told = report.read_text("utf-8-sig") if report.exists() else ""
        found = [] if is_plain(ran.out) and is_plain(ran.err) else ["a character that drives the screen"]
        found += wrong_with("csv", told, told) if told else []
        found += [f"ended with {ran.code}: {ran.err[:200]!a}"] if ran.code not in {0, 2} else []
        wrong += [f"in the column {column}: {one}" for one in found]
        report.unlink(missing_ok=True)
    return Outcome(not wrong, f"{len(texts)} texts in 8 columns of a sheet: {len(wrong)} wrong{_listed(wrong)}")


def _on_terminals(ours: Planted, *, quick: bool) -> Outcome:
    """What a real terminal receives, its own styling taken off; a very wide one shows every text whole."""
    wrong, tried = [], 0
    refs = _refs(ours)
    tables = [(line, place) for line, place in _asked(ours, some=3) if line.form == "table"]
    for line, place in tables[:: 6 if quick else 1]:
        for columns in WIDTHS:
            words = _words(line, None if place is None else refs[place])
            code, seen = _seen(ours, words, columns)
            tried += 1
            # The twin of `why` may be refused as well: a rule need not hold for a child.
            if code not in {0, 2} or not is_plain(seen, "\r\n"):
                wrong.append(f"{line.typed} at {columns}: {code}")
    _, seen = _seen(ours, ["actions", "--all"], MANY_COLUMNS)
    shown = " ".join(seen.split())
    lost = [text for text in ours.texts if " ".join(visible.visible(text).split()) not in shown]
    wrong += [f"not whole on a wide terminal: {text[:40]!a}" for text in lost]
    return Outcome(not wrong, f"{tried + 1} answers on a real terminal: {len(wrong)} wrong{_listed(wrong)}")


def _seen(ours: Planted, words: list[str], columns: int) -> tuple[int, str]:
    """The exit code, and what stands on the screen but for styling."""
    code, received = on_a_terminal(["--ledger", str(ours.place.ledger), *words], columns, PERMTRACK_TODAY=DAY)
    return code, STYLED.sub("", received.decode("utf-8"))


def _in_a_spreadsheet(folder: Path, ours: Planted) -> Outcome:
    """Every sheet and workbook, opened and saved by LibreOffice: no cell of it counts."""
    made = folder / "sheets"
    made.mkdir()
    every = [line for line in lines({"policy": "#1", "action": "#1", "note": "#1"}) if line.reads]
    for number, line in enumerate(every):
        if line.name not in ABOUT_NO_CHILD and (line.form == "csv" or line.to_file):
            words = [word for word in _words(line, _refs(ours)[0]) if word != line.to_file]
            words = words[:-1] if line.to_file else words[:-2]
            ours.place.run(*words, "--to", str(made / f"{number}.{line.form}"))
    for ending in ("xlsx", "csv"):
        ours.place.run("pack", "--meeting", "14/6/2026", "--form", str(made / f"form-{ending}.{ending}"))
    ours.place.run("check", "--to", str(made / "night.csv"))
    files = sorted(made.iterdir())
    ours_first = [f"{file.name}: {cell}" for file in files if file.suffix == ".xlsx" for cell in counting_cells(file)]
    saved = _saved_by_libreoffice(folder, files)
    counting = [*ours_first, *(f"{file.name}: {cell}" for file in saved for cell in counting_cells(file))]
    return Outcome(
        len(saved) == len(files) > 5 and not counting,
        f"{len(saved)} of {len(files)} sheets saved by LibreOffice: {len(counting)} cells that count{_listed(counting)}",
    )


def _saved_by_libreoffice(folder: Path, files: Sequence[Path]) -> list[Path]:
    office = next((found for name in ("soffice", "libreoffice") if (found := shutil.which(name))), None)
    if office is None:
        raise LeftOutError("needs LibreOffice (soffice) for its last line, which is not installed here")
    profile, target = (folder / "profile").as_uri(), folder / "saved"
    run([office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(target),
         *map(str, files)])  # fmt: skip
    return sorted(target.glob("*.xlsx")) if target.is_dir() else []


def _bites(ours: Planted, twin: Planted) -> Iterator[Outcome]:
    every = [(line, place) for line, place in _asked(ours, some=1)]
    cases = (
        ("visible() shows everything as it is", "table", lambda: _patched(visible, "_shown", lambda c: c)),
        ("no cell gets its apostrophe", "csv", lambda: _patched(sheets, "is_taken_for_formula", lambda text: False)),
        ("pages do not escape", "html", _unescaped),
    )
    refs, others = _refs(ours), _refs(twin)
    for says, form, broken in cases:
        with broken():
            found = [
                one
                for line, place in every
                if line.form == form and line.name in {"timeline", "export", "pack"}
                for one in wrong_with(
                    form,
                    _ran(ours, line, None if place is None else refs[place]).out,
                    _ran(twin, line, None if place is None else others[place]).out,
                )
            ]
        yield Outcome(
            len(found) > 0, f"bites: {says}, and {len(found)} answers are wrong: {found[0][:60] if found else ''}"
        )


def _unescaped() -> contextlib.AbstractContextManager[None]:
    escaping = jinja2.Environment
    return _patched(jinja2, "Environment", lambda **more: escaping(**{**more, "autoescape": False}))


@contextlib.contextmanager
def _patched(module: object, name: str, value: object) -> Iterator[None]:
    kept = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, kept)
