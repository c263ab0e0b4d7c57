"""What the pages of one's own account are given."""

from collections.abc import Mapping
from enum import StrEnum

from app.accounts.journal import Chapter
from app.accounts.proof import Proof
from app.accounts.purposes import ConsentShown
from app.accounts.schemas import AccountShown, PlaceShown, RoleShown
from app.accounts.ways_in import IdentityShown, KeyShown, PasskeyShown, SessionShown
from app.kit.pages import Page
from app.matches.schemas import Shown
from web.begun import Begun


class Done(StrEnum):
    """What was just done: a label of `account_done`."""

    SAVED = "saved"
    LINK_SENT = "link_sent"
    ADDRESS = "address"
    LEFT = "left"
    PASSWORD = "password"  # noqa: S105 - no password
    FACTOR_REMOVED = "factor_removed"
    PASSKEY = "passkey"
    PASSKEY_REMOVED = "passkey_removed"
    IDENTITY_REMOVED = "identity_removed"
    SESSION = "session"
    SESSIONS = "sessions"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class ProfilePage(Shown):
    """`account/profile.html`."""

    account: AccountShown
    """Whose page it is."""
    typed: Mapping[str, str]
    """What was typed, or what is kept, by field."""
    faults: Mapping[str, str]
    """What is wrong, labels of `account_fault` by field."""
    begun: Begun
    """Whether what was typed was kept before."""
    done: Done | None
    """What was just done."""


class AddressPage(Shown):
    """`account/address.html`."""

    token: str
    """What the link holds."""
    email: str
    """The address that it was sent to."""
    taken: bool
    """Whether another account has it."""


class LeavePage(Shown):
    """`account/leave.html`."""

    role: RoleShown
    """The role to be given up."""


class SecurityPage(Shown):
    """`account/security.html`."""

    account: AccountShown
    """Whose page it is."""
    sessions: tuple[SessionShown, ...]
    """Where they are signed in."""
    passkeys: tuple[PasskeyShown, ...]
    """The passkeys they have."""
    identities: tuple[IdentityShown, ...]
    """Who they are at OpenID providers."""
    codes_left: int
    """Recovery codes that are not used."""
    recent: bool
    """Whether changes are taken without asking again who they are."""
    passkey_name: str
    """What was typed as the name of a passkey that was refused; empty for nothing."""
    faults: Mapping[str, str]
    """What is wrong, labels of `account_fault` by field."""
    done: Done | None
    """What was just done."""


class TotpPage(Shown):
    """`account/totp.html`."""

    secret: str
    """To be typed into an application, in groups of four."""
    qr: str
    """The same, as a drawing to be photographed: markup of ours."""
    fault: str
    """What is wrong with the code, a label of `account_fault`; empty when nothing is."""


class CodesPage(Shown):
    """`account/codes.html`."""

    codes: tuple[str, ...]
    """The recovery codes, shown this once."""


class KeysPage(Shown):
    """`account/keys.html`."""

    keys: Page[KeyShown]
    """The person's API keys."""
    scopes: tuple[str, ...]
    """What a key of theirs may open."""
    typed: Mapping[str, str]
    """What was typed, by field."""
    chosen: tuple[str, ...]
    """The scopes that were ticked."""
    days: tuple[int, ...]
    """How long a key may last."""
    faults: Mapping[str, str]
    """What is wrong, labels of `account_fault` by field."""
    begun: Begun
    """Whether what was typed was kept before, and what tells this filling from another."""
    done: Done | None
    """What was just done."""


class KeyPage(Shown):
    """`account/key.html`."""

    name: str
    """What the person calls the key."""
    secret: str
    """The key, shown this once."""


class ConsentsPage(Shown):
    """`account/consents.html`."""

    consents: tuple[ConsentShown, ...]
    """Every purpose, with what was answered to it."""
    done: Done | None
    """What was just done."""


class View(StrEnum):
    """Whose doings are shown."""

    OTHERS = "others"
    MINE = "mine"


class JournalPage(Shown):
    """`account/journal.html`."""

    view: View
    """What others did to the person's things, or what they did themselves."""
    chapter: Chapter
    """The part of the journal that is shown."""


class DataPage(Shown):
    """`account/data.html`."""

    account: AccountShown
    """Whose page it is."""


class DeletePage(Shown):
    """`account/delete.html`."""

    account: AccountShown
    """What would be deleted."""
    companies: tuple[PlaceShown, ...]
    """The companies that would have no founder left."""


class ConfirmPage(Shown):
    """`account/confirm.html`."""

    next: str
    """The page to go on to."""
    proof: Proof
    """What the person can prove themselves by."""
    fault: str
    """What is wrong with what was typed, a label of `account_fault`; empty when nothing is."""


PAGES: dict[str, type[Shown]] = {
    "account/profile.html": ProfilePage,
    "account/address.html": AddressPage,
    "account/leave.html": LeavePage,
    "account/security.html": SecurityPage,
    "account/totp.html": TotpPage,
    "account/codes.html": CodesPage,
    "account/keys.html": KeysPage,
    "account/key.html": KeyPage,
    "account/consents.html": ConsentsPage,
    "account/journal.html": JournalPage,
    "account/data.html": DataPage,
    "account/delete.html": DeletePage,
    "account/confirm.html": ConfirmPage,
}
