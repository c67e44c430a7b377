"""The form for a meeting's minutes: a row for every child of the meeting's pack, with what is known as it is written."""

from collections import Counter

from permtrack.app.meeting_pack import Prepared
from permtrack.domain.agreed_actions import agreed_actions
from permtrack.domain.due_list import Wanted, due_list
from permtrack.domain.meeting.exceptions import overdue_lines
from permtrack.domain.minutes import FormChild, FormFacts, MinutesForm
from permtrack.domain.situations import situation
from permtrack.errors import RequestRefused


def meeting_form(prepared: Prepared, ledger_id: str) -> MinutesForm:
    """The form for the meeting of a pack, made for the ledger of this id.

    Raises RequestRefused where no child is in the pack.
    """
    pack = prepared.pack
    if not pack.standings:
        raise RequestRefused("no child is in the pack of this meeting, so its form would be empty; nothing was written")
    # Asked about by their refs the children have all their lines, those too that are said once of many.
    wanted = Wanted(refs=tuple(one.child.ref for one in pack.standings))
    listing = due_list(prepared.found.outlook, prepared.found.histories, wanted)
    overdue = Counter(line.child.ref for line in overdue_lines(listing))
    return MinutesForm(
        facts=FormFacts(meeting_on=pack.meeting_on, ledger=ledger_id, head=str(prepared.head)),
        children=tuple(
            FormChild(
                situation=situation(one.history, pack.as_at),
                place=one.place,
                overdue=overdue[one.child.ref],
                open_actions=tuple(action.agreed for action in agreed_actions(one.journey) if action.is_open),
            )
            for one in pack.standings
        ),
    )
