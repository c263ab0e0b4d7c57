"""What the pages of signing in are given."""

from app.accounts.policy import Role
from app.accounts.schemas import PlaceShown
from app.matches.schemas import Shown


class SignInPage(Shown):
    """`sign_in/sign_in.html`."""

    email: str
    """What was typed as an address."""
    next: str
    """The page to go on to."""
    fault: str
    """What is wrong with what was typed, a label of `sign_in_fault`; empty when nothing is."""
    field: str
    """The field at fault."""
    people: tuple[tuple[str, str], ...]
    """The people of a demonstration: key and name of each; none outside of one."""
    provider: str
    """What people call the OpenID provider; empty where there is none."""


class JoinPage(Shown):
    """`sign_in/join.html`."""

    email: str
    """What was typed as an address."""
    name: str
    """What was typed as a name."""
    next: str
    """The page to go on to."""
    faults: dict[str, str]
    """What is wrong, labels of `sign_in_fault` by field."""


class SentPage(Shown):
    """`sign_in/sent.html`."""

    minutes: int
    """How long a link lasts."""


class LinkPage(Shown):
    """`sign_in/link.html`."""

    token: str
    """What the link holds."""
    email: str
    """The address that it was sent to."""
    joins: bool
    """Whether it makes an account, and so asks for a name."""
    name: str
    """What was typed as a name."""
    fault: str
    """What is wrong with the name, a label of `sign_in_fault`; empty when nothing is."""


class FactorPage(Shown):
    """`sign_in/factor.html`."""

    fault: str
    """What is wrong with the code, a label of `sign_in_fault`; empty when nothing is."""
    totp: bool
    """Whether the person has an application that makes codes."""
    passkey: bool
    """Whether the person has a passkey."""


class InvitationPage(Shown):
    """`sign_in/invitation.html`."""

    token: str
    """What the link holds."""
    inviter: str
    """Who invites; empty where they left since."""
    email: str
    """The address that it was sent to."""
    role: Role
    """What is offered."""
    place: PlaceShown
    """What it is offered for."""
    name: str
    """What was typed as a name, or what the inviter thinks that it is."""
    fault: str = ""
    """What is wrong with the name, a label of `sign_in_fault`; empty when nothing is."""


PAGES: dict[str, type[Shown]] = {
    "sign_in/sign_in.html": SignInPage,
    "sign_in/join.html": JoinPage,
    "sign_in/sent.html": SentPage,
    "sign_in/link.html": LinkPage,
    "sign_in/factor.html": FactorPage,
    "sign_in/invitation.html": InvitationPage,
}
