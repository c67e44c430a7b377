"""Finding children by their names without reading everybody's: from the directory kept beside the ledger, where it is.

Of a small ledger without an outlook everything is read instead, which takes no longer. What is found here may be a
child too many; whoever asks reads the children's own entries.
"""

from collections.abc import Callable, Collection
from typing import TypeVar

from permtrack.ledger.directory import Directory
from permtrack.ledger.outlook import OutlookFile, OutlookUnusable, open_outlook
from permtrack.ledger.store import Head, Ledger

DESCRIBES_A_CHILD = ("child-added", "child-amended", "worker-changed", "born", "void", "correction")
WORTH_A_DIRECTORY = 50_000
"""From so many events on, one is made for whoever looks for a child."""
Answer = TypeVar("Answer")


def children_called(ledger: Ledger, typed: str) -> frozenset[str] | None:
    """The ids of the children with a ref that begins so, or with such initials, now or ever; None: it is not known."""
    return _asked(ledger, lambda directory: directory.called(typed))


def kin_of(ledger: Ledger, children: Collection[str]) -> frozenset[str] | None:
    """The ids of the children who ever were of one sibling group with any of these, themselves included; None: not known."""
    return _asked(ledger, lambda directory: directory.of_groups(directory.groups_of(children)) | frozenset(children))


def name_everybody(ledger: Ledger, outlook: OutlookFile, head: Head) -> Directory:
    """The directory of names, brought up to the head; within both files' `at_one_moment`."""
    directory = outlook.directory()
    kept = directory.stands_for(ledger.info.id)
    if kept == head:
        return directory
    if kept is None or ledger.head_at(kept.number) != kept:
        directory.begin()
        kept = None
    entries = ledger.entries(kinds=DESCRIBES_A_CHILD, after=kept.number if kept else 0)
    directory.add(entries, ledger.info.id, head)
    return directory


def _asked(ledger: Ledger, question: Callable[[Directory], Answer]) -> Answer | None:
    try:
        with ledger.at_one_moment():
            return _looked_up(ledger, question)
    except OutlookUnusable:
        return None


def _looked_up(ledger: Ledger, question: Callable[[Directory], Answer]) -> Answer | None:
    head = ledger.head()
    outlook = open_outlook(ledger.path)
    if outlook is None and head.number < WORTH_A_DIRECTORY:
        return None
    if outlook is not None:
        with outlook, outlook.at_one_moment():
            if outlook.directory().stands_for(ledger.info.id) == head:
                return question(outlook.directory())
    outlook = open_outlook(ledger.path, writing=True)
    if outlook is None:
        return None
    # What may still be given back is named for this answer only.
    with outlook, outlook.at_one_moment(writing=True, keeping=not ledger.holds_unsaved):
        return question(name_everybody(ledger, outlook, head))
