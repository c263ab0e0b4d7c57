"""Where somebody begins whose programs use the API."""

from app.accounts import people
from app.accounts.policy import Person, actions
from app.accounts.ways_in import KeyShown
from app.context import Context
from app.kit.pages import MOST
from app.matches.schemas import Shown


class IntegratorHome(Shown):
    """The keys of a person, and what keys can open."""

    keys: tuple[KeyShown, ...]
    """Those that still open something, the latest first."""
    scopes: tuple[str, ...]
    """What a key can be given, by name."""


def integrator_home(context: Context, person: Person) -> IntegratorHome:
    """The keys of a person."""
    keys = people.keys(context, 0, MOST, account_id=person.id).items
    return IntegratorHome(
        keys=tuple(one for one in keys if one.state == "good"),
        scopes=tuple(sorted({one.key for one in actions().values() if one.key})),
    )
