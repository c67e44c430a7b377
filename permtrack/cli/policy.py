"""`permtrack policy show`, `apply` and `history`: a service's own numbers, dated and with their reasons."""

from pathlib import Path
from typing import Annotated

import typer

from permtrack.app import local_policy
from permtrack.cli import output
from permtrack.cli.recording_options import DryRun, Reason, occasion
from permtrack.cli.session import Session
from permtrack.cli.shared_options import Reading, reading, writing_in_words
from permtrack.domain.typed_dates import parse_date
from permtrack.errors import RequestRefused
from permtrack.render.machine import as_json
from permtrack.render.policy import (
    applied_lines,
    history_parts,
    history_record,
    policy_parts,
    policy_record,
    policy_sheet,
)

LARGEST_FILE = 1_000_000
OnlyLocal = Annotated[bool, typer.Option("--local", help="Only what a policy has set.")]
PolicyFile = Annotated[Path, typer.Argument(metavar="FILE.toml", help="The policy, whole.", show_default=False)]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="The first day on which it holds.")]
Number = Annotated[str | None, typer.Argument(metavar="[NUMBER]", help="One policy's text, as it was applied.")]


@reading("table", "json", "csv")
def policy_show(reading: Reading, *, local: OnlyLocal = False) -> None:
    """Show every number that local policy may set: the national one or the default, the local one, since when and why.

    Example: permtrack policy show --local
    """
    with reading.session.open_ledger() as ledger:
        policy = local_policy.show_policy(ledger, reading.as_at, reading.known_at)
    chosen = policy.only_local() if local else policy
    match reading.form:
        case "json":
            reading.answer(as_json(policy_record(chosen)))
        case "csv":
            reading.answer(policy_sheet(chosen))
        case _:
            reading.show(lambda screen: policy_parts(chosen, screen))


@writing_in_words
def policy_apply(session: Session, *, file: PolicyFile, since: From, reason: Reason, dry_run: DryRun = False) -> None:
    """Let a policy hold from a day, in place of the one before, and say what that changes.

    Example: permtrack policy apply local.toml --from 1/4/2026 --reason "Management team, 12 March"
    """
    day = parse_date(since, session.clock.today, name="--from", ahead=True)
    text = _text(file)
    with session.open_ledger(writing=True) as ledger:
        applied = local_policy.apply_policy(ledger, occasion(session), text, file.name, day, reason, dry_run=dry_run)
    for line in applied_lines(applied):
        output.write(line + "\n")


def _text(file: Path) -> str:
    raw = file.read_bytes()
    if len(raw) > LARGEST_FILE:
        raise RequestRefused(f"{file.name}: a policy is a short text; this file has {len(raw):,} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestRefused(f"{file.name}: is not UTF-8 at byte {error.start}; save it as UTF-8") from error


@reading("table", "json")
def policy_history(reading: Reading, *, number: Number = None) -> None:
    """Show every policy there was: from which day, by whom, why, and what each changed.

    Example: permtrack policy history
    """
    with reading.session.open_ledger() as ledger:
        if number is not None:
            reading.answer(local_policy.policy_text(ledger, number, reading.known_at))
            return
        history = local_policy.policy_history(ledger, reading.as_at, reading.known_at)
    if reading.form == "json":
        reading.answer(as_json(history_record(history)))
    else:
        reading.show(lambda _: history_parts(history))
