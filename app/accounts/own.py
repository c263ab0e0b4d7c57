"""What a person changes of their own account."""

from app.accounts import links, passwords, throttle
from app.accounts.invitations import withdraw_lapsed
from app.accounts.links import Purpose
from app.accounts.policy import Membership, Person, Target, Visitor
from app.accounts.roles import drop, said
from app.accounts.schemas import AccountGiven
from app.accounts.service import address, by_email, by_id, named
from app.accounts.throttle import Limit
from app.audit import service as audit
from app.context import Context
from app.kit.database import reading, writing
from app.kit.errors import DomainError
from app.mail.service import Letter, post


class AddressTaken(DomainError):
    """The address belongs to another account."""

    status = 409
    title = "Address in use"

    def __init__(self) -> None:
        super().__init__("Another account has this address.")


def change(context: Context, visitor: Visitor, account_id: str, given: AccountGiven) -> None:
    """Change a person's name or language; raises `BadName`."""
    with writing(context.database) as session:
        account = by_id(session, account_id)
        if given.name is not None:
            account.name = named(given.name)
        account.language = given.language or account.language
        audit.note(session, visitor, "account.change", Target.account(account_id))


def change_password(context: Context, visitor: Visitor, account_id: str, new: str) -> None:
    """Set a person's password; their other sessions end. Raises `WeakPassword`."""
    with reading(context.database) as session:
        account = by_id(session, account_id)
    kept = passwords.accepted(new, account)
    with writing(context.database) as session:
        passwords.replace(session, account_id, kept, but=visitor.session)
        audit.note(session, visitor, "password.change", Target.account(account_id))


def ask_address(context: Context, person: Person, typed: str) -> None:
    """Send a link to a new address, which proves it; raises `BadAddress` and `TooMany`.

    One that another account has gets a link too: only who reads its mail learns that it has.
    """
    new = address(typed)
    with writing(context.database) as session:
        throttle.count(session, Limit.SENDING, person.id)
        throttle.count(session, Limit.LETTERS, new)
        secret = links.make(session, Purpose.EMAIL, new, account_id=person.id)
        link = f"{context.settings.public}/account/email/{secret}"
        post(session, new, Letter.EMAIL, person.language, account_id=person.id, link=link)


def move(context: Context, visitor: Visitor, person: Person, secret: str) -> str:
    """Make the address that a link was sent to a person's own, and tell the old one; gives it.

    Raises `Spent` for a link that is another's or too old, and `AddressTaken`.
    """
    with writing(context.database) as session:
        link = links.use(session, secret, Purpose.EMAIL)
        if link.account_id != person.id:
            raise links.Spent
        if by_email(session, link.email):
            raise AddressTaken
        account = by_id(session, person.id)
        links.spend_all(session, account.id)
        old, account.email = account.email, link.email
        post(session, old, Letter.EMAIL_CHANGED, account.language, account_id=account.id)
        audit.note(session, visitor, "email.change", Target.account(account.id))
        return account.email


def waiting_address(context: Context, account_id: str, secret: str) -> str:
    """The address that a link would make a person's own; raises `Spent`."""
    with reading(context.database) as session:
        link = links.find(session, secret, Purpose.EMAIL)
        if link.account_id != account_id:
            raise links.Spent
        return link.email


def leave(context: Context, visitor: Visitor, account_id: str, membership: Membership) -> None:
    """Give a role up; raises `LastAdministrator`."""
    with writing(context.database) as session:
        drop(session, account_id, membership)
        withdraw_lapsed(session, account_id)
        audit.note(
            session,
            visitor,
            "role.leave",
            Target.account(account_id),
            **said(membership),
        )
