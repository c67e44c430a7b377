"""Alerts about finding a family: no match, a silent search, links and matches that go no further, early permanence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from permtrack.domain.days import years_after
from permtrack.domain.drift_facts import last_end, plan_run, plans_hold_since, running, this_period
from permtrack.domain.findings import Severity
from permtrack.domain.stretches import Moment, Plan, Stretch
from permtrack.domain.typed_dates import shown
from permtrack.rules.drift.clock import Found, Start, Step, Watch, latest

BENCHMARK_FROM = date(2013, 4, 1)
DUTY_TO_CONSIDER_FROM = date(2014, 7, 25)
EARLY = "early-permanence"
SEARCHES = ("family-finding", "link", "selection-meeting", "search-widened")


def _last_return(watch: Watch) -> Stretch | None:
    returns = watch.journey.stretches("return")
    return returns[-1] if returns and returns[-1].place > watch.journey.period_place else None


def order_no_match(watch: Watch) -> Iterator[Found]:
    """There is authority to place, and no match is in force."""
    journey = watch.journey
    authority = running(journey, "authority")
    if authority is None or authority.started_on < BENCHMARK_FROM:
        return
    if running(journey, "placed") is not None or running(journey, "match") is not None:
        return
    if journey.plan is not None and not _allows(journey.plan):
        return
    start = latest(authority, _last_return(watch))
    ended = last_end(journey, "match")
    since = max(ended.on if ended else start.on, plans_hold_since(journey, _allows))
    info, amber = max(watch.reached(start.on, "days"), since), max(watch.reached(start.on, "amber-days"), since)
    yield Found(
        event=start.event,
        steps=(Step(on=info), Step(on=amber, severity=Severity.AMBER)),
        sentence=_no_match_said(watch, start, authority),
    )


def _allows(plan: Plan) -> bool:
    """Whether a plan lets a match be looked for: adoption, or none recorded."""
    return not plan.is_recorded or plan.primary == "adoption"


def _no_match_said(watch: Watch, start: Start, authority: Stretch) -> str:
    what = "Authority to place" if start.event == authority.start.id else "Back from an adoptive placement"
    # A return shows the match that led to an adoption alone, never one of a child who waits.
    unseen = start.on < watch.circumstances.sight.tracking_from
    missing = "no match is recorded, and returns cannot show one" if unseen else "no match is in force"
    amber = watch.threshold.count("amber-days")
    return f"{what} {watch.since(start)} and not placed; {missing}. The national average benchmark is {amber} days."


def search_silent(watch: Watch) -> Iterator[Found]:
    """A family is to be found, and nothing is recorded of the search."""
    journey, plan = watch.journey, watch.journey.plan
    decision = running(journey, "decision")
    if plan is None or plan.primary != "adoption" or decision is None or _is_provided_for(watch):
        return
    links = _links(watch)
    if any(link.until is None for link in links):
        return
    adoption = plan_run(journey, lambda earlier: earlier.primary == "adoption")
    start = watch.tracked(latest(adoption, decision, *_search_events(watch), *_ended(links)))
    yield Found(
        event=start.event,
        steps=(Step(on=watch.reached(start.on, "weeks")),),
        sentence=f"The plan is adoption, decided on {shown(decision.started_on)}; no match is in force and no step of "
        f"family finding is recorded {watch.since(start)}.",
    )


def _is_provided_for(watch: Watch) -> bool:
    """Whether the child is placed, matched, or with early-permanence carers."""
    return _lives_early(watch) or any(running(watch.journey, name) is not None for name in ("placed", "match"))


def _lives_early(watch: Watch) -> bool:
    living = watch.journey.placement
    return living is not None and living.type == EARLY


def _links(watch: Watch) -> tuple[Moment, ...]:
    """The links since the last return, each until it ended."""
    returned = _last_return(watch)
    after = returned.place if returned else watch.journey.period_place
    return tuple(link for link in watch.journey.moments("open-link") if link.place > after)


def _search_events(watch: Watch) -> Iterator[Moment | Stretch | None]:
    journey = watch.journey
    found = this_period(journey, *SEARCHES)
    yield found[-1] if found else None
    yield _last_return(watch)
    yield last_end(journey, "match")
    yield _left_early(watch)


def _ended(links: tuple[Moment, ...]) -> Iterator[Start]:
    for link in links:
        if link.until is not None:
            yield Start(on=link.until, event=link.event.id, place=link.place)


def match_stalled(watch: Watch) -> Iterator[Found]:
    """There are a match and authority to place, and the child is not placed."""
    journey = watch.journey
    match, authority = running(journey, "match"), running(journey, "authority")
    if match is None or authority is None or running(journey, "placed") is not None:
        return
    start = latest(match, authority)
    yield Found(
        event=start.event,
        steps=(Step(on=watch.reached(start.on, "weeks")),),
        sentence=f"Matched on {shown(match.started_on)} with authority to place from {shown(authority.started_on)}; "
        f"not placed {watch.within(start, start.on)}.",
    )


def link_stalled(watch: Watch) -> Iterator[Found]:
    """A possible family was identified, and nothing has come of it."""
    if any(running(watch.journey, name) is not None for name in ("placed", "match")):
        return
    for link in _links(watch):
        if link.until is not None or _taken_further(watch, link):
            continue
        start = watch.tracked(latest(link))
        family = link.event.word("family")
        named = f" ({family})" if family else ""
        ended = last_end(watch.journey, "match")
        reached = watch.reached(start.on, "weeks")
        yield Found(
            event=link.event.id,
            steps=(Step(on=max(reached, ended.on) if ended else reached),),
            sentence=f"A possible family{named} was identified on {shown(link.on)}; no selection meeting, match or end "
            f"of the link {watch.within(start, link.on)}.",
        )


def _taken_further(watch: Watch, link: Moment) -> bool:
    later = this_period(watch.journey, "selection-meeting", "match-decision")
    return any(moment.place > link.place and _is_about(moment, link.event.word("family")) for moment in later)


def _is_about(moment: Moment, family: str | None) -> bool:
    """Whether a meeting or decision speaks of a family; one that names none speaks of every family."""
    named = {*(moment.event.words("considered") or ())}
    named |= {name for name in (moment.event.word("chosen"), moment.event.word("family")) if name}
    return not named or family is None or family in named


def early_permanence_not_considered(watch: Watch) -> Iterator[Found]:
    """Adoption is possible for a baby, and early permanence was never considered."""
    journey = watch.journey
    planned = plan_run(journey, lambda plan: plan.has_adoption)
    if planned is None or not _is_baby(watch) or running(journey, "authority") is not None or _lives_early(watch):
        return
    if this_period(journey, "early-permanence-considered", "placement-order-refused"):
        return
    start = watch.tracked(latest(planned))
    start = replace(start, on=max(start.on, DUTY_TO_CONSIDER_FROM))
    reached = watch.reached(start.on, "weeks")
    lapsed = [end.on for end in (last_end(journey, "authority"), _left_early(watch)) if end is not None]
    yield Found(
        event=planned.event.id,
        steps=(Step(on=max([reached, *lapsed])),),
        sentence=f"Adoption is planned {watch.since(start)} for {_age_said(watch)}, and early permanence is not "
        "recorded as considered.",
    )


def _left_early(watch: Watch) -> Moment | None:
    """The end of the last early-permanence placement."""
    placements = [p for p in watch.journey.placements if p.type == EARLY]
    return placements[-1].stretch.end if placements else None


def _is_baby(watch: Watch) -> bool:
    dob = watch.journey.child.dob
    return dob is None or watch.journey.as_at < years_after(dob, watch.threshold.count("years"))


def _age_said(watch: Watch) -> str:
    if watch.journey.child.dob is None:
        return "an unborn child"
    return f"a child under {watch.threshold.count('years')}"


def pack_incomplete(watch: Watch) -> Iterator[Found]:
    """A panel considered a match without its papers, or a match was decided without a panel."""
    returned = _last_return(watch)
    after = returned.place if returned else watch.journey.period_place
    panels = [m for m in this_period(watch.journey, "panel") if m.place > after and m.event.word("for") == "match"]
    if panels:
        yield from _papers(watch, panels[-1])
    match = running(watch.journey, "match")
    began = watch.circumstances.sight.tracking_from
    recorded = [match.started_on] if match and watch.circumstances.panels_recorded else []
    recorded += [panel.on for panel in watch.journey.of_kind("panel")]
    if match is None or not recorded or match.started_on < began or not match.start.is_local:
        return
    if not any(panel.on <= match.started_on for panel in panels):
        yield Found(
            event=match.start.id,
            steps=(Step(on=max(match.started_on, recorded[0])),),
            sentence=f"The match of {shown(match.started_on)} was decided, and no panel for it is recorded.",
        )


def _papers(watch: Watch, panel: Moment) -> Iterator[Found]:
    if panel.on < watch.circumstances.sight.tracking_from:
        return
    wanted = {"support-plan": "support plan", "placement-report-sent": "placement report sent to the adopters"}
    before = {m.event.kind for m in this_period(watch.journey, *wanted) if m.on <= panel.on}
    missing = [words for kind, words in wanted.items() if kind not in before]
    if missing:
        yield Found(
            event=panel.event.id,
            steps=(Step(on=panel.on),),
            sentence=f"The panel of {shown(panel.on)} considered a match, and before it no {' and no '.join(missing)} "
            "is recorded.",
        )
