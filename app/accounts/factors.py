"""Second factors: codes of an application (TOTP, RFC 6238) and codes for when it is lost.

Passkeys are the third kind: `app.accounts.passkeys`.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pyotp import TOTP, random_base32
from pyotp.utils import strings_equal
from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, StoredPasskey, StoredRecoveryCode
from app.accounts.policy import Target, Visitor
from app.accounts.service import by_id
from app.accounts.tokens import digest
from app.audit import service as audit
from app.kit.database import now
from app.kit.errors import DomainError
from app.kit.secrets import Vault

USE = "totp"
ISSUER = "Wasl"
STEP_SECONDS = 30
# A clock may be late or early by a step.
DRIFT = 1
CODES = 10
# Without the letters and digits that are taken for each other; 79 bits of chance in sixteen.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LETTERS = 16
GROUP = 4


class Factor(StrEnum):
    """What can be shown as a second factor."""

    TOTP = "totp"
    RECOVERY = "recovery"
    PASSKEY = "passkey"


class WrongCode(DomainError):
    """A code that is not the one of the moment."""

    status = 422
    title = "Wrong code"

    def __init__(self) -> None:
        super().__init__("This is not the code of the moment.")


@dataclass(frozen=True, slots=True)
class Setup:
    """What an application is given to make codes from."""

    secret: str
    """To be typed, in base 32."""
    uri: str
    """The same, to be shown as a QR code."""


def asked(session: Session, account: Account) -> bool:
    """Whether an account is asked for a second factor."""
    return account.totp_proven or has_passkey(session, account.id)


def has_passkey(session: Session, account_id: str) -> bool:
    """Whether an account has a passkey."""
    return bool(session.scalar(select(exists().where(StoredPasskey.account_id == account_id))))


def begin_totp(session: Session, vault: Vault, account_id: str) -> Setup:
    """Give an account a new secret, which counts once `confirm_totp` has seen a code of it.

    One that counts already goes on: it is removed first (`remove_totp`). One that waits is made
    anew, since somebody else may have read it.
    """
    account = by_id(session, account_id)
    if not account.totp_proven:
        account.totp = vault.seal(USE, random_base32()).encode()
    return setup(vault, account)


def setup(vault: Vault, account: Account) -> Setup:
    """What the secret of an account looks like."""
    secret = secret_of(vault, account)
    return Setup(secret, TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER))


def secret_of(vault: Vault, account: Account) -> str:
    """The secret of an account's codes; empty where it has none, or another key sealed it."""
    return vault.open(USE, (account.totp or b"").decode()) or ""


def confirm_totp(
    session: Session, vault: Vault, visitor: Visitor, account_id: str, code: str
) -> None:
    """Have an account's secret count from now on; raises `WrongCode`."""
    account = by_id(session, account_id)
    if not take(vault, account, code):
        raise WrongCode
    account.totp_proven = True
    audit.note(session, visitor, "factor.add", Target.account(account_id), factor=Factor.TOTP)


def remove_totp(session: Session, visitor: Visitor, account_id: str) -> None:
    """Forget an account's secret; its recovery codes go when no factor is left."""
    account = by_id(session, account_id)
    forget_totp(account)
    audit.note(session, visitor, "factor.remove", Target.account(account_id), factor=Factor.TOTP)
    drop_codes_of_none(session, account)


def forget_totp(account: Account) -> None:
    """Have an account's secret count no more."""
    account.totp, account.totp_proven, account.totp_step = None, False, 0


def forget(session: Session, account: Account) -> None:
    """Forget every second factor of an account, and what stands for one."""
    forget_totp(account)
    session.execute(delete(StoredPasskey).where(StoredPasskey.account_id == account.id))
    forget_codes(session, account.id)


def drop_codes_of_none(session: Session, account: Account) -> None:
    """Forget recovery codes where there is no factor that they could stand for."""
    if not asked(session, account):
        forget_codes(session, account.id)


def take(vault: Vault, account: Account, code: str) -> bool:
    """Whether a code is good; each time step is taken once, whoever looks on."""
    secret, typed = secret_of(vault, account), plain(code)
    step = step_of(secret, typed, now()) if secret else None
    if step is None or step <= account.totp_step:
        return False
    account.totp_step = step
    return True


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The time step that a code belongs to, if it is one of around this moment."""
    totp, present = TOTP(secret), int(at.timestamp()) // STEP_SECONDS
    around = range(present - DRIFT, present + DRIFT + 1)
    return next((step for step in around if strings_equal(totp.generate_otp(step), typed)), None)


def plain(code: str) -> str:
    """A code without what people type between its digits, which may be Arabic ones."""
    kept = (one for one in code.lower() if one.isalnum())
    return "".join(str(int(one)) if one.isdecimal() else one for one in kept)


def new_recovery_codes(session: Session, visitor: Visitor, account_id: str) -> list[str]:
    """New codes to be shown once, in the place of all earlier ones."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(CODES)]
    forget_codes(session, account_id)
    session.add_all(StoredRecoveryCode(account_id=account_id, digest=digest(one)) for one in codes)
    audit.note(session, visitor, "factor.add", Target.account(account_id), factor=Factor.RECOVERY)
    return [grouped(one) for one in codes]


def grouped(code: str) -> str:
    """A code as it is easily read out."""
    return "-".join(code[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def forget_codes(session: Session, account_id: str) -> None:
    """Forget an account's recovery codes."""
    session.execute(delete(StoredRecoveryCode).where(StoredRecoveryCode.account_id == account_id))


def recovery_codes_left(session: Session, account_id: str) -> int:
    """How many recovery codes an account has not used."""
    unused = select(func.count()).where(
        StoredRecoveryCode.account_id == account_id, StoredRecoveryCode.used_at.is_(None)
    )
    return session.scalar(unused) or 0


def take_recovery_code(session: Session, account_id: str, code: str) -> bool:
    """Whether a recovery code is good; it is used up."""
    row = session.get(StoredRecoveryCode, (account_id, digest(plain(code))))
    if row is None or row.used_at:
        return False
    row.used_at = now()
    return True
