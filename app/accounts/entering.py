"""Signing in: whatever somebody proves themselves by leads through here to a session."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import devices, factors, links, passkeys, passwords, service, sessions, throttle
from app.accounts.links import Purpose
from app.accounts.models import Account, StoredLink
from app.accounts.policy import NOBODY, Decision, Reason, Target, Visitor
from app.accounts.throttle import Limit
from app.audit import service as audit
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.i18n import DEFAULT
from app.kit.secrets import Vault
from app.mail.service import Letter, post

# How long the second factor is waited for, and how often it may be tried.
PATIENCE = timedelta(minutes=10)
TRIES = 5


class Method(StrEnum):
    """What a session was opened by."""

    PASSWORD = "password"  # noqa: S105 - no password
    LINK = "link"
    PASSKEY = "passkey"
    OPENID = "openid"
    INVITATION = "invitation"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Browser:
    """What somebody signs in with."""

    network: str
    agent: str = ""
    language: str = DEFAULT
    device: str = ""
    """The cookie of a browser that was signed in with before."""
    session: str = ""
    """The cookie of the session that it had."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session was opened; its token is for the browser only."""

    secret: str
    device: str
    next: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """A second factor is asked for; the token says of whom, to the server only."""

    secret: str


Entry = Opened | Awaited


def by_password(
    context: Context, email: str, password: str, browser: Browser, after: str
) -> Entry | None:
    """Sign in by a password; None where it is not the account's, or there is none.

    Raises `TooMany`. Nothing else tells whether there is an account.
    """
    with writing(context.database) as session:
        count(session, context.vault, email, browser)
    with reading(context.database) as session:
        # Without its roles: they would be asked for of an account only, which takes its time.
        found = session.scalars(select(Account).where(Account.email == email)).one_or_none()
    # Outside of any transaction: it takes a while, on purpose.
    good = passwords.verify(found.password if found else None, password)
    renewed = passwords.hashed(password) if good and found and outdated(found) else None
    with writing(context.database) as session:
        account = active(session, found.id if found else "")
        # One that was changed meanwhile is no longer the account's.
        if account is None or not good or account.password != (found and found.password):
            refuse(session, email, found.id if found else "", Method.PASSWORD)
            return None
        account.password = renewed or account.password
        forgive(session, context.vault, email, browser)
        return enter(session, context.vault, account, Method.PASSWORD, browser, after=after)


def outdated(account: Account) -> bool:
    """Whether an account's password has to be hashed anew."""
    return passwords.outdated(account.password)


def ask(context: Context, email: str, name: str, browser: Browser, after: str) -> None:
    """Send a link: to sign in by where there is an account, to make one by where there is none.

    The same is done and answered in either case. An address that got enough links already gets
    no more: those that it has still work.
    """
    with writing(context.database) as session:
        if not devices.recognised(context.vault, browser.device, email):
            throttle.count(session, Limit.ASKING, browser.network)
        if throttle.exhausted(session, Limit.LETTERS, email):
            return
        account = service.by_email(session, email)
        purpose = Purpose.SIGN_IN if account else Purpose.JOIN
        known = account.id if account else None
        secret = links.make(session, purpose, email, account_id=known, name=name, next=after)
        language = account.language if account else browser.language
        address = f"{context.settings.public}/sign-in/link/{secret}"
        post(session, email, LETTERS[purpose], language, account_id=known, link=address)


LETTERS = {Purpose.SIGN_IN: Letter.SIGN_IN, Purpose.JOIN: Letter.JOIN}


def by_link(context: Context, secret: str, name: str, browser: Browser) -> Entry:
    """Sign in by a link, or join by it; raises `Spent`."""
    with writing(context.database) as session:
        link = links.use(session, secret, Purpose.SIGN_IN, Purpose.JOIN)
        account = active(session, link.account_id or "") or joining(session, link.email)
        account = account or service.create(session, link.email, name, language=browser.language)
        account.confirmed_at = account.confirmed_at or now()
        after = link.details["next"]
        return enter(session, context.vault, account, Method.LINK, browser, after=after)


def joining(session: Session, email: str) -> Account | None:
    """The account that was made for an address since a link to join was sent; raises `Spent`."""
    found = service.by_email(session, email)
    if found and found.disabled_at:
        raise links.Spent
    return found


def active(session: Session, account_id: str) -> Account | None:
    """An account that may sign in."""
    return session.scalars(
        select(Account).where(Account.id == account_id, Account.disabled_at.is_(None))
    ).one_or_none()


def enter(
    session: Session,
    vault: Vault,
    account: Account,
    method: Method,
    browser: Browser,
    *,
    after: str,
    strong: bool = False,
) -> Entry:
    """What follows a proof: a session, or the question for a second factor."""
    if not strong and factors.asked(session, account):
        return Awaited(await_factor(session, account, method, after))
    end_old(session, browser)
    secret = sessions.open_session(
        session, account.id, method=method, strong=strong, agent=browser.agent
    )
    who = Visitor(person=sessions.person(account))
    target = Target.account(account.id)
    audit.note(session, who, "session.open", target, method=method, strong=strong)
    return Opened(secret, devices.remembered(vault, account.email), after)


def await_factor(session: Session, account: Account, method: Method, after: str) -> str:
    """Begin to wait for a second factor; returns the token that stands for the first."""
    return links.make(
        session,
        Purpose.FACTOR,
        account.email,
        account_id=account.id,
        lasting=PATIENCE,
        next=after,
        method=method,
        tries=0,
    )


def by_code(context: Context, secret: str, code: str, browser: Browser) -> Entry | None:
    """Show a second factor by a code; None where it is not good. Raises `Spent`, `TooMany`."""
    with writing(context.database) as session:
        link, account = awaited(session, secret)
        device = devices.recognised(context.vault, browser.device, account.email)
        throttle.count(session, Limit.FACTOR, account.id, device)
        if not good_code(session, context.vault, account, code):
            miss(session, link)
            return None
        throttle.forget(session, Limit.FACTOR, account.id, device)
        return pass_on(session, context.vault, link, account, browser)


def by_passkey(context: Context, credential: str, browser: Browser, after: str) -> Entry:
    """Sign in by a passkey alone, whose device knows its person.

    Raises `NotProven`.
    """
    with writing(context.database) as session:
        account = active(session, passkeys.prove(session, context.settings, credential))
        if account is None:
            message = "The account of this passkey is shut."
            raise passkeys.NotProven(message)
        method = Method.PASSKEY
        return enter(session, context.vault, account, method, browser, after=after, strong=True)


def by_second_passkey(context: Context, secret: str, credential: str, browser: Browser) -> Entry:
    """Show a second factor by a passkey; raises `Spent`, `NotProven`."""
    with writing(context.database) as session:
        link, account = awaited(session, secret)
        passkeys.prove(session, context.settings, credential, account.id)
        return pass_on(session, context.vault, link, account, browser)


def good_code(session: Session, vault: Vault, account: Account, code: str) -> bool:
    """Whether a code is the application's of the moment, or an unused one for when it is lost."""
    by_application = account.totp_proven and factors.take(vault, account, code)
    return by_application or factors.take_recovery_code(session, account.id, code)


def awaited(session: Session, secret: str) -> tuple[StoredLink, Account]:
    """Of whom a second factor is awaited; raises `Spent`."""
    link = links.find(session, secret, Purpose.FACTOR)
    account = active(session, link.account_id or "")
    if account is None:
        raise links.Spent
    return link, account


def miss(session: Session, link: StoredLink) -> None:
    """Note a wrong second factor; after a few, the first one has to be shown again."""
    tries = link.details["tries"] + 1
    link.details = {**link.details, "tries": tries}
    link.used_at = now() if tries >= TRIES else None
    method = Method(link.details["method"])
    refuse(session, link.email, link.account_id or "", method, Reason.STRONG)


def pass_on(
    session: Session, vault: Vault, link: StoredLink, account: Account, browser: Browser
) -> Entry:
    """Go on after a second factor."""
    link.used_at = now()
    method, after = Method(link.details["method"]), link.details["next"]
    return enter(session, vault, account, method, browser, after=after, strong=True)


def end_old(session: Session, browser: Browser) -> None:
    """End the session that a browser had: its token may have been planted or shared."""
    old = sessions.found(session, browser.session) if browser.session else None
    if old and old.ended_at is None:
        old.ended_at = now()


def leave(context: Context, visitor: Visitor) -> None:
    """Sign out."""
    if visitor.person is None or visitor.session is None:
        return
    with writing(context.database) as session:
        sessions.end(session, visitor.person.id, visitor.session)
        audit.note(session, visitor, "session.end", Target.account(visitor.person.id))


def refuse(
    session: Session, email: str, account_id: str, method: Method, reason: Reason = Reason.SIGN_IN
) -> None:
    """Note that somebody failed to sign in; as much is done where there is no such account.

    A wrong second factor has a reason of its own: who fails there knew the first.
    """
    target, decision = Target.account(account_id), Decision(reason)
    audit.note(session, NOBODY, "session.open", target, decision, tried=email, method=method)


def count(session: Session, vault: Vault, email: str, browser: Browser) -> None:
    """Count a try to sign in; raises `TooMany`."""
    for limit, *what in counted(vault, email, browser):
        throttle.count(session, limit, *what)


def forgive(session: Session, vault: Vault, email: str, browser: Browser) -> None:
    """Take a good try back."""
    for limit, *what in counted(vault, email, browser):
        give_back = throttle.forgive if limit is Limit.NETWORK else throttle.forget
        give_back(session, limit, *what)


def counted(vault: Vault, email: str, browser: Browser) -> list[tuple[Limit, *tuple[str, ...]]]:
    """What tries for an account are counted by: a browser that it knows, or all strangers.

    Who sits behind the same network as an attacker, before a browser of theirs, is let in.
    """
    if device := devices.recognised(vault, browser.device, email):
        return [(Limit.DEVICE, email, device)]
    network = browser.network
    return [
        (Limit.NETWORK, network),
        (Limit.STRANGER, email, network),
        (Limit.STRANGERS, email),
    ]
