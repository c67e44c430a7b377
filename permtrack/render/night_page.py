"""One night as an HTML page: no script, nothing from outside, every stored text shown and never obeyed."""

from collections.abc import Iterator, Mapping, Sequence

from permtrack.domain.events import Child
from permtrack.domain.night import Change, Comparison, Turn
from permtrack.domain.records import record
from permtrack.domain.typed_dates import shown
from permtrack.render.night import HEADINGS, OWN_MARK, child_named, state_words, summary, words

PAGE, STYLE = "night.html", "pack.css"
LOOKS = {"overdue": "overdue", "red": "red", "due-today": "soon", "amber": "soon"}
"""The look of a state, which only repeats what its words say."""


@record
class ShownChange:
    """One line of the page."""

    child: str
    iso: str
    on: str
    state: str
    look: str
    words: tuple[str, ...]


@record
class ShownTurn:
    """The changes of one turn."""

    id: str
    heading: str
    rows: tuple[ShownChange, ...]


def night_page(
    night: Comparison, remarks: Sequence[str], children: Mapping[str, Child], templates: Mapping[str, str]
) -> str:
    """The page. The same night gives the same page, byte for byte."""
    from permtrack.render.pages.environment import environment  # noqa: PLC0415  (only pages need templates)

    template = environment(templates).get_template(PAGE)
    return template.render(
        mark=OWN_MARK,
        title=f"Nightly check, {shown(night.as_at)}",
        css=templates[STYLE],
        remarks=remarks,
        summary=summary(night),
        sections=list(_turns(night, children)),
    )


def _turns(night: Comparison, children: Mapping[str, Child]) -> Iterator[ShownTurn]:
    for turn in Turn:
        if changes := night.of(turn):
            rows = tuple(_line(change, night, children) for change in changes)
            yield ShownTurn(id=turn.name.lower(), heading=HEADINGS[turn], rows=rows)


def _line(change: Change, night: Comparison, children: Mapping[str, Child]) -> ShownChange:
    finding = change.finding
    return ShownChange(
        child=child_named(finding, children),
        iso=finding.on.isoformat(),
        on=shown(finding.on),
        state=state_words(change, night),
        look="" if change.turn is Turn.CLEARED else LOOKS.get(finding.state, ""),
        words=words(change, night),
    )
