"""The stages of the way to adoption in words: a row each, or all of them and their days in one line."""

from collections.abc import Iterator
from datetime import date

from permtrack.domain.stages import NOT_RECORDED, Bound, Stage, StageName, Stages
from permtrack.domain.typed_dates import shown

STAGES = {
    StageName.ENTRY_TO_PLAN: "Entry to plan at a review",
    StageName.PLAN_TO_DECISION: "Plan to decision",
    StageName.DECISION_TO_ORDER: "Decision to placement order",
    StageName.ORDER_TO_PLACEMENT: "Order to placing",
    StageName.PLACEMENT_TO_ADOPTION: "Placing to adoption order",
}
BY_CONSENT = {
    StageName.DECISION_TO_ORDER: "Decision to consent",
    StageName.ORDER_TO_PLACEMENT: "Consent to placing",
}
ENDS = {
    StageName.ENTRY_TO_PLAN: "plan",
    StageName.PLAN_TO_DECISION: "decision",
    StageName.DECISION_TO_ORDER: "placement order",
    StageName.ORDER_TO_PLACEMENT: "placing",
    StageName.PLACEMENT_TO_ADOPTION: "adoption order",
}


def stage_rows(stages: Stages) -> Iterator[tuple[str, str, str, str]]:
    """The stages that were reached: name, first day, last day, days."""
    for stage in stages.stages:
        if _is_reached(stage):
            until = "now" if stage.is_current else _day(stage.ended_on, exact=stage.end_exact)
            began = _day(stage.started_on, exact=stage.start_exact)
            named = BY_CONSENT.get(stage.name, STAGES[stage.name]) if stage.by_consent else STAGES[stage.name]
            name = f"{named}{' (again)' if stage.resumed else ''}"
            yield name, began, until, stage_days(stage)


def _is_reached(stage: Stage) -> bool:
    return stage.started_on is not None or stage.ended_on is not None


def stage_strip(stages: Stages) -> str:
    """The stages by the steps that end them and their days, in one line, with what is to be known about them."""
    told = ", ".join(f"to {_end_of(stage)} {stage_days(stage)}" for stage in stages.stages if _is_reached(stage))
    return "; ".join((told, *(note.replace(NOT_RECORDED, "not recorded: ") for note in stage_notes(stages))))


def _end_of(stage: Stage) -> str:
    by_consent = stage.by_consent and stage.name is StageName.DECISION_TO_ORDER
    return f"{'consent' if by_consent else ENDS[stage.name]}{' (again)' if stage.resumed else ''}"


def _day(day: date | None, *, exact: bool) -> str:
    """A day; `by 1 Apr 2024` where it may have been earlier."""
    return f"{'' if exact else 'by '}{shown(day)}" if day else ""


def stage_days(stage: Stage) -> str:
    """The days of a stage as they can be said."""
    if stage.days is None:
        return "unknown"
    bound = {Bound.EXACT: "", Bound.AT_LEAST: "at least ", Bound.AT_MOST: "at most "}[stage.bound]
    return f"{bound}{stage.days}{' so far' if stage.is_current else ''}"


def stage_notes(stages: Stages) -> tuple[str, ...]:
    """Why days are unknown or in doubt, each reason once, and why no stage runs."""
    missing = dict.fromkeys(step for stage in stages.stages for step in stage.missing)
    said = [stage.reason for stage in stages.stages if not stage.missing and stage.reason != stages.none_because]
    lacking = f"{NOT_RECORDED}{' and '.join(missing)}" if missing else ""
    return tuple(dict.fromkeys(note for note in (lacking, *said, stages.reversal, stages.none_because) if note))


def has_stages(stages: Stages) -> bool:
    """Whether the child is, or came, so far on a way to adoption that its stages say something."""
    return stages.current is not None or any(stage.started_on for stage in stages.stages[1:])


def no_stages(stages: Stages) -> str:
    """Why the child is on no way to adoption; empty where it simply is not."""
    return (
        "; ".join(said for said in ("none", stages.none_because, stages.reversal) if said)
        if stages.none_because
        else ""
    )
