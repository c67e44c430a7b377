"""`permtrack doctor`: whether this installation and the ledger's file can be relied on."""

from permtrack.cli import output
from permtrack.cli.session import Session
from permtrack.cli.shared_options import writing
from permtrack.render.doctor import doctor_parts, doctor_record
from permtrack.render.machine import as_json


@writing
def doctor(session: Session) -> None:
    """Look at versions, the ledger's file and place, the clock, the rulebook's age, and when it was last looked after.

    Example: permtrack doctor

    Each line says ok, look or trouble, and what to do. Nothing in it is about a child. It needs no ledger, changes
    nothing, and ends with 0 unless the ledger cannot be used.
    """
    from permtrack.app.examining import examine  # noqa: PLC0415  (help needs neither SQLite nor the rulebook)

    clock, place = session.clock, session.place
    examined = examine(place.path, place.named_by, clock.today, clock.now, clock.said())
    if session.wants_json:
        output.write(as_json(doctor_record(examined.findings, str(place.path))))
    else:
        screen = output.screen()
        output.draw(doctor_parts(examined.findings, screen), screen)
    if examined.failure:
        raise examined.failure
