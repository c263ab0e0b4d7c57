"""What a list can be narrowed to, in words, and how each choice is taken back."""

from collections.abc import Callable, Iterable

from starlette.requests import Request

from app.matches.schemas import Shown
from app.programmes.schemas import FacetShown
from web.addresses import without

# A value of a facet in words: of the facet's name and the value's code.
Said = Callable[[str, str], str]


class Choice(Shown):
    """A value that a list can be narrowed to."""

    code: str
    text: str
    count: int


class Facet(Shown):
    """A property to narrow a list by."""

    name: str
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...]


class Chip(Shown):
    """A choice that a click takes away."""

    text: str
    address: str


def facets_of(found: Iterable[FacetShown], said: Said) -> tuple[Facet, ...]:
    """The facets of what was found, in words."""
    return tuple(
        Facet(
            name=one.name,
            choices=tuple(
                Choice(code=value.code, text=said(one.name, value.code), count=value.count)
                for value in one.values
            ),
            chosen=one.chosen,
        )
        for one in found
    )


def chips_of(found: Iterable[FacetShown], said: Said, request: Request) -> tuple[Chip, ...]:
    """Each choice, with the address of the same list without it."""
    return tuple(
        Chip(text=said(one.name, code), address=without(request, one.name, [code]))
        for one in found
        for code in one.chosen
    )
