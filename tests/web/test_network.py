"""The network's pages: what each role sees, and forms that keep what was typed."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.accounts.policy import Role, Scope
from app.context import Context
from app.kit.database import reading
from app.kit.days import today
from app.kit.i18n import translator
from app.network import claims, cohorts, organisations, residencies, sites
from app.network.reach import sites_of
from app.network.schemas import CohortGiven, OrganisationGiven, ResidencyGiven, SiteGiven
from app.network.states import OrganisationKind, ResidencyStatus
from app.profiles import editing
from app.profiles.editing import STARTUP
from app.profiles.importing import import_batch
from matching.profile import LANGUAGES, Kind
from tests.app.factories import batch, startup
from tests.app.networks import manager, small
from tests.app.people import account, membership, signed_in
from tests.app.queries import statements
from tests.web.factories import HERE
from web.main import create_app

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def network(empty_context: Context, tmp_path: Path) -> Context:
    """An application with a small network."""
    small(empty_context, tmp_path)
    return empty_context


@pytest.fixture
def visitor(network: Context) -> Iterator[TestClient]:
    """A client that nobody is signed in with."""
    client = TestClient(create_app(network), HERE, follow_redirects=False)
    yield client
    client.close()


def by(client: TestClient, network: Context, role: Role, scope: Scope | None = None) -> TestClient:
    """The client with somebody of a role signed in."""
    return signed_in(client, network, account(network, membership(role, scope)))


@pytest.fixture
def managing(visitor: TestClient, network: Context) -> TestClient:
    """The client with a network manager signed in."""
    return by(visitor, network, Role.MANAGER)


@pytest.fixture
def coaching(visitor: TestClient, network: Context) -> TestClient:
    """The client with a coach of the site `nord` signed in."""
    return by(visitor, network, Role.COACH, Scope("site", "nord"))


@pytest.fixture
def cohort(network: Context) -> str:
    """A cohort at the site `nord` with one company."""
    given = CohortGiven.model_validate(
        {"programme": "start", "name": "Automne", "state": "running", "sites": ("nord",)}
    )
    id_ = cohorts.create(network, manager(), given)
    cohorts.add(network, manager(), id_, "a")
    return id_


def words(html: str) -> str:
    """The text of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


PAGES = (
    "/network",
    "/sites",
    "/sites/nord",
    "/network/talent",
    "/sites/nord/edit",
    "/sites/nord/companies/new",
    "/sites/nord/companies/a",
    "/organisations",
    "/organisations/fonds",
    "/organisations/new",
    "/organisations/fonds/edit",
    "/cohorts",
    "/cohorts/new?site=nord",
    "/cohorts/{cohort}",
    "/cohorts/{cohort}/edit",
    "/cohorts/{cohort}/members/new",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_shown_in_every_language(
    managing: TestClient, cohort: str, page: str, language: str
) -> None:
    answer = managing.get(page.format(cohort=cohort), headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.text


def test_a_capacity_that_nobody_states_is_said_to_be_unknown(managing: TestClient) -> None:
    text = words(managing.get("/sites").text)
    assert "1 résidente connue · capacité : 2 entreprises" in text.replace("\u00a0", " ")
    assert "0 résidente connue · capacité inconnue" in text


def test_a_manager_reads_no_share_but_who_states_the_capacity_and_when(
    managing: TestClient,
) -> None:
    text = words(managing.get("/").text).replace("\u00a0", " ")
    assert "1 résidente connue · capacité : 2 entreprises Un journal décembre 2024" in text
    assert "%" not in text


def test_the_figures_say_what_they_count(managing: TestClient) -> None:
    text = words(managing.get("/network").text)
    assert "enregistrées dans Wasl, rattachées à un site ou non 3" in text
    assert "Connu pour 3 entreprises sur 3" in text


@pytest.mark.parametrize("page", ["/", "/network", "/sites", "/sites/nord"])
def test_a_figure_says_beside_itself_what_is_not_known_today(
    managing: TestClient, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    assert "1 inconnue" not in words(managing.get(page).text).replace("\u00a0", " ")
    monkeypatch.setattr("app.network.freshness.today", lambda: date(today().year + 9, 1, 1))
    assert "1 inconnue aujourd’hui" in words(managing.get(page).text).replace("\u00a0", " ")


def test_a_coach_is_led_to_their_sites_only(coaching: TestClient) -> None:
    listed = coaching.get("/sites").text
    assert 'href="/sites/nord"' in listed
    assert 'href="/sites/sud"' not in listed
    assert coaching.get("/sites/nord").status_code == 200
    for page in ("/sites/sud", "/sites/sud/edit", "/sites/sud/companies/new", "/network"):
        assert coaching.get(page).status_code == 403


def test_a_site_out_of_reach_is_listed_without_its_figures(
    coaching: TestClient, network: Context
) -> None:
    assert words(coaching.get("/sites").text).count("résidente connue") == 1
    nord, sud = coaching.get("/api/v1/sites").json()["items"]
    assert nord["companies"]["resident"] == 1
    assert set(sud) == {"id", "names", "city", "region", "status"}
    administrator = by(coaching, network, Role.ADMINISTRATOR)
    listed = administrator.get("/sites").text
    assert "Site sud" in listed
    assert 'href="/cohorts"' not in listed.split("<main")[1]


def test_companies_of_a_site_are_searched_and_narrowed(coaching: TestClient) -> None:
    found = coaching.get("/sites/nord?q=societe&status=supported").text
    assert 'href="/startups/b"' in found
    assert 'href="/startups/a"' not in found
    assert coaching.get("/sites/nord?status=nothing").status_code == 200
    assert coaching.get("/sites/nord?offset=500").status_code == 404


def test_a_coach_says_what_a_company_is_from_a_day_on(
    coaching: TestClient, network: Context
) -> None:
    typed = {"status": "alumni", "since": "2026-03"}
    answer = coaching.post("/sites/nord/companies/a", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/sites/nord?saved=1#companies",
    )
    assert residencies.one(network, "nord", "a").residency.since == "2026-03"


def test_a_company_leaves(coaching: TestClient, network: Context) -> None:
    assert coaching.post("/sites/nord/companies/a", data={"status": "left"}).status_code == 303
    with reading(network.database) as session:
        assert not sites_of(session, "a")


def test_what_does_not_fit_is_said_beside_its_field_and_in_the_summary(
    coaching: TestClient,
) -> None:
    typed = {"status": "resident", "since": "hier"}
    answer = coaching.post("/sites/nord/companies/b", data=typed)
    assert answer.status_code == 422
    assert 'href="#f-since"' in answer.text
    assert 'id="f-since-fault"' in answer.text
    assert 'value="hier"' in answer.text
    typed = {"status": "digital_nomad"}
    assert "ne peut pas suivre" in coaching.post("/sites/nord/companies/b", data=typed).text
    assert coaching.post("/sites/nord/companies/b", data={}).status_code == 422


def test_a_coach_brings_no_company_of_others(coaching: TestClient, network: Context) -> None:
    account(network, membership(Role.FOUNDER, Scope("startup", "c")))
    assert 'href="/sites/nord/companies/c"' not in coaching.get("/sites/nord/companies/new").text
    assert coaching.get("/sites/nord/companies/c").status_code == 404
    done = coaching.post("/sites/nord/companies/c", data={"status": "supported"})
    assert done.status_code == 404
    with reading(network.database) as session:
        assert not sites_of(session, "c")


def test_a_coach_states_a_capacity_and_leaves_what_they_did_not_change(
    coaching: TestClient, network: Context
) -> None:
    typed = {"companies": "2", "offices": "1 200"}
    assert coaching.post("/sites/nord/edit", data=typed).status_code == 303
    nord = sites.site(network, "nord")
    assert (nord.facts["offices"].value, nord.facts["offices"].by) == (1200, "coach")
    assert [one.by for one in nord.statements if one.name == "companies"] == ["import"]


def test_an_emptied_capacity_is_again_what_sources_state(
    coaching: TestClient, network: Context
) -> None:
    sites.state(network, manager(), "nord", SiteGiven(companies=999, offices=5))
    assert coaching.post("/sites/nord/edit", data={"companies": ""}).status_code == 303
    facts = sites.site(network, "nord").facts
    assert (facts["companies"].value, facts["companies"].by) == (2, "import")
    assert facts["offices"].value == 5


def test_a_capacity_that_is_no_number_is_kept_and_refused(coaching: TestClient) -> None:
    answer = coaching.post("/sites/nord/edit", data={"companies": "beaucoup"})
    assert answer.status_code == 422
    assert 'value="beaucoup"' in answer.text
    assert 'id="f-companies-fault"' in answer.text


def test_the_people_of_an_organisation_are_for_who_may_see_them(
    visitor: TestClient, network: Context
) -> None:
    account(network, membership(Role.PARTNER, Scope("organisation", "fonds")), name="Zineb A.")
    inside = by(visitor, network, Role.PARTNER, Scope("organisation", "fonds"))
    assert "Zineb A." in inside.get("/organisations/fonds").text
    outside = by(visitor, network, Role.PARTNER, Scope("organisation", "amis"))
    assert "Zineb A." not in outside.get("/organisations/fonds").text
    assert 'href="/organisations/fonds/edit"' not in outside.get("/organisations/fonds").text
    assert outside.get("/organisations/fonds/edit").status_code == 403


def test_an_organisation_is_added_and_changed(managing: TestClient, network: Context) -> None:
    typed = {"kind": "school", "name_fr": "École neuve", "aliases": "École\r\n\r\nÉcole neuve"}
    added = managing.post("/organisations/new", data=typed)
    assert added.headers["location"] == "/organisations/ecole-neuve?saved=1"
    shown = organisations.organisation(network, "ecole-neuve")
    assert shown.aliases == ("École", "École neuve")
    changed = {**typed, "name_ar": "مدرسة", "url": "https://example.org"}
    assert managing.post("/organisations/ecole-neuve/edit", data=changed).status_code == 303
    assert organisations.organisation(network, "ecole-neuve").names["ar"] == "مدرسة"


def test_a_refused_organisation_keeps_what_was_typed(managing: TestClient) -> None:
    answer = managing.post("/organisations/new", data={"name_ar": SCRIPT, "url": "ici"})
    assert answer.status_code == 422
    for field in ("kind", "name_fr"):
        assert f'href="#f-{field}"' in answer.text
    assert 'value="ici"' in answer.text
    assert SCRIPT not in answer.text


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("/sites/nord/edit", "companies"),
        ("/sites/nord/companies/a", "since"),
        ("/organisations/new", "name_fr"),
        ("/organisations/fonds/edit", "city"),
        ("/cohorts/new", "name"),
        ("/cohorts/{cohort}/edit", "name"),
    ],
)
def test_what_was_typed_and_not_sent_is_there_again(
    managing: TestClient, cohort: str, page: str, field: str
) -> None:
    form = page.format(cohort=cohort)
    later = {"form": form, "draft": "1", field: "12345"}
    assert managing.post("/drafts", data=later).headers["location"] == f"{form}?kept=1"
    again = managing.get(f"{form}?kept=1").text
    assert 'value="12345"' in again
    assert "Brouillon enregistré" in again
    assert "Effacer le brouillon" in again


def test_a_site_that_was_unticked_is_so_in_the_draft(managing: TestClient, cohort: str) -> None:
    forms = f"/cohorts/{cohort}/edit", "/cohorts/new"
    asked = forms[0], "/cohorts/new?site=nord"
    ticked = re.compile(r'name="sites"[^>]* checked')
    assert all(ticked.search(managing.get(one).text) for one in asked)
    for form in forms:
        managing.post("/drafts", data={"form": form, "draft": "1", "name": "Hiver"})
    assert not any(ticked.search(managing.get(one).text) for one in asked)


def test_a_form_that_is_done_is_no_draft_any_more(coaching: TestClient) -> None:
    form = "/sites/nord/edit"
    coaching.post("/drafts", data={"form": form, "draft": "1", "companies": "7"})
    coaching.post(form, data={"companies": "9"})
    again = coaching.get(form).text
    assert 'value="9"' in again
    assert "Effacer le brouillon" not in again


def test_a_form_sent_twice_adds_one_thing(managing: TestClient, network: Context) -> None:
    once = re.findall(r'name="once" value="(\w+)"', managing.get("/organisations/new").text)[0]
    typed = {"once": once, "kind": "school", "name_fr": "École"}
    led = [managing.post("/organisations/new", data=typed).headers["location"] for _ in "ab"]
    assert led == ["/organisations/ecole?saved=1"] * 2
    assert organisations.organisations(network, 0, 9, search="ecole")[0].total == 1
    cohort = {"once": once[::-1], "programme": "start", "name": "A", "state": "planned"}
    sent = [
        managing.post("/cohorts/new", data={**cohort, "sites": ["nord"]}).headers["location"]
        for _ in "ab"
    ]
    assert sent[0] == sent[1]
    assert len(cohorts.cohorts(network)) == 1


def test_organisations_are_narrowed_to_a_kind(managing: TestClient) -> None:
    found = managing.get("/organisations?kind=fund&q=reseau").text
    assert 'href="/organisations/fonds"' in found
    assert 'href="/organisations/amis"' not in found
    assert managing.get("/organisations?kind=nothing").status_code == 200


def test_a_coach_opens_a_cohort_and_puts_a_company_in(
    coaching: TestClient, network: Context
) -> None:
    typed = {"programme": "start", "name": "Hiver", "state": "planned", "sites": ["nord"]}
    place = coaching.post("/cohorts/new", data=typed).headers["location"].split("?")[0]
    assert 'value="sud"' not in coaching.get("/cohorts/new").text
    assert coaching.post(f"{place}/members", data={"startup": "a"}).status_code == 303
    assert coaching.post(f"{place}/members", data={"startup": "c"}).status_code == 422
    assert 'href="/startups/a"' in coaching.get(place).text
    assert coaching.post(f"{place}/members/a/remove").status_code == 303
    assert cohorts.cohort(network, manager(), place.split("/")[-1]).members == ()


def test_a_refused_cohort_keeps_what_was_typed(coaching: TestClient, cohort: str) -> None:
    new = coaching.post("/cohorts/new", data={"name": "Hiver", "sites": ["nord"]})
    assert new.status_code == 422
    assert 'value="Hiver"' in new.text
    assert re.search(r'value="nord"[^>]* checked', new.text)
    typed = {"programme": "start", "name": "Été", "state": "planned", "sites": ["nord"]}
    changed = coaching.post(f"/cohorts/{cohort}/edit", data=typed)
    assert changed.status_code == 422
    assert "ne peut pas suivre" in changed.text


def test_a_founder_reads_the_cohort_of_their_company_and_no_other(
    visitor: TestClient, network: Context, cohort: str
) -> None:
    inside = by(visitor, network, Role.FOUNDER, Scope("startup", "a"))
    shown = inside.get(f"/cohorts/{cohort}")
    assert shown.status_code == 200
    assert f"/cohorts/{cohort}/edit" not in shown.text
    cohorts.add(network, manager(), cohort, "b")
    shown = inside.get(f"/cohorts/{cohort}")
    assert 'href="/startups/a"' in shown.text
    assert "/startups/b" not in shown.text
    assert [one.id for one in cohorts.cohort(network, manager(), cohort).members] == ["a", "b"]
    told = inside.get(f"/api/v1/cohorts/{cohort}").json()
    assert [one["id"] for one in told["members"]] == ["a"]
    assert told["others"] == ["Société b"]
    assert inside.post(f"/cohorts/{cohort}/members", data={"startup": "b"}).status_code == 403
    outside = by(visitor, network, Role.FOUNDER, Scope("startup", "c"))
    assert outside.get(f"/cohorts/{cohort}").status_code == 403


def test_pages_send_the_same_statements_whatever_there_is(
    managing: TestClient, network: Context, cohort: str
) -> None:
    pages = [page.format(cohort=cohort) for page in PAGES]

    def sent() -> dict[str, int]:
        counts = {}
        for page in pages:
            with statements(network.database) as seen:
                managing.get(page)
            counts[page] = len(seen)
        return counts

    few = sent()
    import_batch(network, Kind.STARTUP, batch(*(startup(f"s{n}") for n in range(20))))
    resident = ResidencyGiven(status=ResidencyStatus.RESIDENT)
    for number in range(20):
        residencies.enter(network, manager(), "nord", f"s{number}", resident)
        cohorts.add(network, manager(), cohort, f"s{number}")
        organisations.create(
            network, OrganisationGiven(kind=OrganisationKind.FUND, name_fr=f"Fonds {number}")
        )
    assert sent() == few


def test_of_the_companies_that_wait_a_home_names_five_and_the_site_all(
    coaching: TestClient, network: Context
) -> None:
    ids = [f"e{number}" for number in range(7)]
    import_batch(network, Kind.STARTUP, batch(*(startup(one) for one in ids)))
    for one in ids:
        editing.change(network, Kind.STARTUP, one, {claims.SITE: "Site nord"}, source=STARTUP)
    links = r'href="/sites/nord/companies/(e\d)"'
    home = coaching.get("/").text
    assert len(re.findall(links, home)) == 5
    assert 'href="/sites/nord#claims"' in home
    assert translator("fr").plural("home.claims_count", 7, shown="7") in home
    assert set(re.findall(links, coaching.get("/sites/nord").text)) == set(ids)


def test_the_companies_that_wait_for_a_site_are_turned_over_by_themselves(
    coaching: TestClient, network: Context
) -> None:
    ids = [f"e{number:02}" for number in range(30)]
    import_batch(network, Kind.STARTUP, batch(*(startup(one) for one in ids)))
    for one in ids:
        editing.change(network, Kind.STARTUP, one, {claims.SITE: "Site nord"}, source=STARTUP)
    links = r'href="/sites/nord/companies/(e\d\d)"'
    first = coaching.get("/sites/nord?q=societe").text
    assert 'href="/sites/nord?q=societe&amp;waiting=25"' in first
    assert translator("fr").text("home.claims_note") not in first
    rest = coaching.get("/sites/nord?waiting=25").text
    parts = [re.findall(links, one) for one in (first, rest)]
    assert [len(one) for one in parts] == [25, 5]
    assert {*parts[0], *parts[1]} == set(ids)
    assert coaching.get("/sites/nord?waiting=500").status_code == 404
