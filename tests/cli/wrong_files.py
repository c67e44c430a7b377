"""Files that are no sound ledger, or hardly one: how each is made of a sound one, as `corpus.py` tells of them."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.cli.corpus import entries
from tests.ledger.given import raw, rechain, tamper

Recipe = Mapping[str, object]
# Held for a minute and filled to the brim: tests/ledger/test_failures.py and tests/torture_parts have these.
ELSEWHERE = frozenset({"locked", "enospc"})
FILES = [entry for entry in entries("ledger") if entry["recipe"]["make"] not in ELSEWHERE]


def of_bytes(path: Path, recipe: Recipe) -> Path:
    path.write_bytes(bytes.fromhex(str(recipe["hex"])))
    return path


def of_zip(path: Path, _: Recipe) -> Path:
    path.unlink()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("reviews.csv", "CHILD,REVIEW\n")
    return path


def of_zeros(path: Path, _: Recipe) -> Path:
    path.write_bytes(bytes(8192))
    return path


def truncated(path: Path, recipe: Recipe) -> Path:
    size = path.stat().st_size
    length = int(str(recipe["to"])) if "to" in recipe else int(size * float(str(recipe["frac"])))
    path.write_bytes(path.read_bytes()[:length])
    return path


def of_a_newer_version(path: Path, recipe: Recipe) -> Path:
    with raw(path) as connection:
        connection.execute(f"PRAGMA user_version = {recipe['user_version']}")
    return path


def sql(*statements: str) -> Callable[[Path, Recipe], Path]:
    def tampered(path: Path, _: Recipe) -> Path:
        tamper(path, *statements)
        return path

    return tampered


def chained_anew(path: Path, _: Recipe) -> Path:
    tamper(path, "UPDATE event SET happened_on = '2026-10-01' WHERE number = 2")
    rechain(path)
    return path


def unprotected(path: Path, _: Recipe) -> Path:
    with raw(path) as connection:
        connection.execute("DROP TRIGGER event_no_update")
    return path


def with_a_view(path: Path, _: Recipe) -> Path:
    with raw(path) as connection:
        connection.execute("ALTER TABLE event RENAME TO real_event")
        connection.execute("CREATE VIEW event AS SELECT * FROM real_event")
    return path


def with_a_hot_journal(path: Path, _: Recipe) -> Path:
    """A writer that died in the middle: its journal still says what the pages held before."""
    copy = path.with_name("copy.db")
    with raw(path) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE half (x)")
        connection.executemany("INSERT INTO half VALUES (?)", [("x" * 1000,)] * 100)
        copy.write_bytes(path.read_bytes())
        copy.with_name("copy.db-journal").write_bytes(path.with_name(f"{path.name}-journal").read_bytes())
        connection.execute("ROLLBACK")
    copy.chmod(0o600)
    return copy


def with_a_bit_flipped(path: Path, _: Recipe) -> Path:
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"chair":"DO"', b'"chair":"DN"', 1))
    assert path.read_bytes() != content
    return path


def a_folder(path: Path, _: Recipe) -> Path:
    path.unlink()
    path.mkdir()
    return path


def of_that_name(path: Path, recipe: Recipe) -> Path:
    return path.rename(path.with_name(str(recipe["name"])))


def open_to_others(path: Path, _: Recipe) -> Path:
    path.chmod(0o644)
    return path


MAKE: Mapping[str, Callable[[Path, Recipe], Path]] = {
    "bytes": of_bytes,
    "zip": of_zip,
    "zeros": of_zeros,
    "truncate": truncated,
    "pragma": of_a_newer_version,
    "tamper_row": sql("UPDATE event SET happened_on = '2026-10-01' WHERE number = 2"),
    "delete_row": sql("DELETE FROM event WHERE number = 5"),
    "delete_tail": sql("DELETE FROM event WHERE number > 5", "DELETE FROM free_text WHERE event > 5"),
    "rechain": chained_anew,
    "swap": sql(
        "UPDATE event SET number = 99 WHERE number = 3",
        "UPDATE event SET number = 3 WHERE number = 5",
        "UPDATE event SET number = 5 WHERE number = 99",
    ),
    "drop_trigger": unprotected,
    "view": with_a_view,
    "hot_journal": with_a_hot_journal,
    "bitflip": with_a_bit_flipped,
    "dir": a_folder,
    "path": of_that_name,
    "mode644": open_to_others,
}
