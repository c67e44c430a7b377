"""A ledger of invented children to look around in: made from the sample, in a folder that holds nothing else."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import permtrack
from permtrack.app.drafting import Occasion
from permtrack.app.import_return import import_return
from permtrack.app.import_sheet import import_sheet
from permtrack.app.packaged import vocabulary
from permtrack.domain.accounting import ImportReport
from permtrack.domain.records import record
from permtrack.errors import RequestRefused, SystemRefused
from permtrack.exchange.event_sheet import read_sheet
from permtrack.ledger.store import create, open_ledger

SAMPLE = "sample_data"
LEDGER = "permtrack.db"
ABOUT = "about.toml"
EVENTS = "events.csv"
RETURNS = "return-"
MARK = "made-by-permtrack-demo.txt"
MARKED = (
    "permtrack demo made this folder, and permtrack demo --force may make it anew. Keep nothing of your own in it.\n"
)


@record
class Demonstration:
    """What was made, and the day that its answers are about."""

    folder: Path
    ledger: Path
    sample: Path
    as_at: date
    about: str
    imports: tuple[ImportReport, ...]


def demonstrate(folder: Path, occasion: Occasion, *, force: bool = False) -> Demonstration:
    """Make a demonstration: a copy of the sample, and the ledger that comes of it.

    Raises RequestRefused where the folder exists, unless an earlier demonstration made it and `force` says to replace it.
    """
    _make_room(folder, force=force)
    sample = folder / SAMPLE
    _copy(_sample(), sample)
    about = tomllib.loads((sample / ABOUT).read_text("utf-8"))
    ledger = folder / LEDGER
    create(
        ledger.absolute(),
        tracking_from=about["tracking_from"],
        authority=about["authority"],
        recorded_at=occasion.now,
        recorded_by=occasion.account,
    )
    return Demonstration(
        folder=folder,
        ledger=ledger,
        sample=sample,
        as_at=about["as_at"],
        about=about["about"],
        imports=tuple(_imports(ledger, sample, replace(occasion, today=about["as_at"]))),
    )


def _imports(ledger_path: Path, sample: Path, occasion: Occasion) -> Iterator[ImportReport]:
    """Bring in the returns and the sheet, as somebody would on the sample's own day."""
    sheet = read_sheet((sample / EVENTS).read_bytes(), EVENTS, vocabulary(), occasion.today)
    with open_ledger(ledger_path, writing=True) as ledger:
        yield import_return(ledger, sorted(sample.glob(f"{RETURNS}*")), occasion)
        yield import_sheet(ledger, occasion, sheet)


def _make_room(folder: Path, *, force: bool) -> None:
    if not folder.exists():
        folder.mkdir(mode=0o700)
    elif not (folder / MARK).is_file():
        raise RequestRefused(f"{folder} exists and is not a demonstration; name another: permtrack demo FOLDER")
    elif not force:
        raise RequestRefused(
            f"{folder} is there already; look around in it, or make it anew: permtrack demo {folder} --force"
        )
    else:
        _clear(folder)
    (folder / MARK).write_text(MARKED, "utf-8")


def _clear(folder: Path) -> None:
    """Take away what an earlier demonstration made, and nothing else."""
    made = sorted((folder / SAMPLE).rglob("*"), reverse=True)
    for path in (*made, folder / SAMPLE):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    (folder / LEDGER).unlink(missing_ok=True)


def _sample() -> Traversable:
    """The sample: inside the package where it was installed, beside it in a checkout."""
    inside = resources.files(permtrack) / SAMPLE
    beside = Path(permtrack.__file__).resolve().parents[1] / SAMPLE
    for place in (inside, beside):
        if (place / ABOUT).is_file():
            return place
    raise SystemRefused("the sample did not come with this permtrack; install it again")


def _copy(source: Traversable, target: Path) -> None:
    """Copy a folder, be it one of the disk or of a zipped application."""
    target.mkdir()
    for entry in source.iterdir():
        if entry.is_dir():
            _copy(entry, target / entry.name)
        else:
            (target / entry.name).write_bytes(entry.read_bytes())
