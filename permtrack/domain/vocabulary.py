"""The vocabulary: which kinds of event there are, which fields each carries, and what a field may say.

Parsed from `vocabulary.toml`. Whoever takes words from outside (a command, a sheet, a return) has them checked here,
once; from then on an event is trusted.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from permtrack.domain.events import Value
from permtrack.domain.names import looks_like_name
from permtrack.domain.records import record
from permtrack.domain.texts import LONGEST_CODE, LONGEST_FREE_TEXT, recordable
from permtrack.domain.typed_dates import parse_date
from permtrack.errors import RequestRefused

FieldType = str | tuple[str, ...]
"""The name of a type, or the tuple of values allowed."""

REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,31}")
INITIALS = re.compile(r"[^\W\d_]{1,4}")
FAMILY_CODES = frozenset({"family", "considered", "chosen"})
"""The fields that hold codes of families; what is recorded stays for good, so a name is refused before it is."""
CODES_FOR_FAMILIES = "families are recorded by a code, like F-12: no names are held"


@record
class Kind:
    """One kind of event and what may be said of it."""

    kind: str
    label: str
    group: str
    aliases: tuple[str, ...] = ()
    reads: str = "other"
    future: bool = False
    about_the_record: bool = False
    fields: Mapping[str, FieldType] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    required_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def unasked(self, said: Mapping[str, Value]) -> tuple[str, ...]:
        """What whoever types the event is still to say, each with its reason: `chair (because chosen is F-1)`."""
        return _lacking(self.asked_when, said)

    def free_texts(self) -> tuple[str, ...]:
        """The names of the fields whose text is kept apart, under a salted commitment."""
        return tuple(name for name, kind in self.fields.items() if kind == "free-text")

    def recorded_elsewhere(self, name: str, typed: str | Iterable[str]) -> str | None:
        """The kind that is there for a value which this one does not take; None where there is none."""
        return self.elsewhere.get(f"{name}={_word(typed)}") if isinstance(typed, str) else None


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Every kind of event, in the order in which people meet them."""

    kinds: Mapping[str, Kind]
    same_day_order: tuple[str, ...]
    plans: tuple[str, ...]
    plan_aliases: Mapping[str, str]
    child_fields: Mapping[str, FieldType]

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {name: kind.kind for kind in self.kinds.values() for name in (kind.kind, *kind.aliases)}

    @cached_property
    def _reading_order(self) -> Mapping[str, int]:
        return {kind.kind: self.same_day_order.index(kind.reads) for kind in self.kinds.values()}

    def reading_order(self, kind: str) -> int:
        """The place of a kind among the events of one day, 0 first."""
        return self._reading_order[kind]

    def kind(self, typed: str) -> Kind:
        """The kind that a name or alias stands for, in any letter case; `_` and blanks pass for `-`.

        Raises RequestRefused with the nearest names.
        """
        name = _word(typed)
        if name not in self._names:
            raise RequestRefused(
                f"there is no kind of event {typed!r}{nearest(name, self._names)}; see: permtrack kinds"
            )
        return self.kinds[self._names[name]]

    def fields(self, kind: Kind, typed: Mapping[str, str | Iterable[str]], today: date) -> dict[str, Value]:
        """The fields of an event as they are recorded: checked, in stored form, defaults filled in.

        Empty values are absent. Raises RequestRefused naming the field, what was typed and what is accepted.
        """
        checked: dict[str, Value] = {}
        for typed_name, value in typed.items():
            if not value:
                continue
            name = typed_name.strip().lower().replace("-", "_")
            if name not in kind.fields:
                known = ", ".join(kind.fields) or "none"
                raise RequestRefused(
                    f"{kind.kind} has no field {name!r}{nearest(name, kind.fields)}; its fields: {known}"
                )
            if pointer := kind.recorded_elsewhere(name, value):
                raise RequestRefused(f"{name} {value!r} is not recorded as {kind.kind}; use {pointer} instead")
            checked[name] = self.value(name, kind.fields[name], value, today)
        for name, default in kind.defaults.items():
            checked.setdefault(name, default)
        self._require(kind, checked)
        return checked

    def _require(self, kind: Kind, checked: Mapping[str, Value]) -> None:
        wanted = (*(name for name in kind.required if name not in checked), *_lacking(kind.required_when, checked))
        if wanted:
            raise RequestRefused(f"{kind.kind} needs {', '.join(wanted)}")

    def value(self, name: str, kind: FieldType, typed: str | Iterable[str], today: date) -> Value:
        """One field's value in stored form. Raises RequestRefused with what was typed and what is accepted."""
        if kind in {"plans", "codes"}:
            parts = typed.split(";") if isinstance(typed, str) else [p for part in typed for p in part.split(";")]
            one = "plan" if kind == "plans" else "text"
            values = [str(self.value(name, one, part, today)) for part in parts if part.strip()]
            return tuple(dict.fromkeys(values))
        if not isinstance(typed, str):
            raise RequestRefused(f"{name} takes one value")
        if kind == "free-text":
            return recordable(typed, name, LONGEST_FREE_TEXT)
        if kind in {"date", "future-date"}:
            return parse_date(typed, today, name=name, ahead=kind == "future-date").isoformat()
        plain = recordable(typed, name, LONGEST_CODE)
        if name in FAMILY_CODES and looks_like_name(plain):
            raise RequestRefused(f"{name} looks like a name; {CODES_FOR_FAMILIES}")
        return self._word(name, kind, plain)

    def _word(self, name: str, kind: FieldType, typed: str) -> Value:
        if isinstance(kind, tuple):
            return choose(name, typed, kind)
        match kind:
            case "plan":
                return self.plan_aliases.get(typed.lower()) or choose(name, typed, self.plans)
            case "yes-no":
                return choose(name, typed, ("yes", "no"))
            case "number" if not re.fullmatch(r"[0-9]{1,4}", typed):
                raise RequestRefused(f"{name} must be a whole number, not {typed!r}")
            case "number":
                return int(typed)
            case "initials":
                return initials(typed)
            case "ref":
                return ref(typed)
            case _:
                return one_line(name, typed)


def ref(typed: str) -> str:
    """A child's reference as it is kept: leading zeros and letter case matter. Raises RequestRefused."""
    if not REF.fullmatch(typed):
        raise RequestRefused(
            f"{typed!r} cannot be a ref: 1 to 32 of A-Z a-z 0-9 . _ / - beginning with a letter or a digit, and no names"
        )
    return typed


def very_like(ref: str, known: Iterable[str]) -> tuple[str, ...]:
    """The other refs that differ from one only in what is easily lost on the way: leading zeros and letter case."""
    return tuple(other for other in known if other != ref and _plain(other) == _plain(ref))


def _plain(ref: str) -> str:
    return ref.lower().lstrip("0")


def initials(typed: str) -> str:
    """Up to four letters, shown beside a ref. Raises RequestRefused."""
    if not INITIALS.fullmatch(typed):
        raise RequestRefused(f"initials are at most 4 letters, not {typed!r}; no names are held")
    return typed


def one_line(name: str, typed: str) -> str:
    """A short code or word on one line. Raises RequestRefused."""
    if "\n" in typed or "\t" in typed:
        raise RequestRefused(f"{name} must be on one line")
    return typed


def choose(name: str, typed: str, allowed: Iterable[str]) -> str:
    """The allowed value that was meant, in any letter case. Raises RequestRefused with the nearest and all of them."""
    allowed = tuple(allowed)
    word = _word(typed)
    for value in allowed:
        if value.lower() == word:
            return value
    raise RequestRefused(f"{name} cannot be {typed!r}{nearest(word, allowed)}; one of: {', '.join(allowed)}")


def _word(typed: str) -> str:
    """A name or value in the letter case and with the hyphens in which the vocabulary writes it."""
    return re.sub(r"[\s_]+", "-", typed.strip().lower())


def nearest(typed: str, known: Iterable[str]) -> str:
    """`, did you mean 'x' or 'y'?` for a refusal, or nothing where nothing is near."""
    import difflib  # noqa: PLC0415  (only a refusal needs it, and every command would pay for it)

    close = difflib.get_close_matches(typed, [str(k) for k in known], n=2, cutoff=0.6)
    return f", did you mean {' or '.join(repr(c) for c in close)}?" if close else ""


def parse_vocabulary(text: str) -> Vocabulary:
    """The vocabulary of a TOML text. Raises ValueError where the text contradicts itself."""
    import tomllib  # noqa: PLC0415  (whoever asks for the nearest word reads no file)

    read = tomllib.loads(text)
    common = read["common-fields"]
    kinds = [_kind(table, common) for table in read["kind"]]
    names = [name for kind in kinds for name in (kind.kind, *kind.aliases)]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"vocabulary: names used twice: {sorted(twice)}")
    return Vocabulary(
        kinds={kind.kind: kind for kind in kinds},
        same_day_order=tuple(read["same-day-order"]),
        plans=tuple(read["plans"]),
        plan_aliases=read["plan-aliases"],
        child_fields={name: _field_type(kind) for name, kind in read["child-fields"].items()},
    )


def _conditions(read: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {condition: tuple(names) for condition, names in read.items()}


def _lacking(conditions: Mapping[str, tuple[str, ...]], said: Mapping[str, Value]) -> tuple[str, ...]:
    """The fields that are wanted because of what another says, and are not there."""
    wanted = []
    for condition, names in conditions.items():
        name, _, value = condition.partition("=")
        if name in said and (not value or said[name] == value):
            wanted += [f"{n} (because {name} is {said[name]})" for n in names if n not in said]
    return tuple(wanted)


def _field_type(read: str | list[str]) -> FieldType:
    return read if isinstance(read, str) else tuple(read)


def _kind(read: Mapping[str, object], common: Mapping[str, str]) -> Kind:
    table = {name.replace("-", "_"): value for name, value in read.items()}
    kind_fields = {**table.pop("fields", {}), **common}  # type: ignore[dict-item]
    return Kind(
        fields={name: _field_type(kind) for name, kind in kind_fields.items()},
        aliases=tuple(table.pop("aliases", ())),  # type: ignore[arg-type]
        required=tuple(table.pop("required", ())),  # type: ignore[arg-type]
        required_when=_conditions(table.pop("required_when", {})),  # type: ignore[arg-type]
        asked_when=_conditions(table.pop("asked_when", {})),  # type: ignore[arg-type]
        **table,  # type: ignore[arg-type]
    )
