"""The first page of everybody, and what it counts."""

import html
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.accounts.gate import signed_in as visitor_signed_in
from app.accounts.models import StoredInvitation
from app.accounts.policy import NETWORK, Role, Scope
from app.accounts.tokens import identifier
from app.context import Context
from app.homes.manager import manager_home
from app.homes.partner import partner_home
from app.kit.database import now, reading, writing
from app.kit.days import today
from app.kit.i18n import translator
from app.matches.eligibility import judge_facts
from app.profiles import service
from app.profiles.importing import import_batch
from app.profiles.models import StoredProfile
from app.retention import kept
from matching.criteria.panel import Panel
from matching.criteria.verdict import Verdict
from matching.profile import LANGUAGES, Kind
from tests.app.factories import batch, startup
from tests.app.people import account, client_as, membership, session_of, signed_in
from tests.app.queries import statements
from web.formats import Formats
from web.pages.home import HOMES

SCHOOL = Scope("organisation", "inpt")


def stats(page: str) -> dict[str, str]:
    """The figures of a page, by what they count."""
    found = re.findall(
        r'<dt>([^<]+)(?:<span class="note">[^<]*</span>)?</dt><dd[^>]*>([^<]*)', page
    )
    return {html.unescape(label): number for label, number in found}


def text(key: str) -> str:
    return translator("fr").text(key)


def test_a_visitor_is_told_what_wasl_is_and_where_to_go(
    visitor_client: TestClient, context: Context
) -> None:
    page = visitor_client.get("/").text
    assert {"/join", "/sign-in", "/programmes", "/about"} <= set(
        re.findall(r'href="([^"?]+)', page)
    )
    told = stats(page)
    with reading(context.database) as session:
        companies = len(service.identifiers(session, Kind.STARTUP))
    assert told[text("welcome.programmes")] == "98"
    assert told[text("welcome.companies")] == str(companies)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_says_who_answers_and_what_is_not_given(
    visitor_client: TestClient, language: str
) -> None:
    page = visitor_client.get("/about", params={"lang": language}).text
    told = translator(language)
    for key in ("responsible", "receipt", "purposes", "recipients", "rights"):
        assert html.escape(told.text(f"about.{key}"), quote=False) in page
    assert page.count(told.text("about.not_given")) == 2
    days = {kind: f"<{kind}>" for kind, time in kept().items() if time.days}
    assert set(days.values()) == set(re.findall(r"<\w+>", told.text("about.kept_days", **days)))
    numbers = {kind: str(time.days) for kind, time in kept().items() if time.days < 1000}
    consent = Formats(told).number(kept()["consent"].days)
    said = told.text("about.kept_days", **numbers, consent=consent)
    assert html.escape(said, quote=False) in page


def test_the_notice_gives_the_receipt_that_is_set(
    visitor_client: TestClient, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context.settings, "cndp_receipt", "D-W-123/2026")
    page = visitor_client.get("/about").text
    assert "D-W-123/2026" in page
    assert page.count(text("about.not_given")) == 1


@pytest.mark.parametrize("role", HOMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_role_has_a_home_in_each_language(
    visitor_client: TestClient, context: Context, role: Role, language: str
) -> None:
    response = client_as(visitor_client, context, role).get("/", params={"lang": language})
    assert response.status_code == 200
    levels = [int(one) for one in re.findall(r"<h([1-6])", response.text)]
    assert levels.count(1) == 1
    words = re.findall(r"\b(?:home|welcome|residency_many)\.\w+", response.text)
    assert words == []


def test_who_has_several_roles_goes_from_one_home_to_the_other(
    visitor_client: TestClient, context: Context
) -> None:
    both = (membership(Role.PARTNER), membership(Role.SCHOOL, SCHOOL))
    client = signed_in(visitor_client, context, account(context, *both))
    page = client.get("/").text
    assert re.findall(r'href="/\?role=(\w+)"', page) == ["school", "partner"]
    assert text("home.school_lead") in page
    assert text("home.partner_lead") in client.get("/?role=partner").text


def test_a_role_that_one_does_not_have_is_not_shown(
    visitor_client: TestClient, context: Context
) -> None:
    client = client_as(visitor_client, context, Role.CANDIDATE)
    assert text("home.candidate_lead") in client.get("/?role=administrator").text


def test_who_has_no_role_is_told_how_to_get_one(
    visitor_client: TestClient, context: Context
) -> None:
    page = signed_in(visitor_client, context, account(context)).get("/").text
    assert 'href="/startups/new"' in page
    assert text("home.person_invited") in page


@pytest.mark.parametrize("role", [None, *HOMES])
def test_whoever_left_a_form_finds_it_where_they_begin(
    visitor_client: TestClient, context: Context, role: Role | None
) -> None:
    roles = (membership(role),) if role else ()
    client = signed_in(visitor_client, context, account(context, *roles))
    client.post("/drafts", data={"form": "/startups/new", "name": "Aqua"})
    page = client.get("/").text.split("<main")[1]
    assert text("home.drafts") in page
    assert 'href="/startups/new">' + text("draft_of.new") in page


def test_a_school_sees_its_accounts_and_its_open_invitations_and_no_others(
    visitor_client: TestClient, context: Context
) -> None:
    other = Scope("organisation", "ensias")
    officer = account(context, membership(Role.SCHOOL, SCHOOL))
    account(context, membership(Role.CANDIDATE, SCHOOL))
    account(context, membership(Role.CANDIDATE, other))
    invite(context, SCHOOL)
    invite(context, other)
    invite(context, SCHOOL, withdrawn_at=now())
    invite(context, SCHOOL, expires_at=now() - timedelta(days=1))
    page = signed_in(visitor_client, context, officer).get("/").text
    assert f"<span>{text('home.candidates')} · 1</span>" in page
    assert f"<span>{text('home.invitations_open')} · 1</span>" in page


def invite(context: Context, scope: Scope, **changes: object) -> None:
    """An invitation that waits for an answer, unless something of it is otherwise."""
    row = {
        "id": identifier(),
        "digest": identifier() * 2,
        "email": "someone@example.ma",
        "name": "Someone",
        "role": Role.CANDIDATE,
        "scope_kind": scope.kind,
        "scope_id": scope.id,
        "language": "fr",
        "created_at": now(),
        "expires_at": now() + timedelta(days=3),
        **changes,
    }
    with writing(context.database) as session:
        session.add(StoredInvitation(**row))


def test_a_partner_sees_for_each_programme_how_many_companies_have_each_verdict(
    context: Context,
) -> None:
    person = account(context, membership(Role.PARTNER))
    visitor = visitor_signed_in(context, session_of(context, person))
    home = partner_home(context, visitor)
    assert len(home.programmes) >= 10
    with reading(context.database) as session:
        companies = service.identifiers(session, Kind.STARTUP)
    offered = [one.programme.id for one in home.programmes]
    counted = {one: dict.fromkeys(Verdict, 0) for one in offered}
    for company in companies:
        for judged in judge_facts(context, {}, offered, today(), company).programmes:
            counted[judged.offer.id][judged.verdict] += 1
    assert {one.programme.id: dict(one.companies) for one in home.programmes} == counted


def test_a_partner_is_shown_no_name_of_a_company(
    visitor_client: TestClient, context: Context
) -> None:
    page = client_as(visitor_client, context, Role.PARTNER).get("/").text
    assert "/startups/" not in page
    with reading(context.database) as session:
        named = session.scalars(
            select(StoredProfile.name).where(StoredProfile.kind == Kind.STARTUP)
        )
        words = set(re.findall(r">([^<>]+)<", html.unescape(page)))
        assert words.isdisjoint(named)


def test_a_managers_figures_are_those_of_the_tables(context: Context) -> None:
    home = manager_home(context)
    with reading(context.database) as session:
        counts = [
            len(service.identifiers(session, kind)) for kind in (Kind.STARTUP, Kind.PROGRAMME)
        ]
    assert [home.companies, home.programmes] == counts
    assert all(at.status == "open" for at in home.sites)


def test_an_administrator_sees_refusals_without_names(
    visitor_client: TestClient, context: Context
) -> None:
    nosy = account(context, membership(Role.CANDIDATE), name="Curieux Personnage")
    signed_in(visitor_client, context, nosy).get("/startups/chari")
    client = client_as(visitor_client, context, Role.ADMINISTRATOR)
    page = client.get("/").text
    assert translator("fr").text("refused.role") in html.unescape(page)
    assert "Curieux" not in page


def test_a_candidate_sees_what_they_agreed_to(visitor_client: TestClient, context: Context) -> None:
    client = client_as(visitor_client, context, Role.CANDIDATE)
    assert text("home.consent_given") not in client.get("/").text
    client.post("/account/consents/give", data={"purpose": "share_address"})
    page = client.get("/").text
    assert page.count(text("home.consent_given") + "</span>") == 1


@pytest.mark.parametrize("role", HOMES)
def test_a_home_asks_the_database_as_often_whatever_there_is(
    visitor_client: TestClient, context: Context, role: Role
) -> None:
    client = client_as(visitor_client, context, role)

    def asked() -> int:
        client.get("/")
        with statements(context.database) as sent:
            client.get("/")
        return len(sent)

    before = asked()
    for _ in range(3):
        account(context, membership(role))
        invite(context, NETWORK)
    assert asked() == before


def test_a_company_that_changes_is_counted_as_it_is_now(small: Context) -> None:
    def counts() -> dict[str, int]:
        with reading(small.database) as session:
            rows = service.rows(session, Kind.PROGRAMME)
            [found] = small.audience.counts(session, rows, today()).values()
        return {verdict: count for verdict, count in found.items() if count}

    assert counts() == {Verdict.TO_VERIFY: 2}
    import_batch(small, Kind.STARTUP, batch(startup("a", facts={"company_age_years": 3})))
    assert counts() == {Verdict.TO_VERIFY: 1, Verdict.ELIGIBLE: 1}
    import_batch(small, Kind.STARTUP, batch(startup("b", facts={"company_age_years": 9})))
    assert counts() == {Verdict.INELIGIBLE: 1, Verdict.ELIGIBLE: 1}
    with writing(small.database) as session:
        service.remove(session, Kind.STARTUP, "b")
    assert counts() == {Verdict.ELIGIBLE: 1}


def test_nobody_waits_for_what_a_day_changes_once_it_has_begun(
    small: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(day: date) -> None:
        with reading(small.database) as session:
            small.audience.counts(session, service.rows(session, Kind.PROGRAMME), day)

    tomorrow = today() + timedelta(days=1)
    monkeypatch.setattr("app.context.today", lambda: tomorrow)
    small.begin_day()
    monkeypatch.setattr(Panel, "verdicts_on", refuse)
    count(tomorrow)
    with pytest.raises(AssertionError, match="judged"):
        count(tomorrow + timedelta(days=1))


def refuse(*_: object) -> None:
    raise AssertionError("everyone was judged while somebody waited")


@pytest.fixture
def small(empty_context: Context) -> Context:
    """A programme for companies of five years at most, and two whose age is not known."""
    from tests.app.factories import programme
    from tests.ingestion.factories import condition

    ruled = programme("jeunes", eligibility=[condition("company_age_years", "<=", 5)])
    import_batch(empty_context, Kind.PROGRAMME, batch(ruled))
    import_batch(empty_context, Kind.STARTUP, batch(startup("a"), startup("b")))
    return empty_context
