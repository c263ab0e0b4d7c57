"""Accounts as they are administered, changed by their person, exported and forgotten."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.accounts import (
    factors,
    invitations,
    inviting,
    journal,
    keys,
    leaving,
    links,
    own,
    people,
    places,
    proof,
    service,
    sessions,
)
from app.accounts.entering import Browser
from app.accounts.gate import Refused
from app.accounts.journal import Asked
from app.accounts.links import Purpose
from app.accounts.models import Account, StoredSession
from app.accounts.own import AddressTaken
from app.accounts.people import NotToReset, Search, State
from app.accounts.policy import (
    NETWORK,
    NOBODY,
    Decision,
    Membership,
    Reason,
    Role,
    Scope,
    Target,
    Visitor,
    granted,
)
from app.accounts.roles import LastAdministrator
from app.accounts.schemas import AccountGiven, InvitationGiven
from app.accounts.service import by_email
from app.accounts.sessions import person
from app.audit import service as audit
from app.context import Context
from app.drafts import service as drafts
from app.drafts import submissions
from app.drafts.models import StoredDraft
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from app.kit.migrations import metadata
from app.mail.models import StoredMail
from app.organisations import service as organisations
from tests.app.networks import small
from tests.app.people import account, membership, passkey, session_of, with_password
from tests.app.post import last_link, letters
from tests.app.queries import statements

NORD, A, B = Scope("site", "nord"), Scope("startup", "a"), Scope("startup", "b")
COACH, FOUNDER = Membership(Role.COACH, NORD), Membership(Role.FOUNDER, A)
ADMINISTRATOR = Membership(Role.ADMINISTRATOR, NETWORK)


@pytest.fixture
def network(empty_context: Context, tmp_path: Path) -> Context:
    small(empty_context, tmp_path)
    return empty_context


def visitor(context: Context, account: Account) -> Visitor:
    with reading(context.database) as session:
        found = by_email(session, account.email)
        assert found
        held = granted((one.role, one.scope_kind, one.scope_id) for one in found.memberships)
        return Visitor(person=person(found), memberships=held, strong=True)


def roles_of(context: Context, account: Account) -> list[Membership]:
    return [one.membership for one in people.account(context, account.id).roles]


def found(context: Context, **asked: object) -> list[str]:
    search = Search(**asked)  # type: ignore[arg-type]
    return [one.name for one in people.accounts(context, search, 0, 25).items]


def test_accounts_are_found_by_name_role_site_and_state(network: Context) -> None:
    account(network, COACH, name="Amal", email="amal@example.ma")
    founder = account(network, FOUNDER, name="Badr")
    account(network, Membership(Role.FOUNDER, Scope("startup", "c")), name="Chama")
    people.disable(network, Visitor(), founder.id)
    assert found(network) == ["Amal", "Badr", "Chama"]
    assert found(network, typed="AMAL@") == ["Amal"]
    assert found(network, role=Role.FOUNDER) == ["Badr", "Chama"]
    assert found(network, site="nord") == ["Amal", "Badr"]
    assert found(network, state=State.DISABLED) == ["Badr"]
    assert found(network, state=State.ACTIVE, role=Role.FOUNDER) == ["Chama"]
    assert found(network, typed="%") == []


def test_a_list_costs_as_many_statements_for_twenty_accounts_as_for_two(network: Context) -> None:
    def cost() -> int:
        with statements(network.database) as sent:
            people.accounts(network, Search(), 0, 25)
        return len(sent)

    for _ in range(2):
        account(network, COACH, FOUNDER)
    few = cost()
    for _ in range(18):
        account(network, COACH, Membership(Role.FOUNDER, B))
    assert cost() == few


def test_roles_say_what_they_are_held_for_by_name(network: Context) -> None:
    gone = Membership(Role.FOUNDER, Scope("startup", "closed"))
    shown = people.account(network, account(network, COACH, FOUNDER, gone).id)
    assert {one.place.names["fr"] for one in shown.roles} == {"Site nord", "Société a", "closed"}


def test_a_role_is_given_and_taken_and_the_journal_says_which(network: Context) -> None:
    administrator, someone = account(network, ADMINISTRATOR), account(network)
    by = visitor(network, administrator)
    people.give_role(network, by, someone.id, COACH)
    assert roles_of(network, someone) == [COACH]
    people.take_role(network, by, someone.id, COACH)
    assert roles_of(network, someone) == []
    told = journal.entries(network, Asked(target=someone.id), None).entries
    assert [one.action for one in told] == ["role.take", "role.give"]
    assert told[0].details == {"changed": "coach", "of_kind": "site", "of": "nord"}


@pytest.mark.parametrize(
    "wanted",
    [
        Membership(Role.COACH, Scope("site", "lune")),
        Membership(Role.FOUNDER, Scope("startup", "fonds-a")),
        Membership(Role.PARTNER, Scope("organisation", "nord")),
        # It is there, and is no school.
        Membership(Role.CANDIDATE, Scope("organisation", "fonds")),
        Membership(Role.MANAGER, Scope("network", "another")),
    ],
)
def test_a_role_for_what_is_not_there_is_refused(network: Context, wanted: Membership) -> None:
    someone = account(network)
    with pytest.raises(NotFound):
        people.give_role(network, visitor(network, someone), someone.id, wanted)


def test_somebody_always_administers(network: Context) -> None:
    only = account(network, ADMINISTRATOR)
    by = visitor(network, only)
    attempts: list[Callable[[], None]] = [
        lambda: people.take_role(network, by, only.id, ADMINISTRATOR),
        lambda: own.leave(network, by, only.id, ADMINISTRATOR),
        lambda: people.disable(network, Visitor(), only.id),
        lambda: leaving.forget(network, by, person(only)),
    ]
    for attempt in attempts:
        with pytest.raises(LastAdministrator):
            attempt()
    account(network, ADMINISTRATOR)
    people.disable(network, Visitor(), only.id)
    assert people.account(network, only.id).disabled_at


def test_who_is_disabled_is_let_in_no_more_until_enabled(network: Context) -> None:
    someone = account(network)
    secret = session_of(network, someone)
    people.disable(network, Visitor(), someone.id)
    people.enable(network, Visitor(), someone.id)
    with reading(network.database) as session:
        assert sessions.visitor(session, secret) is None
    assert people.account(network, someone.id).disabled_at is None


def test_who_lost_their_factors_is_asked_for_none_and_told_by_mail(network: Context) -> None:
    administrator, someone = account(network, ADMINISTRATOR), account(network)
    secret = session_of(network, someone)
    with writing(network.database) as session:
        session.add(passkey(someone))
        session.merge(someone).totp_proven = True
        factors.new_recovery_codes(session, NOBODY, someone.id)
    people.reset_factors(network, visitor(network, administrator), someone.id)
    with reading(network.database) as session:
        assert not factors.asked(session, service.by_id(session, someone.id))
        assert factors.recovery_codes_left(session, someone.id) == 0
        assert sessions.visitor(session, secret) is None
    assert letters(network) == [("factors_reset", someone.email)]
    told = journal.entries(network, Asked(target=someone.id, action="factor.reset"), None).entries
    assert [one.actor_id for one in told] == [administrator.id]


def test_nobody_forgets_their_own_factors_nor_those_of_who_has_none(network: Context) -> None:
    administrator, someone = account(network, ADMINISTRATOR), account(network)
    secret = session_of(network, someone)
    with writing(network.database) as session:
        session.add(passkey(administrator))
    for one in (administrator, someone):
        with pytest.raises(NotToReset):
            people.reset_factors(network, visitor(network, administrator), one.id)
    with reading(network.database) as session:
        assert factors.has_passkey(session, administrator.id)
        assert sessions.visitor(session, secret) is not None
    assert letters(network) == []
    assert not journal.entries(network, Asked(action="factor.reset"), None).entries


def test_name_and_language_are_changed_apart(network: Context) -> None:
    someone = account(network, name="Nour")
    own.change(network, Visitor(), someone.id, AccountGiven(language="ar"))
    shown = people.account(network, someone.id)
    assert (shown.name, shown.language) == ("Nour", "ar")


def link_to(context: Context, email: str) -> str:
    with reading(context.database) as session:
        body = session.scalars(
            select(StoredMail.body)
            .where(StoredMail.recipient == email)
            .order_by(StoredMail.key.desc())
        ).first()
    assert body
    return next(word for word in body.split() if "/account/email/" in word).split("/")[-1]


def test_an_address_changes_when_its_mail_is_read_and_the_old_one_is_told(
    network: Context,
) -> None:
    someone = account(network, email="old@example.ma")
    own.ask_address(network, person(someone), "New@Example.ma")
    assert people.account(network, someone.id).email == "old@example.ma"
    secret = link_to(network, "new@example.ma")
    own.move(network, visitor(network, someone), person(someone), secret)
    assert people.account(network, someone.id).email == "new@example.ma"
    with reading(network.database) as session:
        kinds = select(StoredMail.kind).where(StoredMail.recipient == "old@example.ma")
        assert session.scalars(kinds).all() == ["email_changed"]


def test_an_address_of_another_account_is_asked_for_alike_and_not_given(network: Context) -> None:
    someone, other = account(network), account(network, email="taken@example.ma")
    own.ask_address(network, person(someone), other.email)
    secret = link_to(network, other.email)
    with pytest.raises(AddressTaken):
        own.move(network, visitor(network, someone), person(someone), secret)


def test_a_link_to_an_address_is_its_persons_only(network: Context) -> None:
    someone, other = account(network), account(network)
    own.ask_address(network, person(someone), "new@example.ma")
    secret = link_to(network, "new@example.ma")
    with pytest.raises(links.Spent):
        own.move(network, visitor(network, other), person(other), secret)
    own.move(network, visitor(network, someone), person(someone), secret)
    with pytest.raises(links.Spent):
        own.waiting_address(network, someone.id, secret)


def entered(context: Context, someone: Account, ago: timedelta) -> tuple[str, Visitor]:
    secret = session_of(context, someone)
    with writing(context.database) as session:
        row = sessions.found(session, secret)
        assert row
        row.created_at = now() - ago
        found = Visitor(person=person(someone), session=row.id)
    return secret, found


def test_who_signed_in_a_while_ago_proves_themselves_by_their_password(network: Context) -> None:
    someone = account(network)
    with_password(network, someone, "grenade tapis horizon 7")
    old, late = entered(network, someone, timedelta(minutes=16))
    assert not proof.recent(network, late)
    assert late.session
    assert proof.prove(network, someone.id, late.session, "something else") is None
    secret = proof.prove(network, someone.id, late.session, "grenade tapis horizon 7")
    assert secret
    with reading(network.database) as session:
        fresh = sessions.visitor(session, secret)
        assert sessions.visitor(session, old) is None
    assert fresh
    assert fresh.strong
    assert proof.recent(network, fresh)


def test_without_a_password_or_factor_one_signs_in_again(network: Context) -> None:
    someone = account(network)
    _, late = entered(network, someone, timedelta(minutes=16))
    assert late.session
    assert proof.kind(network, someone.id) is proof.Proof.NONE
    assert proof.prove(network, someone.id, late.session, "") is None


def test_who_looks_as_somebody_is_never_believed_to_be_them(network: Context) -> None:
    someone = account(network)
    _, fresh = entered(network, someone, timedelta())
    looker = Visitor(fresh.person, session=fresh.session, actor=person(account(network)))
    assert proof.recent(network, fresh)
    assert not proof.recent(network, looker)


def test_a_key_opens_no_more_than_its_persons_roles(network: Context) -> None:
    candidate = Membership(Role.CANDIDATE, Scope("organisation", "reseau"))
    few = people.key_scopes(visitor(network, account(network, candidate)))
    more = people.key_scopes(visitor(network, account(network, Membership(Role.MANAGER, NETWORK))))
    assert "startups:read" not in few
    assert set(few) < set(more)


def test_others_doings_are_shown_by_role_and_ones_own_apart(network: Context) -> None:
    founder, coach = account(network, FOUNDER), account(network, COACH, name="Amal")
    looked = Decision(Reason.GRANTED, COACH)
    refused = Decision(Reason.ELSEWHERE)
    with writing(network.database) as session:
        for by, thing, decision in (
            (coach, A, looked),
            (coach, B, looked),
            (coach, A, refused),
            (founder, A, looked),
        ):
            target = Target(thing.kind, thing.id)
            audit.note(session, visitor(network, by), "startup.read", target, decision)
    asking = visitor(network, founder)
    [line] = journal.about(network, asking, person(founder), None).entries
    assert (line.role, line.target_id, line.actor) == (Role.COACH, "a", "")
    assert line.place
    assert line.place.names["fr"] == "Site nord"
    [own_line] = journal.done_by(network, person(founder), None).entries
    assert own_line.actor_id == founder.id


def test_the_journal_is_asked_by_who_what_and_when_and_in_parts(network: Context) -> None:
    amal = account(network, COACH, email="amal@example.ma", name="Amal")
    with writing(network.database) as session:
        for number in range(journal.LINES + 1):
            target = Target("startup", f"s{number}")
            audit.note(session, visitor(network, amal), "startup.read", target)
        denied = Decision(Reason.ROLE)
        audit.note(session, Visitor(), "startup.edit", A_TARGET, denied)
    whole = journal.entries(network, Asked(who="amal@example.ma"), None)
    assert len(whole.entries) == journal.LINES
    rest = journal.entries(network, Asked(who=amal.id), whole.older)
    assert ([one.sequence for one in rest.entries], rest.older) == ([1], None)
    assert rest.entries[0].actor == "Amal"
    [refusal] = journal.entries(network, Asked(refused=True), None).entries
    assert refusal.action == "startup.edit"
    tomorrow = now().date() + timedelta(2)
    assert journal.entries(network, Asked(since=tomorrow), None).entries == ()
    assert journal.entries(network, Asked(action="startup.edit", until=tomorrow), None).entries


A_TARGET = Target("startup", "a")


def offer(role: Role, place: str) -> InvitationGiven:
    return InvitationGiven(
        email="lina@example.ma", name="Lina", role=role, place=place, language="fr"
    )


OFFERS = {
    Role.MANAGER: {Role.COACH, Role.FOUNDER, Role.SCHOOL, Role.CANDIDATE, Role.PARTNER},
    Role.COACH: {Role.FOUNDER},
    Role.FOUNDER: {Role.FOUNDER},
    Role.SCHOOL: {Role.SCHOOL, Role.CANDIDATE},
    Role.PARTNER: {Role.PARTNER},
    Role.CANDIDATE: set(),
    Role.INTEGRATOR: set(),
}


@pytest.mark.parametrize("role", OFFERS)
def test_each_role_offers_its_own(network: Context, role: Role) -> None:
    someone = account(network, membership(role))
    assert set(inviting.offered(visitor(network, someone))) == OFFERS[role]


@pytest.mark.parametrize(
    ("inviter", "wanted", "place"),
    [
        (COACH, Role.FOUNDER, "c"),
        (COACH, Role.COACH, "nord"),
        (FOUNDER, Role.FOUNDER, "b"),
        (Membership(Role.PARTNER, Scope("organisation", "fonds")), Role.PARTNER, "amis"),
        (Membership(Role.MANAGER, NETWORK), Role.ADMINISTRATOR, NETWORK.id),
        (Membership(Role.MANAGER, NETWORK), Role.MANAGER, NETWORK.id),
    ],
)
def test_nobody_offers_what_is_not_theirs_to(
    network: Context, inviter: Membership, wanted: Role, place: str
) -> None:
    by = visitor(network, account(network, inviter))
    with pytest.raises(Refused):
        inviting.invite(network, by, offer(wanted, place))
    assert people.invitations(network, 0, 25).items == ()


def test_a_coach_offers_the_companies_of_their_sites(network: Context) -> None:
    by = visitor(network, account(network, COACH))
    known = inviting.places_of(network, by, Role.FOUNDER, "")
    assert [one.id for one in known] == ["a", "b"]
    inviting.invite(network, by, offer(Role.FOUNDER, "b"))
    assert by.person
    [sent] = people.invitations(network, 0, 25, sender=by.person.id).items
    assert (sent.email, sent.role, sent.place.id, sent.state) == (
        "lina@example.ma",
        Role.FOUNDER,
        "b",
        "waiting",
    )


def test_companies_are_searched_where_there_are_too_many_to_list(network: Context) -> None:
    by = visitor(network, account(network, Membership(Role.MANAGER, NETWORK)))
    assert inviting.places_of(network, by, Role.FOUNDER, "") == ()
    assert [one.id for one in inviting.places_of(network, by, Role.FOUNDER, "SOCIETE B")] == ["b"]


def everything(context: Context) -> str:
    with context.database.connect() as connection:
        tables = [connection.execute(select(table)).all() for table in metadata().sorted_tables]
    return repr(tables)


def settled(context: Context, someone: Account) -> Visitor:
    """Somebody who left traces wherever one can."""
    by = visitor(context, someone)
    session_of(context, someone)
    own.ask_address(context, person(someone), someone.email)
    inviting.invite(context, by, offer(Role.FOUNDER, "a"))
    with writing(context.database) as session:
        membership = Membership(Role.COACH, NORD)
        invited = invitations.Offer(someone.email, someone.name, membership, "fr")
        invitations.invite(session, context, Visitor(), invited)
        links.make(session, Purpose.SIGN_IN, someone.email, account_id=someone.id)
        scopes = ["startups:read"]
        keys.create(session, by, someone.id, name="Zahra’s key", scopes=scopes, days=30)
        fields = {"name": someone.name}
        draft = StoredDraft(account_id=someone.id, form="/x", fields=fields, updated_at=now())
        session.add(draft)
    return by


def test_an_export_holds_what_is_kept_about_a_person_and_nothing_that_opens(
    network: Context,
) -> None:
    someone = account(network, FOUNDER, email="zahra@example.ma", name="Zahra Ouazzani")
    by = settled(network, someone)
    assert by.person
    exported = leaving.export(network, by.person)
    assert {"account", "membership", "session", "api_key", "draft", "mail", "journal"} <= set(
        exported
    )
    assert exported["account"][0]["email"] == "zahra@example.ma"
    text = json.dumps(exported)
    assert "digest" not in text
    assert "totp_step" not in text


def test_nobody_elses_rows_are_exported(network: Context) -> None:
    someone = account(network, FOUNDER)
    settled(network, account(network, FOUNDER, email="zahra@example.ma", name="Zahra Ouazzani"))
    assert "zahra" not in json.dumps(leaving.export(network, person(someone))).lower()


def test_who_is_forgotten_is_in_no_row_of_any_table(network: Context) -> None:
    someone = account(network, FOUNDER, email="zahra@example.ma", name="Zahra Ouazzani")
    by = settled(network, someone)
    before = everything(network)
    assert "zahra@example.ma" in before
    assert "Zahra Ouazzani" in before
    leaving.forget(network, by, person(someone))
    after = everything(network)
    assert "zahra@example.ma" not in after
    assert "Zahra" not in after
    assert someone.id in after
    with reading(network.database) as session:
        assert audit.first_broken(session) is None


def test_an_offer_taken_at_a_former_address_goes_with_the_account(network: Context) -> None:
    offered = invitations.Offer("zahra@example.ma", "Zahra", Membership(Role.COACH, NORD), "fr")
    manager = account(network, Membership(Role.MANAGER, NETWORK))
    with writing(network.database) as session:
        invitations.invite(session, network, visitor(network, manager), offered)
    invitations.accept(network, last_link(network), "Zahra", Browser("test"))
    with reading(network.database) as session:
        someone = by_email(session, "zahra@example.ma")
    assert someone
    by = visitor(network, someone)
    own.ask_address(network, person(someone), "ouazzani@example.ma")
    own.move(network, by, person(someone), last_link(network))
    leaving.forget(network, by, person(someone))
    assert "zahra" not in everything(network).lower()


def test_letters_to_a_former_address_go_with_the_account(network: Context) -> None:
    someone = account(network, email="zahra@example.ma", name="Zahra")
    by = visitor(network, someone)
    own.ask_address(network, person(someone), "ouazzani@example.ma")
    own.move(network, by, person(someone), last_link(network))
    assert "zahra@example.ma" in everything(network)
    leaving.forget(network, by, person(someone))
    after = everything(network)
    assert "zahra@example.ma" not in after
    assert "ouazzani@example.ma" not in after


def test_letters_that_offer_a_company_go_with_it(network: Context) -> None:
    someone = account(network, FOUNDER, name="Zahra Ouazzani")
    by = visitor(network, someone)
    inviting.invite(network, by, offer(Role.FOUNDER, "a"))
    assert offer(Role.FOUNDER, "a").email in everything(network)
    leaving.forget(network, by, person(someone), ["a"])
    after = everything(network)
    assert offer(Role.FOUNDER, "a").email not in after
    assert "Zahra" not in after


def test_what_others_typed_about_a_company_goes_with_it(network: Context) -> None:
    coach = account(network)
    with writing(network.database) as session:
        for form in ("/startups/a/edit", "/sites/nord/companies/a", "/startups/a_b/edit"):
            drafts.keep(session, coach.id, form, {"name": "Société"})
        submissions.note(session, coach.id, "0" * 32, "/startups/a/financing")
    organisations.forget(network, "a")
    with reading(network.database) as session:
        assert [one.form for one in drafts.drafts(session, coach.id)] == ["/startups/a_b/edit"]
        assert submissions.result(session, coach.id, "0" * 32) is None


def test_a_company_without_its_only_founder_stays_unless_they_say_otherwise(
    network: Context,
) -> None:
    first = account(network, FOUNDER, Membership(Role.FOUNDER, B))
    account(network, Membership(Role.FOUNDER, B))
    assert [one.id for one in leaving.alone_in(network, first.id)] == ["a"]
    leaving.forget(network, visitor(network, first), person(first), ["a", "b", "c"])
    with reading(network.database) as session:
        left = places.found(session, "startup", ["a", "b", "c"])
    assert [one.id for one in left] == ["b", "c"]


def test_sessions_are_told_apart(network: Context) -> None:
    someone = account(network)
    agents = {
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130": (
            "edge",
            "windows",
        ),
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604": (
            "safari",
            "iphone",
        ),
        "curl/8": ("", ""),
    }
    with writing(network.database) as session:
        for agent in agents:
            sessions.open_session(session, someone.id, method="link", agent=agent)
        session.execute(update(StoredSession).values(seen_at=now()))
    told = {(one.browser, one.system) for one in people.open_sessions(network, someone.id)}
    assert told == set(agents.values())
