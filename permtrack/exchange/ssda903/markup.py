"""From the bytes of an XML return to the same rows that its CSV tables would hold.

One element tells of one child: its header, with reviews, decisions and the adoption inside, and then its episodes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from permtrack.domain.accounting import Place
from permtrack.errors import RequestRefused
from permtrack.exchange.ssda903.reading import RawRow, TableRead
from permtrack.exchange.ssda903.tables import BY_NAME

ROOT = "EXPSSDA903"
LARGEST = 300 * 1024 * 1024
DEEPEST = 6
LONGEST_TEXT = 1_000
WRAPPED = {
    "EPISODE": "episodes",
    "AREVIEW": "reviews",
    "AD_PLACED": "placed_for_adoption",
    "PERMANENCE": "previous_permanence",
    "AMISSING": "missing",
    "OC2": "oc2",
}
NAMED_OTHERWISE = {"CHILDID": "CHILD", "PL": "PLACE"}
INLINE = {
    "ad1": ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "oc3": ("IN_TOUCH", "ACTIV", "ACCOM"),
}
ALWAYS_TOLD = ("header", "episodes", "reviews", "placed_for_adoption", "ad1")
"""What an XML return always speaks of: where it holds no such element, there was none."""


@dataclass(slots=True)
class _Part:
    """An element being read: its row of a table, with what stands directly in it."""

    table: str
    line: int
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    """Collects parts as expat meets them. Expat itself stops entity bombs; the depth and size are capped here."""

    file: str
    parser: expat.XMLParserType
    path: list[str] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    length: int = 0
    told: list[tuple[_Part, str]] = field(default_factory=list)
    of_this_child: list[_Part] = field(default_factory=list)

    def begin(self, tag: str, _attributes: Mapping[str, str]) -> None:
        tag = tag.upper()
        if not self.path and tag != ROOT:
            raise RequestRefused(f"{self.file} is XML but not a return: it begins with {tag[:40]!a}, not {ROOT}")
        if len(self.path) >= DEEPEST:
            raise RequestRefused(f"{self.file}: line {self._line()} lies deeper than a return has levels")
        self.path.append(tag)
        self.text.clear()
        self.length = 0
        if tag == "HEADER" or tag in WRAPPED:
            self.parts.append(_Part(WRAPPED.get(tag, "header"), self._line()))

    def say(self, characters: str) -> None:
        self.length += len(characters)
        if self.length > LONGEST_TEXT and characters.strip():
            raise RequestRefused(f"{self.file}: line {self._line()} holds a text longer than any field of a return")
        self.text.append(characters)

    def end(self, tag: str) -> None:
        tag = tag.upper()
        self.path.pop()
        if tag == "HEADER" or tag in WRAPPED:
            self.of_this_child.append(self.parts.pop())
        elif tag == "CHILD":
            self._close_child()
        elif self.parts:
            self.parts[-1].cells[NAMED_OTHERWISE.get(tag, tag)] = "".join(self.text).strip()
        self.text.clear()

    def doctype(self, *_: object) -> None:
        raise RequestRefused(f"{self.file} declares a document type, which no return does")

    def _close_child(self) -> None:
        header = next((part for part in self.of_this_child if part.table == "header"), None)
        child = header.cells.get("CHILD", "") if header else ""
        self.told += [(part, child) for part in self.of_this_child]
        if header:
            self.told += [(part, child) for part in _inline(header)]
        self.of_this_child.clear()

    def _line(self) -> int:
        return self.parser.CurrentLineNumber


def _inline(header: _Part) -> Iterator[_Part]:
    """The rows of other tables whose fields an XML return keeps in the header."""
    for table, names in INLINE.items():
        cells = {name: header.cells[name] for name in names if header.cells.get(name)}
        if cells:
            yield _Part(table, header.line, cells)
    if header.cells.get("UASC", "") in {"1", "true", "Y"} or header.cells.get("DUC"):
        yield _Part("uasc", header.line, {"DOB": header.cells.get("DOB", "")})


def read_markup(content: bytes, file: str) -> tuple[TableRead, ...]:
    """The tables of an XML return. Raises RequestRefused, with file and line, where it is not one."""
    if len(content) > LARGEST:
        raise RequestRefused(f"{file} is larger than any return ({len(content) >> 20} MB)")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    reader = _Reader(file=file, parser=parser)
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003  (expat takes no names)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise RequestRefused(f"{file}: line {parser.CurrentLineNumber} is not well-formed XML ({error})") from error
    return _tables(reader, file)


def _tables(reader: _Reader, file: str) -> tuple[TableRead, ...]:
    rows: dict[str, list[RawRow]] = {name: [] for name in ALWAYS_TOLD}
    dobs = {child: part.cells.get("DOB", "") for part, child in reader.told if part.table == "header"}
    for element, (part, child) in enumerate(reader.told, start=1):
        table = BY_NAME[part.table]
        given = {"DOB": dobs.get(child, ""), **part.cells, "CHILD": child}
        cells = {name: given.get(name, "") for name in table.used or ("CHILD",)}
        place = Place(file=file, line=part.line, table=table.title, element=element)
        rows.setdefault(part.table, []).append(RawRow(place, cells))
    return tuple(TableRead(file=file, table=BY_NAME[name], rows=tuple(found)) for name, found in rows.items())
