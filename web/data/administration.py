"""What the pages of administration and of invitations are given."""

from collections.abc import Mapping
from enum import StrEnum

from app.accounts.journal import Chapter
from app.accounts.people import State
from app.accounts.policy import Role
from app.accounts.schemas import AccountShown, InvitationShown, MailShown, PlaceShown
from app.accounts.ways_in import KeyShown, SessionShown
from app.kit.pages import Page
from app.matches.schemas import Shown
from app.network.schemas import SiteBrief


class Done(StrEnum):
    """What was just done: a label of `administration_done`."""

    GIVEN = "given"
    TAKEN = "taken"
    DISABLED = "disabled"
    ENABLED = "enabled"
    SESSIONS = "sessions"
    RESET = "reset"
    REVOKED = "revoked"
    INVITED = "invited"
    WITHDRAWN = "withdrawn"
    RESENT = "resent"


class AccountsPage(Shown):
    """`administration/accounts.html`."""

    accounts: Page[AccountShown]
    """The part of the list that is shown."""
    typed: str
    """Part of a name or an address that is searched."""
    role: Role | None
    """The role that accounts must hold."""
    site: str
    """The site that they must belong to; empty for any."""
    state: State | None
    """Whether they may be used."""
    roles: tuple[Role, ...]
    """The roles to choose from."""
    sites: tuple[SiteBrief, ...]
    """The sites to choose from."""
    states: tuple[State, ...]
    """The states to choose from."""


class Choice(Shown):
    """A role to be given or offered, and what for."""

    roles: tuple[Role, ...]
    """The roles to choose from."""
    role: Role | None
    """The one chosen; null before."""
    kind: str
    """What it is held for: `network`, `site`, `organisation` or `startup`; empty before."""
    places: tuple[PlaceShown, ...]
    """What it may be held for: all there is, or what the search found."""
    find: str
    """The name that is searched, of a company."""


class AccountPage(Shown):
    """`administration/account.html`."""

    account: AccountShown
    """Whose account it is."""
    sessions: tuple[SessionShown, ...]
    """Where they are signed in."""
    choice: Choice
    """A role to be given."""
    own: bool
    """Whether it is the administrator's own."""
    reasons: tuple[str, ...]
    """Why somebody may be looked as: labels of `look_reason`."""
    reason: str
    """Why the administrator wants to look as this person, as chosen."""
    ticket: str
    """The number of the request for it, as typed."""
    faults: Mapping[str, str]
    """What is wrong, labels of `administration_fault` by field."""
    done: Done | None
    """What was just done."""


class LogPage(Shown):
    """`administration/journal.html`."""

    chapter: Chapter
    """The part of the journal that is shown."""
    older: str
    """Address of the part before it in time; empty where there is none."""
    typed: Mapping[str, str]
    """What is asked for, by field."""
    faults: Mapping[str, str]
    """What is wrong, labels of `administration_fault` by field."""
    actions: tuple[str, ...]
    """The actions to choose from."""
    verified: bool
    """Whether the whole journal was just looked through."""
    broken: int | None
    """The first entry that was altered or follows one taken out; null where none is."""


class AllKeysPage(Shown):
    """`administration/keys.html`."""

    keys: Page[KeyShown]
    """Everybody's API keys."""
    done: Done | None
    """What was just done."""


class MailsPage(Shown):
    """`administration/mails.html`."""

    mails: Page[MailShown]
    """The mails that are not sent."""


class InvitationsPage(Shown):
    """`administration/invitations.html`."""

    invitations: Page[InvitationShown]
    """The part of the list that is shown."""
    everybody: bool
    """Whether it is everybody's invitations, and not one person's own."""
    done: Done | None
    """What was just done."""


class InvitePage(Shown):
    """`administration/invite.html`."""

    choice: Choice
    """The role to be offered."""
    typed: Mapping[str, str]
    """What was typed, by field."""
    faults: Mapping[str, str]
    """What is wrong, labels of `administration_fault` by field."""


PAGES: dict[str, type[Shown]] = {
    "administration/accounts.html": AccountsPage,
    "administration/account.html": AccountPage,
    "administration/journal.html": LogPage,
    "administration/keys.html": AllKeysPage,
    "administration/mails.html": MailsPage,
    "administration/invitations.html": InvitationsPage,
    "administration/invite.html": InvitePage,
}
