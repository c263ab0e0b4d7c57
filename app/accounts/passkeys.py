"""Passkeys (WebAuthn): a key that never leaves a person's device, and no page but ours can use.

They belong to the host of the address that people open Wasl by, which must be a name.
"""

import json
from datetime import timedelta
from typing import Any

import webauthn
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts import links
from app.accounts.factors import Factor, drop_codes_of_none
from app.accounts.links import Purpose
from app.accounts.models import StoredPasskey
from app.accounts.policy import Target, Visitor
from app.accounts.service import by_id
from app.audit import service as audit
from app.kit.database import now
from app.kit.errors import DomainError
from app.settings import Settings

NAME = "Wasl"
# How long the device may take to ask its person.
LASTING = timedelta(minutes=5)
LONGEST_NAME = 100


class NotProven(DomainError):
    """What a device answered does not prove anything here."""

    status = 422
    title = "Passkey refused"


def options(session: Session, settings: Settings, account_id: str) -> dict[str, Any]:
    """What a browser is asked in order to make a passkey of an account."""
    account = by_id(session, account_id)
    made = webauthn.generate_registration_options(
        rp_id=settings.host,
        rp_name=NAME,
        user_id=account.id.encode(),
        user_name=account.email,
        user_display_name=account.name,
        challenge=challenge(session, account.id, account.email),
        exclude_credentials=descriptors(session, account.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return as_json(made)


def register(
    session: Session,
    settings: Settings,
    visitor: Visitor,
    *,
    account_id: str,
    credential: str,
    name: str,
) -> None:
    """Keep the public half of a passkey that a browser made; raises `NotProven`."""
    asked = used_challenge(session, credential, account_id)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=asked,
            expected_rp_id=settings.host,
            expected_origin=settings.public,
        )
    except WebAuthnException as error:
        raise NotProven(str(error)) from error
    if session.get(StoredPasskey, made.credential_id):
        message = "This passkey is kept already."
        raise NotProven(message)
    row = StoredPasskey(
        id=made.credential_id,
        account_id=account_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        created_at=now(),
    )
    session.add(row)
    person = Target.account(account_id)
    audit.note(session, visitor, "factor.add", person, factor=Factor.PASSKEY)


def list_passkeys(session: Session, account_id: str) -> list[StoredPasskey]:
    """The passkeys of an account, the oldest first."""
    chosen = select(StoredPasskey).where(StoredPasskey.account_id == account_id)
    return list(session.scalars(chosen.order_by(StoredPasskey.created_at)))


def remove(session: Session, visitor: Visitor, account_id: str, passkey_id: bytes) -> None:
    """Forget a passkey of an account; one of another's is left alone."""
    row = session.get(StoredPasskey, passkey_id)
    if row is None or row.account_id != account_id:
        return
    session.delete(row)
    session.flush()
    drop_codes_of_none(session, by_id(session, account_id))
    person = Target.account(account_id)
    audit.note(session, visitor, "factor.remove", person, factor=Factor.PASSKEY)


def question(session: Session, settings: Settings, account_id: str = "") -> dict[str, Any]:
    """What a browser is asked in order to use a passkey: one of an account, or whichever it has.

    Where the passkey is all that is asked for, its device must know its person.
    """
    wanted = UserVerificationRequirement
    asked = webauthn.generate_authentication_options(
        rp_id=settings.host,
        challenge=challenge(session, account_id),
        allow_credentials=descriptors(session, account_id) if account_id else [],
        user_verification=wanted.PREFERRED if account_id else wanted.REQUIRED,
    )
    return as_json(asked)


def prove(session: Session, settings: Settings, credential: str, account_id: str = "") -> str:
    """The account whose passkey answered the question; raises `NotProven`."""
    asked = used_challenge(session, credential, account_id)
    row = session.get(StoredPasskey, of_credential(credential))
    if row is None or account_id not in {"", row.account_id}:
        message = "This passkey is not known here."
        raise NotProven(message)
    try:
        shown = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=asked,
            expected_rp_id=settings.host,
            expected_origin=settings.public,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=not account_id,
        )
    except WebAuthnException as error:
        raise NotProven(str(error)) from error
    row.sign_count, row.used_at = shown.new_sign_count, now()
    return row.account_id


def challenge(session: Session, account_id: str, email: str = "") -> bytes:
    """Something new to be signed, once, for an account or for whoever answers."""
    known = account_id or None
    secret = links.make(session, Purpose.PASSKEY, email, account_id=known, lasting=LASTING)
    return secret.encode()


def used_challenge(session: Session, credential: str, account_id: str) -> bytes:
    """What an answer says that it signs, if we asked for it; raises `NotProven`."""
    try:
        response = json.loads(credential)["response"]
        signed = json.loads(base64url_to_bytes(response["clientDataJSON"]))
        secret = base64url_to_bytes(signed["challenge"])
        asked = links.use(session, secret.decode("ascii"), Purpose.PASSKEY)
    except (ValueError, KeyError, TypeError, RecursionError, links.Spent) as error:
        message = "Nothing like this was asked."
        raise NotProven(message) from error
    if (asked.account_id or "") != account_id:
        message = "Somebody else was asked."
        raise NotProven(message)
    return secret


def of_credential(credential: str) -> bytes:
    """The id of the passkey that an answer is by; raises `NotProven`."""
    try:
        return base64url_to_bytes(json.loads(credential)["id"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = "An answer names its passkey."
        raise NotProven(message) from error


def descriptors(session: Session, account_id: str) -> list[PublicKeyCredentialDescriptor]:
    """The passkeys of an account, as browsers are told of them."""
    return [PublicKeyCredentialDescriptor(row.id) for row in list_passkeys(session, account_id)]


def as_json(made: Any) -> dict[str, Any]:  # noqa: ANN401 - two classes of the library
    """What a browser is asked, as it reads it."""
    content: dict[str, Any] = json.loads(webauthn.options_to_json(made))
    return content


def code(passkey_id: bytes) -> str:
    """The id of a passkey, as forms send it."""
    return bytes_to_base64url(passkey_id)
