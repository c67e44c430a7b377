"""How templates are filled: every stored text is escaped, and what could hide in it or drive a page is made visible."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from permtrack.render.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(templates: Mapping[str, str]) -> "Environment":
    """The templates given, by file name."""
    from jinja2 import DictLoader, Environment, StrictUndefined  # noqa: PLC0415  (only pages need it)

    return Environment(
        loader=DictLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )


def _safe(value: object) -> object:
    """A text made visible; what is markup of ours stays."""
    return visible(value, keep="\n") if type(value) is str else value
