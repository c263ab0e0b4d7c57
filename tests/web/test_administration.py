"""Administration and invitations, over HTTP."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.accounts import people
from app.accounts.models import Account, StoredInvitation, StoredSession
from app.accounts.policy import NETWORK, Membership, Role, Scope
from app.audit.models import Entry
from app.context import Context
from app.kit.database import now, reading, writing
from app.mail.models import StoredMail
from tests.app.networks import small
from tests.app.people import account, passkey, session_of, signed_in
from tests.app.queries import statements
from tests.web.factories import browsing

COACH = Membership(Role.COACH, Scope("site", "nord"))
FOUNDER = Membership(Role.FOUNDER, Scope("startup", "a"))
ADMINISTRATOR = Membership(Role.ADMINISTRATOR, NETWORK)
PAGES = (
    "/administration",
    "/administration/invitations",
    "/administration/journal",
    "/administration/journal?verify=1",
    "/administration/keys",
    "/administration/mails",
)


@pytest.fixture
def network(empty_context: Context, tmp_path: Path) -> Context:
    small(empty_context, tmp_path)
    return empty_context


@pytest.fixture
def client(network: Context) -> TestClient:
    return browsing(network)


@pytest.fixture
def administrator(network: Context, client: TestClient) -> Account:
    """Who is signed in."""
    person = account(network, ADMINISTRATOR, name="Omar")
    signed_in(client, network, person)
    return person


@pytest.fixture
def founder(network: Context) -> Account:
    return account(network, FOUNDER, name="Imane", email="imane@example.ma")


def page_of(person: Account) -> str:
    return f"/administration/accounts/{person.id}"


@pytest.mark.parametrize("path", PAGES)
def test_administration_is_for_administrators_with_a_second_factor(
    client: TestClient, network: Context, administrator: Account, path: str
) -> None:
    assert client.get(path).status_code == 200
    signed_in(client, network, administrator, strong=False)
    assert client.get(path).status_code == 403
    signed_in(client, network, account(network, Membership(Role.MANAGER, NETWORK)))
    assert client.get(path).status_code == 403


@pytest.mark.usefixtures("administrator")
def test_accounts_are_searched_and_filtered(client: TestClient, founder: Account) -> None:
    account_link = f'href="{page_of(founder)}"'
    assert account_link in client.get("/administration?q=imane").text
    assert account_link not in client.get("/administration?role=coach").text
    assert account_link in client.get("/administration?site=nord&state=active").text
    assert client.get("/administration?offset=25").status_code == 404


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize("path", ["/administration", "/administration/journal"])
def test_a_page_costs_as_much_for_many_rows_as_for_few(
    client: TestClient, network: Context, path: str
) -> None:
    def cost() -> int:
        with statements(network.database) as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    account(network, COACH, FOUNDER)
    client.get(path)
    few = cost()
    for _ in range(20):
        account(network, COACH, FOUNDER)
        client.get("/administration")
    assert cost() == few


@pytest.mark.usefixtures("administrator")
def test_a_role_is_chosen_then_its_place_then_given_and_taken(
    client: TestClient, founder: Account
) -> None:
    page = client.get(f"{page_of(founder)}?role=coach").text
    assert '<option value="nord">' in page
    give = f"{page_of(founder)}/roles/give"
    assert client.post(give, data={"role": "coach"}).status_code == 422
    assert client.post(give, data={"role": "coach", "place": "lune"}).status_code == 404
    assert client.post(give, data={"role": "coach", "place": "nord"}).status_code == 303
    held = {"held": "coach:site:nord"}
    assert client.post(f"{page_of(founder)}/roles/take", data=held).status_code == 303
    assert client.post(f"{page_of(founder)}/roles/take", data=held).status_code == 404


@pytest.mark.usefixtures("administrator")
def test_an_account_is_disabled_and_enabled(
    client: TestClient, network: Context, founder: Account
) -> None:
    secret = session_of(network, founder)
    client.post(f"{page_of(founder)}/disable")
    other = browsing(network)
    other.cookies.set("wasl", secret)
    assert other.get("/account").status_code == 303
    assert "Bloqué" in client.get("/administration?state=disabled").text
    client.post(f"{page_of(founder)}/enable")
    assert "Imane" in client.get("/administration?state=active").text


def test_the_last_administrator_stays(client: TestClient, administrator: Account) -> None:
    assert client.post(f"{page_of(administrator)}/disable").status_code == 409


@pytest.mark.usefixtures("administrator")
def test_looking_as_somebody_is_shown_changes_nothing_and_ends(
    client: TestClient, network: Context, founder: Account
) -> None:
    look = f"{page_of(founder)}/look"
    unsaid = client.post(look, data={"reason": "je voudrais voir"})
    assert unsaid.status_code == 422
    assert "la raison est gardée dans le journal" in unsaid.text
    named = client.post(look, data={"reason": "help", "ticket": "Imane, de Fès"})
    assert named.status_code == 422
    assert 'value="Imane, de Fès"' in named.text
    assert client.post(look, data={"reason": "help"}).status_code == 303
    page = client.get("/account").text
    assert 'action="/administration/look-as/stop"' in page
    assert "Imane" in page
    assert client.post("/account", data={"name": "X", "language": "fr"}).status_code == 403
    assert client.get("/administration").status_code == 403
    assert client.get("/account/export").status_code == 303
    back = client.post("/administration/look-as/stop")
    assert back.headers["location"] == page_of(founder)
    assert client.get("/administration").status_code == 200
    with reading(network.database) as session:
        seen = session.scalars(
            select(Entry.action).where(Entry.account_id == founder.id).order_by(Entry.sequence)
        ).all()
    assert {"account.own", "account.change", "look.end"} <= set(seen)


@pytest.mark.usefixtures("administrator")
def test_nobody_looks_as_an_administrator(client: TestClient, network: Context) -> None:
    other = account(network, ADMINISTRATOR)
    assert client.post(f"{page_of(other)}/look", data={"reason": "help"}).status_code == 409


@pytest.mark.usefixtures("administrator")
def test_the_journal_is_filtered_and_says_when_it_was_altered(
    client: TestClient, founder: Account
) -> None:
    client.get(page_of(founder))
    assert "Imane" in client.get(f"/administration/journal?target={founder.id}").text
    assert "Rien à montrer." in client.get("/administration/journal?refused=1").text
    assert "Rien à montrer." in client.get("/administration/journal?until=2020-01-01").text
    assert client.get("/administration/journal?since=hier").status_code == 422
    assert "Rien n’a été retiré" in client.get("/administration/journal?verify=1").text


@pytest.mark.usefixtures("administrator")
def test_mails_are_listed_without_what_they_say(client: TestClient, network: Context) -> None:
    mail = StoredMail(
        recipient="lina@example.ma", kind="join", language="fr", subject="Objet", body="Secret",
        created_at=now(), due_at=now(), attempts=2, error="451 later",
    )  # fmt: skip
    with writing(network.database) as session:
        session.add(mail)
    page = client.get("/administration/mails").text
    assert "lina@example.ma" in page
    assert "2 échecs" in page
    assert "Secret" not in page
    assert "Objet" not in page


def invited(network: Context, email: str) -> str:
    with reading(network.database) as session:
        body = session.scalars(
            select(StoredMail.body)
            .where(StoredMail.recipient == email)
            .order_by(StoredMail.key.desc())
        ).first()
    found = re.search(r"/invitations/[\w-]+", body or "")
    assert found
    return found[0]


OFFER = {"role": "founder", "email": "lina@example.ma", "name": "Lina", "language": "fr"}


def test_a_coach_invites_a_founder_of_their_site_who_accepts(
    client: TestClient, network: Context
) -> None:
    signed_in(client, network, account(network, COACH))
    page = client.get("/invitations/new").text
    assert '<option value="a">' in page
    assert '<option value="c">' not in page
    assert client.post("/invitations/new", data=OFFER).status_code == 422
    assert client.post("/invitations/new", data={**OFFER, "place": "c"}).status_code == 403
    assert client.post("/invitations/new", data={**OFFER, "place": "b"}).status_code == 303
    assert "en attente" in client.get("/invitations").text
    guest = browsing(network)
    guest.headers["sec-fetch-site"] = "same-origin"
    assert guest.post(invited(network, "lina@example.ma"), data={"name": "Lina"}).status_code == 303
    assert guest.get("/startups/b").status_code == 200
    assert guest.get("/startups/a").status_code == 403
    assert "acceptée" in client.get("/invitations").text


def test_an_invitation_sent_by_two_clicks_is_one(client: TestClient, network: Context) -> None:
    signed_in(client, network, account(network, COACH))
    found = re.search(r'name="once" value="(\w+)"', client.get("/invitations/new").text)
    assert found
    typed = {**OFFER, "place": "b", "once": found[1]}
    for sent in (typed, typed, {**typed, "email": "rim@example.ma"}):
        assert client.post("/invitations/new", data=sent).status_code == 303
    with reading(network.database) as session:
        addresses = session.scalars(select(StoredInvitation.email)).all()
    assert sorted(addresses) == ["lina@example.ma", "rim@example.ma"]


def test_an_invitation_is_sent_again_with_another_link_and_withdrawn(
    client: TestClient, network: Context
) -> None:
    signed_in(client, network, account(network, COACH))
    client.post("/invitations/new", data={**OFFER, "place": "b"})
    first = invited(network, "lina@example.ma")
    [resend] = re.findall(r'action="(/invitations/\w+/resend)"', client.get("/invitations").text)
    client.post(resend)
    second = invited(network, "lina@example.ma")
    guest = browsing(network)
    assert guest.get(first).status_code == 410
    assert guest.get(second).status_code == 200
    withdrawn = client.post(resend.replace("resend", "withdraw"))
    assert withdrawn.headers["location"].startswith("/invitations?")
    assert guest.get(second).status_code == 410


def test_nobody_changes_anothers_invitation(client: TestClient, network: Context) -> None:
    signed_in(client, network, account(network, COACH))
    client.post("/invitations/new", data={**OFFER, "place": "b"})
    [resend] = re.findall(r'action="(/invitations/\w+/resend)"', client.get("/invitations").text)
    partner = Membership(Role.PARTNER, Scope("organisation", "amis"))
    signed_in(client, network, account(network, partner))
    assert client.post(resend).status_code == 403


def test_an_administrator_changes_anothers_invitation_with_a_second_factor_only(
    client: TestClient, network: Context
) -> None:
    signed_in(client, network, account(network, COACH))
    client.post("/invitations/new", data={**OFFER, "place": "b"})
    administrator = account(network, ADMINISTRATOR)
    signed_in(client, network, administrator)
    page = client.get("/administration/invitations").text
    [withdraw] = re.findall(r'action="(/administration/invitations/\w+/withdraw)"', page)
    signed_in(client, network, administrator, strong=False)
    assert client.post(withdraw).status_code == 403
    signed_in(client, network, administrator)
    back = client.post(withdraw)
    assert back.headers["location"].startswith("/administration/invitations?")
    assert withdraw not in client.get("/administration/invitations").text


@pytest.mark.usefixtures("administrator")
def test_what_was_typed_for_an_invitation_is_not_lost(client: TestClient) -> None:
    typed = {**OFFER, "role": "coach", "email": "pas une adresse", "place": "nord"}
    page = client.post("/invitations/new", data=typed)
    assert page.status_code == 422
    assert 'value="pas une adresse"' in page.text
    assert 'value="Lina"' in page.text
    assert '<option value="nord" selected>' in page.text


def noted(network: Context) -> list[str]:
    """The actions of the journal's entries that are no reads, in their order."""
    with reading(network.database) as session:
        found = session.scalars(select(Entry.action).order_by(Entry.sequence))
        return [one for one in found if not one.startswith("administration.")]


ROLE = {"role": "founder", "place": "a"}


@pytest.mark.parametrize(
    ("act", "typed", "told"),
    [
        ("roles/give", ROLE, "role.give"),
        ("disable", {}, "account.disable"),
        ("enable", {}, "account.enable"),
        ("sessions/end", {}, "session.end"),
        ("factors/reset", {}, "factor.reset"),
        ("look", {"reason": "help"}, "look.start"),
    ],
)
@pytest.mark.usefixtures("administrator")
def test_what_an_administrator_does_is_noted_once_and_by_its_name(
    client: TestClient, network: Context, act: str, typed: dict[str, str], told: str
) -> None:
    someone = account(network)
    with writing(network.database) as session:
        session.add(passkey(someone))
    assert client.post(f"{page_of(someone)}/{act}", data=typed).status_code == 303
    assert noted(network) == [told]


@pytest.mark.usefixtures("administrator")
def test_factors_are_reset_by_who_has_just_proven_who_they_are(
    client: TestClient, network: Context
) -> None:
    someone = account(network)
    with writing(network.database) as session:
        session.add(passkey(someone))
        session.execute(update(StoredSession).values(created_at=now() - timedelta(hours=10)))
    asked = client.post(f"{page_of(someone)}/factors/reset")
    assert asked.headers["location"] == f"/account/confirm?next={quote(page_of(someone), safe='')}"
    assert people.account(network, someone.id).has_passkey


@pytest.mark.usefixtures("administrator")
def test_what_a_person_does_is_noted_once_and_asking_for_a_form_is_not(
    client: TestClient, network: Context
) -> None:
    client.get("/startups/new")
    assert noted(network) == []
    client.post("/account", data={"name": "Omar B.", "language": "fr"})
    client.post("/account/password", data={"new": "grenade tapis horizon 7"})
    client.post("/account/sessions/end-others")
    client.post("/invitations/new", data={**OFFER, "place": "b"})
    told = ["account.change", "password.change", "session.end", "invitation.create"]
    assert noted(network) == told
