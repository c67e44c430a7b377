"""What every record can do, and what none lets be done to it."""

from dataclasses import FrozenInstanceError, field, replace

import pytest

from permtrack.domain.records import record


@record
class Sighting:
    """A record as any other."""

    bird: str
    on: int = 1
    seen_by: list[str] = field(default_factory=list)


@record
class Sound:
    """Another with the same fields."""

    bird: str
    on: int = 1
    seen_by: list[str] = field(default_factory=list)


@record
class Alone:
    """One field only."""

    value: int


def test_records_are_equal_where_all_fields_are_and_the_class_is() -> None:
    one = Sighting(bird="wren", on=3)
    assert one == Sighting(bird="wren", on=3)
    assert one != Sighting(bird="wren", on=4)
    assert one != replace(one, seen_by=["a robin"])
    assert one != Sound(bird="wren", on=3)
    assert Alone(value=1) == Alone(value=1) != Alone(value=2)
    assert Alone(value=1) != 1


def test_equal_records_are_one_key() -> None:
    assert {Alone(value=1): "first", Alone(value=2): "second"}[Alone(value=2)] == "second"
    assert len({Alone(value=1), Alone(value=1)}) == 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(Sighting(bird="wren"))


def test_a_record_says_what_it_holds() -> None:
    assert repr(Sighting(bird="wren")) == "Sighting(bird='wren', on=1, seen_by=[])"


def test_whoever_writes_to_a_record_is_found_here() -> None:
    one = Sighting(bird="wren")
    with pytest.raises(FrozenInstanceError):
        one.bird = "robin"  # type: ignore[misc]
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        one.nest = "hedge"  # type: ignore[attr-defined]
    assert not hasattr(one, "__dict__")


def test_fields_are_named_and_none_is_shared() -> None:
    with pytest.raises(TypeError):
        Sighting("wren")  # type: ignore[misc]
    one, other = Sighting(bird="wren"), Sighting(bird="robin")
    one.seen_by.append("mira")
    assert other.seen_by == []
