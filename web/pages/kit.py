"""What the pages of several areas share."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, Request, Response

from app.kit.errors import NotFound
from app.kit.pages import Page

# Lines of a list that a page shows.
LINES = 25

Part = TypeVar("Part", bound=Page[Any])
Sent = Annotated[str, Form()]


def pages() -> APIRouter:
    """A router of pages."""
    return APIRouter(include_in_schema=False, default_response_class=Response)


def existing(page: Part) -> Part:
    """A part of a list; raises `NotFound` beyond its end."""
    if page.offset and not page.items:
        message = f"The list ends at {page.total}."
        raise NotFound(message)
    return page


async def sent(request: Request) -> Mapping[str, str]:
    """The fields of a form; files are none."""
    form = await request.form()
    return {name: text for name, text in form.items() if isinstance(text, str)}


SentForm = Annotated[Mapping[str, str], Depends(sent)]


async def listed(request: Request) -> Mapping[str, tuple[str, ...]]:
    """The same, with every value of the fields that have several."""
    form = await request.form()
    texts = ((name, text) for name, text in form.multi_items() if isinstance(text, str))
    fields: dict[str, tuple[str, ...]] = {}
    for name, text in texts:
        fields[name] = (*fields.get(name, ()), text)
    return fields


SentLists = Annotated[Mapping[str, tuple[str, ...]], Depends(listed)]
