"""The pages of one's own account, over HTTP."""

import html
import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.accounts import sessions
from app.accounts.models import Account, StoredIdentity, StoredKey, StoredSession
from app.accounts.policy import Membership, Role, Scope
from app.accounts.service import by_email
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.i18n import translator
from app.mail.models import StoredMail
from tests.app.people import account, membership, passkey, session_of, signed_in
from tests.web.factories import browsing

PAGES = (
    "/account",
    "/account/security",
    "/account/keys",
    "/account/consents",
    "/account/journal",
    "/account/journal?view=mine",
    "/account/data",
    "/account/delete",
    "/account/confirm",
)
TEXTS = translator("fr")
PASSWORD = "grenade tapis horizon 7"


@pytest.fixture
def client(empty_context: Context) -> TestClient:
    return browsing(empty_context)


@pytest.fixture
def someone(empty_context: Context, client: TestClient) -> Account:
    """Who is signed in."""
    person = account(empty_context, membership(Role.FOUNDER), name="Imane")
    signed_in(client, empty_context, person)
    return person


def old(context: Context) -> None:
    """Every session was opened a while ago."""
    with writing(context.database) as session:
        session.execute(update(StoredSession).values(created_at=now() - timedelta(minutes=16)))


def open_sessions(context: Context, person: Account) -> int:
    with reading(context.database) as session:
        rows = session.scalars(select(StoredSession).where(StoredSession.account_id == person.id))
        return sum(map(sessions.alive, rows))


@pytest.mark.parametrize("role", [one for one in Role if one not in {Role.PERSON, Role.ANYONE}])
def test_everybody_has_every_page_of_their_own(
    client: TestClient, empty_context: Context, role: Role
) -> None:
    signed_in(client, empty_context, account(empty_context, membership(role)))
    assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize("path", PAGES)
def test_nobody_has_a_page_without_signing_in(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.usefixtures("someone")
def test_a_name_and_a_language_are_kept_and_spoken_at_once(client: TestClient) -> None:
    answer = client.post("/account", data={"name": "Imane C.", "language": "ar"})
    page = client.get(answer.headers["location"]).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "حُفظ الملف الشخصي." in page
    assert 'value="Imane C."' in page


@pytest.mark.usefixtures("someone")
def test_what_is_wrong_is_said_beside_the_field_and_above(client: TestClient) -> None:
    answer = client.post("/account", data={"name": " ", "language": "xx"})
    assert answer.status_code == 422
    assert answer.text.count("Donnez un nom.") == 2
    assert answer.text.count("Choisissez une langue.") == 2
    assert 'href="#f-name"' in answer.text


def test_an_address_is_changed_by_its_link(
    client: TestClient, empty_context: Context, someone: Account
) -> None:
    client.post("/account/email", data={"email": "imane@example.ma"})
    with reading(empty_context.database) as session:
        body = session.scalar(
            select(StoredMail.body).where(StoredMail.recipient == "imane@example.ma")
        )
    found = re.search(r"/account/email/[\w-]+", body or "")
    assert found
    assert "imane@example.ma" in client.get(found[0]).text
    answer = client.post(found[0])
    assert "imane@example.ma" in client.get(answer.headers["location"]).text
    assert client.post(found[0]).status_code == 410
    with reading(empty_context.database) as session:
        assert by_email(session, someone.email) is None


@pytest.mark.usefixtures("someone")
def test_a_role_is_left_after_a_question(client: TestClient) -> None:
    page = client.get("/account").text
    [asked] = re.findall(r'href="(/account/roles/leave\?held=[^"]+)"', page)
    question = client.get(asked.replace("&amp;", "&")).text
    [held] = re.findall(r'name="held" value="([^"]+)"', question)
    assert client.post("/account/roles/leave", data={"held": held}).status_code == 303
    assert "Aucun rôle" in client.get("/account").text
    assert client.post("/account/roles/leave", data={"held": held}).status_code == 404


CHANGES = (
    "/account/password",
    "/account/totp/begin",
    "/account/totp",
    "/account/totp/remove",
    "/account/recovery-codes",
    "/account/passkeys",
    "/account/passkeys/options",
    "/account/passkeys/remove",
    "/account/keys",
    "/account/email",
    "/account/delete",
)


@pytest.mark.usefixtures("someone")
@pytest.mark.parametrize("path", CHANGES)
def test_a_change_to_what_lets_one_in_asks_again_who_one_is(
    client: TestClient, empty_context: Context, path: str
) -> None:
    old(empty_context)
    answer = client.post(path, data={"new": PASSWORD, "email": "a@example.ma"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/account/confirm?next=%2Faccount")


@pytest.mark.usefixtures("someone")
def test_data_is_not_handed_out_either_without_asking(
    client: TestClient, empty_context: Context
) -> None:
    assert client.get("/account/export").json()["account"][0]["name"] == "Imane"
    old(empty_context)
    assert client.get("/account/export").status_code == 303


@pytest.mark.usefixtures("someone")
def test_a_password_is_set_and_proves_who_one_is(
    client: TestClient, empty_context: Context
) -> None:
    assert client.post("/account/password", data={"new": "trop court"}).status_code == 422
    assert client.post("/account/password", data={"new": PASSWORD}).status_code == 303
    old(empty_context)
    wrong = client.post("/account/confirm", data={"proof": "autre chose", "next": "/account/keys"})
    assert wrong.status_code == 422
    assert "Ce n’est pas votre mot de passe." in wrong.text
    good = client.post("/account/confirm", data={"proof": PASSWORD, "next": "//evil.example"})
    assert good.headers["location"] == "/account/security"
    assert client.get("/account/export").status_code == 200


def test_codes_of_an_application_are_proven_before_they_count(
    client: TestClient, empty_context: Context
) -> None:
    person = account(empty_context, membership(Role.ADMINISTRATOR))
    signed_in(client, empty_context, person, strong=False)
    assert "second facteur" in client.get("/account").text
    assert client.get("/administration").status_code == 403
    page = client.get(client.post("/account/totp/begin").headers["location"]).text
    assert "<svg" in page
    [secret] = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)
    assert client.post("/account/totp", data={"code": "000000x"}).status_code == 422
    code = pyotp.TOTP(secret.replace(" ", "")).now()
    told = client.post("/account/totp", data={"code": code})
    assert len(re.findall(r"\b(?:[a-z0-9]{4}-){3}[a-z0-9]{4}\b", told.text)) == 10
    assert client.get("/administration").status_code == 200
    assert client.get("/account/totp").status_code == 404
    client.post("/account/totp/remove")
    assert "inactive" in client.get("/account/security").text


def test_who_administers_with_a_passkey_only_is_not_told_to_add_a_factor(
    client: TestClient, empty_context: Context
) -> None:
    person = account(empty_context, membership(Role.ADMINISTRATOR))
    signed_in(client, empty_context, person)
    assert TEXTS.text("account.factor_missing") in client.get("/account").text
    with writing(empty_context.database) as session:
        session.add(passkey(person))
    assert TEXTS.text("account.factor_missing") not in client.get("/account").text


@pytest.mark.parametrize(
    ("name", "fault"), [("Téléphone de Rabat " * 6, "passkey_name"), ("Téléphone", "passkey")]
)
@pytest.mark.usefixtures("someone")
def test_the_name_of_a_passkey_that_is_refused_is_there_whole(
    client: TestClient, name: str, fault: str
) -> None:
    answer = client.post("/account/passkeys", data={"name": name, "credential": "{}"})
    assert answer.status_code == 422
    assert TEXTS.text(f"account_fault.{fault}") in html.unescape(answer.text)
    assert f'value="{name.strip()}"' in answer.text


def identity(someone: Account, subject: str) -> StoredIdentity:
    return StoredIdentity(
        issuer="https://id.example.ma/realm",
        subject=subject,
        account_id=someone.id,
        created_at=now(),
    )


def test_a_provider_is_listed_and_removed_by_its_person_only(
    client: TestClient, empty_context: Context, someone: Account
) -> None:
    with writing(empty_context.database) as session:
        session.add(identity(someone, "imane"))
        session.add(identity(account(empty_context), "another"))
    page = client.get("/account/security").text
    assert page.count("<bdi>id.example.ma</bdi>") == 1
    asked = {"issuer": "https://id.example.ma/realm", "subject": "another"}
    assert client.post("/account/identities/remove", data=asked).status_code == 404
    asked["subject"] = "imane"
    assert client.post("/account/identities/remove", data=asked).status_code == 303
    assert "id.example.ma" not in client.get("/account/security").text
    with reading(empty_context.database) as session:
        assert session.scalars(select(StoredIdentity.subject)).all() == ["another"]


def test_sessions_are_ended_one_by_one_or_all_but_this(
    client: TestClient, empty_context: Context, someone: Account
) -> None:
    for _ in range(3):
        session_of(empty_context, someone)
    page = client.get("/account/security").text
    found = re.findall(r'action="(/account/sessions/\w+/end)"', page)
    assert len(found) == 3
    client.post(found[0])
    assert open_sessions(empty_context, someone) == 3
    client.post("/account/sessions/end-others")
    assert open_sessions(empty_context, someone) == 1
    assert client.get("/account").status_code == 200


@pytest.mark.usefixtures("someone")
def test_nobody_ends_anothers_session(client: TestClient, empty_context: Context) -> None:
    other = account(empty_context)
    session_of(empty_context, other)
    with reading(empty_context.database) as session:
        id_ = session.scalar(select(StoredSession.id).where(StoredSession.account_id == other.id))
    assert client.post(f"/account/sessions/{id_}/end").status_code == 403
    assert open_sessions(empty_context, other) == 1


@pytest.mark.usefixtures("someone")
def test_a_key_is_shown_once_opens_what_it_says_and_is_revoked(
    client: TestClient, empty_context: Context
) -> None:
    empty = client.post("/account/keys", data={"name": "", "days": "7"})
    assert empty.status_code == 422
    assert empty.text.count('class="fault"') == 3
    given = {"name": "Tableau", "days": "30", "scopes": "account:read"}
    [secret] = re.findall(r"wasl_[\w-]{20,}", client.post("/account/keys", data=given).text)
    assert secret not in client.get("/account/keys").text
    program = browsing(empty_context)
    program.headers["authorization"] = f"Bearer {secret}"
    assert program.get("/api/v1/account").json()["name"] == "Imane"
    assert program.patch("/api/v1/account", json={"name": "X"}).status_code == 403
    with reading(empty_context.database) as session:
        key = session.scalar(select(StoredKey.id))
    client.post(f"/account/keys/{key}/revoke")
    assert program.get("/api/v1/account").status_code == 401


@pytest.mark.usefixtures("someone")
def test_a_key_cannot_open_what_its_person_may_not(client: TestClient) -> None:
    asked = {"name": "x", "days": "30", "scopes": ["network:write"]}
    assert client.post("/account/keys", data=asked).status_code == 422


def test_what_was_typed_for_a_key_is_there_again_once_one_proved_who_one_is(
    client: TestClient, empty_context: Context, someone: Account
) -> None:
    old(empty_context)
    asked = {"name": "Tableau de bord", "days": "365", "scopes": ["startups:read"]}
    answer = client.post("/account/keys", data=asked)
    assert answer.headers["location"] == "/account/confirm?next=%2Faccount%2Fkeys"
    signed_in(client, empty_context, someone)
    page = client.get("/account/keys").text
    assert 'value="Tableau de bord"' in page
    assert len(re.findall(r"value=\"(?:365|startups:read)\"[^>]*checked", page)) == 2
    client.post("/account/keys", data=asked)
    assert "Tableau de bord" not in page_form(client.get("/account/keys").text)


def page_form(page: str) -> str:
    """The form of a new key."""
    return page.partition('id="new"')[2]


def test_an_address_that_was_typed_is_there_again_once_one_proved_who_one_is(
    client: TestClient, empty_context: Context, someone: Account
) -> None:
    old(empty_context)
    client.post("/account/email", data={"email": "imane@example.ma"})
    signed_in(client, empty_context, someone)
    assert 'value="imane@example.ma"' in client.get("/account").text
    client.post("/account/email", data={"email": "imane@example.ma"})
    assert 'value="imane@example.ma"' not in client.get("/account").text


@pytest.mark.usefixtures("someone")
def test_of_two_forms_of_a_page_one_that_is_sent_leaves_what_was_typed_into_the_other(
    client: TestClient,
) -> None:
    typed = {"name": "Imane B.", "language": "fr", "email": "imane@example.ma"}
    client.post("/drafts", data={"form": "/account", **typed})
    assert TEXTS.text("draft_of.profile") in html.unescape(client.get("/").text)
    client.post("/account", data={"name": "Imane B.", "language": "fr"})
    page = client.get("/account").text
    assert 'value="imane@example.ma"' in page
    assert 'action="/drafts/drop"' in page
    client.post("/account/email", data={"email": "imane@example.ma"})
    assert "/drafts/drop" not in client.get("/account").text


@pytest.mark.usefixtures("someone")
def test_a_key_that_was_begun_says_so_and_is_dropped(client: TestClient) -> None:
    client.post("/drafts", data={"form": "/account/keys", "name": "Tableau"})
    assert 'action="/drafts/drop"' in client.get("/account/keys").text
    client.post("/drafts/drop", data={"form": "/account/keys"})
    page = client.get("/account/keys").text
    assert "/drafts/drop" not in page
    assert "Tableau" not in page


@pytest.mark.usefixtures("someone")
def test_a_key_asked_for_by_two_clicks_is_made_once(
    client: TestClient, empty_context: Context
) -> None:
    found = re.search(r'name="once" value="(\w+)"', client.get("/account/keys").text)
    assert found
    asked = {"name": "x", "days": "30", "scopes": ["startups:read"], "once": found[1]}
    assert "wasl_" in client.post("/account/keys", data=asked).text
    again = client.post("/account/keys", data=asked)
    assert again.headers["location"] == "/account/keys?done=key_made"
    with reading(empty_context.database) as session:
        assert len(session.scalars(select(StoredKey)).all()) == 1


def test_a_consent_is_given_and_withdrawn(client: TestClient, empty_context: Context) -> None:
    signed_in(client, empty_context, account(empty_context, membership(Role.CANDIDATE)))
    client.post("/account/consents/give", data={"purpose": "share_address"})
    assert "Accepté" in client.get("/account/consents").text
    client.post("/account/consents/withdraw", data={"purpose": "share_address"})
    page = client.get("/account/consents").text
    assert "retiré le" in page
    assert client.post("/account/consents/give", data={"purpose": "all"}).status_code == 404


def test_who_read_a_company_is_shown_by_role_and_not_by_name(
    client: TestClient, empty_context: Context, someone: Account
) -> None:
    reader = account(empty_context, membership(Role.MANAGER), name="Salma Tazi")
    signed_in(client, empty_context, reader)
    client.get("/startups/chari")
    signed_in(client, empty_context, someone)
    page = client.get("/account/journal").text
    assert "Direction du réseau" in page
    assert "Salma Tazi" not in page


def test_deleting_an_account_says_what_becomes_of_the_company_and_ends_everything(
    client: TestClient, empty_context: Context
) -> None:
    from app.profiles.importing import import_batch
    from matching.profile import Kind
    from tests.app.factories import batch, startup

    import_batch(empty_context, Kind.STARTUP, batch(startup("aquanour")))
    held = Membership(Role.FOUNDER, Scope("startup", "aquanour"))
    signed_in(client, empty_context, account(empty_context, held, email="z@example.ma"))
    assert "Société aquanour" in client.get("/account/delete").text
    answer = client.post("/account/delete", data={"companies": "aquanour"})
    assert answer.status_code == 303
    assert client.get("/account").status_code == 303
    manager = account(empty_context, membership(Role.MANAGER))
    assert signed_in(client, empty_context, manager).get("/startups/aquanour").status_code == 404
