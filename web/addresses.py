"""Addresses of the same page asked otherwise."""

from collections.abc import Iterable
from urllib.parse import urlencode

from starlette.requests import Request

from web.language import PARAMETER

# What is not asked along: a place in a list that would be another one, and a language kept anyway.
LEFT = frozenset({"offset", PARAMETER})


def without(request: Request, name: str, values: Iterable[str]) -> str:
    """The address of a request's page without some values of a parameter, whose host it omits."""
    dropped = {(name, value) for value in values}
    asked = [
        pair
        for pair in request.query_params.multi_items()
        if pair[0] not in LEFT and pair[1] and pair not in dropped
    ]
    return f"{request.url.path}?{urlencode(asked)}" if asked else request.url.path
