"""Whom the planning rules follow: children young enough, or on the way to adoption, or named by a manager."""

from datetime import date

from permtrack.domain.days import years_after
from permtrack.domain.events import Child
from permtrack.domain.records import record


@record
class Scope:
    """The ages, at the start of the period of care, under which a child is followed; local policy may change them."""

    age_under: int = 9
    age_under_with_siblings: int = 11

    def takes_in(self, child: Child, entered_on: date | None, *, adoption_planned: bool) -> bool:
        """Whether the planning rules follow a child; a manager's word is the last, either way.

        `entered_on` is the start of the period of care (where that is not known, the first day seen); None before care.
        """
        if child.tracked is not None:
            return child.tracked == "yes"
        if adoption_planned:
            return True
        under = self.age_under_with_siblings if child.sibling_group else self.age_under
        if child.dob is None or entered_on is None:
            return True
        return entered_on < years_after(child.dob, under)


DEFAULT_SCOPE = Scope()
