"""Which files make up which return. What a file holds, its columns say; names only ever say where a row stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from permtrack.domain.typed_dates import shown
from permtrack.errors import RequestRefused, SystemRefused
from permtrack.exchange.ssda903.markup import read_markup
from permtrack.exchange.ssda903.reading import TableRead, is_markup, read_csv
from permtrack.exchange.ssda903.returns import Return, last_day, read_return

ENDINGS = frozenset({".csv", ".xml", ".txt", ".tsv"})
LARGEST = 1024 * 1024 * 1024


@dataclass(slots=True)
class Pile:
    """The tables of one return, as they are found; `folder` names where, empty for files named one by one."""

    folder: str
    tables: list[TableRead]
    markup: bool = False

    def holds(self, table: TableRead) -> bool:
        """Whether the table is there already."""
        return any(mine.table is table.table for mine in self.tables)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The returns among the files, oldest first, and what was remarkable about the files."""

    returns: tuple[Return, ...]
    notices: tuple[str, ...]


def gather(paths: Sequence[Path], today: date, *, year: int | None = None, encoding: str | None = None) -> Gathered:
    """Read every file and put the returns together.

    Raises SystemRefused where a file cannot be read; RequestRefused where it is no table of a return, where a folder
    holds a table twice, or where files do not say which return they belong to.
    """
    folders, single = _sorted_out(paths)
    names = _names([file for files in folders.values() for file in files] + single)
    notices: list[str] = []
    reader = _Reader(names, encoding, notices)
    piles = [_folder(folder, [reader.tables(file) for file in files]) for folder, files in folders.items()]
    piles += _one_by_one([reader.tables(file) for file in single])
    piles = [pile for pile in piles if pile.tables]
    _refuse_unclear(piles, year)
    returns = sorted((read_return(pile.tables, today, year) for pile in piles), key=lambda found: found.year)
    for pile in piles:
        notices += [notice for table in pile.tables for notice in table.notices]
    notices += [notice for returned in returns for notice in _ended_after(returned)]
    return Gathered(tuple(returns), tuple(notices))


def _ended_after(returned: Return) -> Iterator[str]:
    """A remark where an episode lies after the year of its return: then the year is likely another one."""
    end = last_day(returned.year)
    for found in returned.children.values():
        for row in found.episodes:
            if max(row.began, row.ended or row.began) > end:
                yield (
                    f"{row.place.file}: an episode began or ended after {shown(end)}, the end of the return's year; "
                    "if the return is for another year, say --year"
                )
                return


def _sorted_out(paths: Sequence[Path]) -> tuple[dict[Path, list[Path]], list[Path]]:
    """Folders with their files, and files named themselves; each file once, however often it was named."""
    folders: dict[Path, list[Path]] = {}
    single: list[Path] = []
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise SystemRefused(f"there is no file or folder {path}")
        for folder in _folders(path) if path.is_dir() else []:
            files = [file for file in _files(folder) if file.resolve() not in seen]
            seen |= {file.resolve() for file in files}
            folders.setdefault(folder, []).extend(files)
        if not path.is_dir() and path.resolve() not in seen:
            seen.add(path.resolve())
            single.append(path)
    return folders, single


def _folders(path: Path) -> list[Path]:
    """The folder itself, or the folders in it where it holds no files of its own."""
    if _files(path):
        return [path]
    inside = sorted(folder for folder in path.iterdir() if folder.is_dir() and _files(folder))
    if not inside:
        raise RequestRefused(f"{path} holds no CSV and no XML file")
    return inside


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(
            file
            for file in folder.iterdir()
            if file.suffix.lower() in ENDINGS and not file.name.startswith((".", "~$")) and file.is_file()
        )
    except OSError as error:
        raise SystemRefused(f"{folder} cannot be read: {error.strerror}") from error


def _names(files: Iterable[Path]) -> dict[Path, str]:
    """How each file is named in the report: by its own name, with its folder's where two are named alike."""
    files = list(files)
    count = Counter(file.name for file in files)
    return {file: _name(file, with_folder=count[file.name] > 1) for file in files}


def _name(file: Path, *, with_folder: bool) -> str:
    """A file's name as it is kept with its events: bytes that are no text, which file systems allow, spelled out."""
    name = f"{file.resolve().parent.name}/{file.name}" if with_folder else file.name
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(slots=True)
class _Reader:
    names: dict[Path, str]
    encoding: str | None
    notices: list[str]

    def tables(self, file: Path) -> tuple[bool, tuple[TableRead, ...]]:
        """Whether the file is XML, and the tables it holds; none where it is empty."""
        name = self.names[file]
        content = _bytes(file)
        if is_markup(content):
            return True, read_markup(content, name)
        table = read_csv(content, name, self.encoding)
        if table is None:
            self.notices.append(f"{name} is empty: nothing says which table it would be, so it covers nothing")
        return False, () if table is None else (table,)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise RequestRefused(f"{file} is larger than any return")
        return file.read_bytes()
    except OSError as error:
        raise SystemRefused(f"{file} cannot be read: {error.strerror}") from error


def _folder(folder: Path, found: Sequence[tuple[bool, tuple[TableRead, ...]]]) -> Pile:
    pile = Pile(str(folder), [])
    for markup, tables in found:
        if pile.tables and tables and (markup or pile.markup):
            raise RequestRefused(f"{folder} holds XML beside other files of a return; keep one of them, or name files")
        for table in tables:
            if pile.holds(table):
                first = next(mine.file for mine in pile.tables if mine.table is table.table)
                raise RequestRefused(
                    f"{folder} holds the table {table.table.title} twice ({first}, {table.file}); "
                    "put each return in a folder of its own, or name its files one by one"
                )
        pile.tables += tables
        pile.markup = pile.markup or markup
    return pile


def _one_by_one(found: Sequence[tuple[bool, tuple[TableRead, ...]]]) -> list[Pile]:
    """Files in the order in which they were named: a table that comes again begins the next return."""
    piles: list[Pile] = []
    for markup, tables in found:
        if not tables:
            continue
        if markup:
            piles.append(Pile("", list(tables), markup=True))
        elif not piles or piles[-1].markup or piles[-1].holds(tables[0]):
            piles.append(Pile("", list(tables)))
        else:
            piles[-1].tables += tables
    return piles


def _refuse_unclear(piles: Sequence[Pile], year: int | None) -> None:
    if not piles:
        raise RequestRefused("the files hold no table of a return")
    if year is not None and len(piles) > 1:
        raise RequestRefused("--year is for one return; these files make up several, whose episodes tell their years")
    for pile in piles if len(piles) > 1 else []:
        if not any(table.table.name == "episodes" for table in pile.tables):
            files = ", ".join(table.file for table in pile.tables)
            raise RequestRefused(
                f"{files}: no Episodes table among these, so they do not say which return they belong to; "
                "put each return in a folder of its own, or name its files one after the other"
            )
