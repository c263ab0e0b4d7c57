import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from typer.testing import CliRunner

from app.accounts.policy import Role, Scope
from app.accounts.targets import target
from app.cli.main import app
from app.context import Context
from app.kit.database import reading, writing
from app.kit.days import today
from app.kit.errors import Invalid, NotFound
from app.network import claims, cohorts, organisations, reach, residencies, sites
from app.network.figures import figures
from app.network.models import CohortMember, OrganisationAlias, Residency
from app.network.schemas import (
    CohortGiven,
    OrganisationGiven,
    ResidencyGiven,
    SiteGiven,
)
from app.network.states import (
    COHORT,
    RESIDENCY,
    CohortState,
    OrganisationKind,
    ResidencyStatus,
    SiteStatus,
)
from app.organisations import service as startups
from app.profiles.importing import import_batch
from app.profiles.models import StoredProfile
from matching.profile import Kind
from tests.app.factories import batch, startup
from tests.app.networks import coach, imported, manager, organisation, residency, site, small
from tests.app.people import account, membership
from tests.app.queries import statements

RESIDENT = ResidencyGiven(status=ResidencyStatus.RESIDENT)
SUPPORTED = ResidencyGiven(status=ResidencyStatus.SUPPORTED)


@pytest.fixture
def network(empty_context: Context, tmp_path: Path) -> Context:
    """An application with a small network."""
    small(empty_context, tmp_path)
    return empty_context


def cohort_given(**changes: object) -> CohortGiven:
    given = {"programme": "start", "name": "Automne", "state": "planned", "sites": ("nord",)}
    return CohortGiven.model_validate({**given, **changes})


def problem(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[object, ...]]:
    return [fault.path for fault in error.value.faults]


# The network that comes with this release


def test_the_network_has_its_six_sites_and_the_three_planned(context: Context) -> None:
    shown = {one.id: one.status for one in sites.sites(context)}
    assert sum(status is SiteStatus.OPEN for status in shown.values()) == 6
    planned = {id_ for id_, status in shown.items() if status is SiteStatus.PLANNED}
    assert planned == {"fes", "oujda", "tiznit"}


def test_every_statement_about_a_site_says_who_states_it(context: Context) -> None:
    for one in sites.sites(context):
        assert set(one.names) == {"fr", "ar", "en"}
        assert all(stated.title for stated in one.statements)


def test_a_capacity_that_no_source_states_is_unknown(context: Context) -> None:
    rabat = sites.site(context, "rabat")
    assert "companies" not in rabat.facts
    assert rabat.occupancy is None


def test_of_two_figures_the_latest_is_relied_on_and_both_are_kept(context: Context) -> None:
    essaouira = sites.site(context, "essaouira")
    assert essaouira.facts["companies"].value == 70
    assert essaouira.facts["companies"].precision == "at_least"
    stated = [one.value for one in essaouira.statements if one.name == "companies"]
    assert stated == [70, 40]


def test_occupancy_falls_back_on_offices(context: Context) -> None:
    occupancy = sites.site(context, "agadir").occupancy
    assert occupancy is not None
    assert (occupancy.capacity.name, occupancy.capacity.value) == ("offices", 107)


# Providers that name no organisation: a kind of body, or somebody that the sources leave unnamed.
UNNAMED = {
    "Dar Al Moukawil (opérateur non nommé dans l'extrait)",
    "Fondateurs privés (Marrakech)",
    "Maîtres d'ouvrage publics",
    "Plateformes agréées (Bank Al-Maghrib ou AMMC)",
    "Programme Génération d'Entrepreneurs (exploitant non visible dans l'extrait)",
    "Société de gestion du FPCC GNII (programme Innov Invest)",
}


def test_every_provider_of_the_catalogue_is_known(context: Context) -> None:
    with reading(context.database) as session:
        aliases = set(session.scalars(select(OrganisationAlias.alias)))
        records = session.scalars(
            select(StoredProfile.record).where(StoredProfile.kind == Kind.PROGRAMME)
        )
        assert {record["provider"] for record in records} == aliases | UNNAMED


def test_every_startup_whose_record_names_a_site_is_there_or_only_applied(
    context: Context,
) -> None:
    with reading(context.database) as session:
        named = {
            row.id: row.record["technopark_site"]
            for row in session.scalars(
                select(StoredProfile).where(StoredProfile.kind == Kind.STARTUP)
            )
            if "technopark_site" in row.record
        }
        placed = set(session.scalars(select(Residency.startup_id)))
    assert placed == {id_ for id_, site in named.items() if "candidate" not in site}
    assert len(named) == 8


# Imports


def test_importing_again_changes_nothing(network: Context, tmp_path: Path) -> None:
    same = [site("nord", {"companies": 2}), site("sud")]
    reports = imported(network, tmp_path / "again", sites=same)
    assert reports["sites"].unchanged == ("nord", "sud")


def test_a_site_of_an_unknown_organisation_is_refused_with_its_place_and_nothing_is_written(
    network: Context, tmp_path: Path
) -> None:
    reports = imported(
        network,
        tmp_path / "wrong",
        organisations=[organisation("neuve")],
        sites=[site("est", organisation="personne")],
    )
    [refusal] = reports["sites"].refused
    assert (refusal.line, refusal.field) == (12, "organisation")
    assert "personne" in refusal.message
    with pytest.raises(NotFound):
        organisations.organisation(network, "neuve")


def test_what_is_valid_is_written_when_the_import_keeps_going(
    network: Context, tmp_path: Path
) -> None:
    wrong = [residency("nobody", "sud"), residency("c", "sud")]
    reports = imported(network, tmp_path / "wrong", keep_going=True, residencies=wrong)
    assert reports["residencies"].created == ("c-sud",)
    assert len(reports["residencies"].refused) == 1


def test_a_record_of_another_form_is_refused_with_its_field(
    network: Context, tmp_path: Path
) -> None:
    reports = imported(network, tmp_path / "wrong", sites=[site("est", {"area_m2": "vaste"})])
    [refusal] = reports["sites"].refused
    assert refusal.field == "facts.area_m2.0.value"


def test_a_second_record_of_a_company_at_a_site_is_refused_with_its_place(
    network: Context, tmp_path: Path
) -> None:
    twice = [residency("a", "nord"), residency("a", "nord", "alumni", id="a-nord-plus-tard")]
    reports = imported(network, tmp_path / "twice", residencies=twice)
    [refusal] = reports["residencies"].refused
    assert (refusal.line, refusal.field) == (10, "site")
    assert residencies.one(network, "nord", "a").residency.status is ResidencyStatus.RESIDENT


def test_a_folder_without_any_part_is_refused(tmp_path: Path) -> None:
    from ingestion import network as files

    [batch_] = files.read(tmp_path).values()
    assert "organisations.yaml" in batch_.refusals[0].message


def test_an_import_leaves_what_persons_entered(network: Context, tmp_path: Path) -> None:
    residencies.enter(network, coach("nord"), "nord", "a", SUPPORTED)
    sites.state(network, coach("nord"), "nord", SiteGiven(companies=5))
    changed = OrganisationGiven(kind=OrganisationKind.FUND, name_fr="Le fonds")
    organisations.change(network, "fonds", changed)
    reports = imported(
        network,
        tmp_path / "again",
        organisations=[organisation("fonds", kind="operator")],
        sites=[site("nord", {"companies": 3})],
        residencies=[residency("a", "nord", stated="2025")],
    )
    assert set(reports["organisations"].kept) == {"fonds"}
    assert set(reports["residencies"].kept) == {"a-nord"}
    assert organisations.organisation(network, "fonds").names == {"fr": "Le fonds"}
    assert sites.site(network, "nord").facts["companies"].value == 5
    assert residencies.one(network, "nord", "a").residency.status is ResidencyStatus.SUPPORTED


def test_an_import_that_changes_a_site_replaces_what_files_state(
    network: Context, tmp_path: Path
) -> None:
    imported(network, tmp_path / "again", sites=[site("nord", {"companies": 9}, city="Tiznit")])
    nord = sites.site(network, "nord")
    assert (nord.city, nord.facts["companies"].value) == ("Tiznit", 9)
    assert [one.value for one in nord.statements if one.name == "companies"] == [9]


def test_the_command_imports_a_network(
    network: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.data.context", lambda: network)
    done = CliRunner().invoke(app, ["ingest", "network", str(tmp_path / "network")])
    assert done.exit_code == 0
    assert "residencies: 2 read (2 unchanged)" in done.stdout
    assert "programmes of the network: " in done.stdout
    refused = CliRunner().invoke(app, ["ingest", "network", str(tmp_path / "nowhere"), "--json"])
    assert refused.exit_code == 1


def test_of_a_network_of_which_a_part_is_refused_the_others_are_said_not_to_be_written(
    network: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.data.context", lambda: network)
    folder = tmp_path / "network"
    (folder / "sites.yaml").write_text("- id: nowhere\n")
    done = CliRunner().invoke(app, ["ingest", "network", str(folder)])
    assert "organisations: nothing written" in done.stdout
    assert re.search(r"^sites: \d+ faults$", done.stdout, re.MULTILINE)


# Who lies within what


def test_a_company_lies_within_the_sites_it_is_at(network: Context) -> None:
    with reading(network.database) as session:
        assert list(reach.sites_of(session, "a")) == ["nord"]
        assert not reach.sites_of(session, "c")
        assert set(session.scalars(reach.at_sites(["nord", "sud"]))) == {"a", "b"}
        assert Scope("site", "nord") in target(session, "startup", "a").scopes


def test_a_programme_lies_within_the_organisations_that_its_provider_names(
    network: Context,
) -> None:
    with reading(network.database) as session:
        assert reach.providers_of(session, "fonds-a") == ("amis", "fonds")
        assert Scope("organisation", "fonds") in target(session, "programme", "fonds-a").scopes


def test_each_relation_is_one_statement(network: Context) -> None:
    with reading(network.database) as session:
        session.connection()
        with statements(network.database) as sent:
            reach.sites_of(session, "a")
            reach.providers_of(session, "fonds-a")
        assert len(sent) == 2


def test_what_waits_at_many_sites_is_as_many_statements_as_at_one(context: Context) -> None:
    def cost(*ids: str) -> int:
        with reading(context.database) as session, statements(context.database) as sent:
            assert [id_ for id_, _ in claims.waiting(session, ids)] == list(ids)
        return len(sent)

    assert cost("agadir", "casablanca", "rabat") == cost("agadir")


def test_the_relations_are_found_by_index(network: Context) -> None:
    with reading(network.database) as session:
        connection = session.connection()
        for question in (
            "SELECT site_id FROM residency WHERE startup_id = 'a' AND until IS NULL",
            "SELECT startup_id FROM residency WHERE site_id IN ('nord') AND until IS NULL",
            "SELECT organisation_id FROM organisation_alias WHERE alias = 'Amis'",
        ):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}").fetchall()
            assert all("USING" in row[3] and "INDEX" in row[3] for row in plan)


# Residencies


def test_what_a_company_was_ends_where_the_next_begins(network: Context) -> None:
    given = ResidencyGiven(status=ResidencyStatus.ALUMNI, since="2026-03")
    residencies.enter(network, coach("nord"), "nord", "a", given)
    with reading(network.database) as session:
        rows = session.scalars(
            select(Residency).where(Residency.startup_id == "a").order_by(Residency.key)
        ).all()
        assert [(row.status, row.since, row.until) for row in rows] == [
            ("resident", "", "2026-03"),
            ("alumni", "2026-03", None),
        ]
    assert sites.site(network, "nord").companies[ResidencyStatus.RESIDENT] == 0


def test_a_company_that_left_is_at_the_site_no_more(network: Context) -> None:
    residencies.enter(network, coach("nord"), "nord", "a", ResidencyGiven(status=None))
    with reading(network.database) as session:
        assert not reach.sites_of(session, "a")
    with pytest.raises(NotFound):
        residencies.one(network, "nord", "a")


@pytest.mark.parametrize("after", [*ResidencyStatus, None])
@pytest.mark.parametrize("before", [*ResidencyStatus, None])
def test_only_what_the_table_allows_follows(
    network: Context, before: ResidencyStatus | None, after: ResidencyStatus | None
) -> None:
    if before:
        residencies.enter(network, manager(), "sud", "c", ResidencyGiven(status=before))
    if after == before or after in RESIDENCY[before]:
        residencies.enter(network, manager(), "sud", "c", ResidencyGiven(status=after))
        with reading(network.database) as session:
            assert bool(reach.sites_of(session, "c")) is (after is not None)
    else:
        with pytest.raises(Invalid) as refused:
            residencies.enter(network, manager(), "sud", "c", ResidencyGiven(status=after))
        assert problem(refused) == [("status",)]


def test_what_is_noted_twice_changes_nothing(network: Context) -> None:
    since = ResidencyGiven(status=ResidencyStatus.RESIDENT, since="2026-05")
    for _ in range(2):
        residencies.enter(network, manager(), "sud", "c", since)
    with reading(network.database) as session:
        count = select(func.count()).select_from(Residency).where(Residency.startup_id == "c")
        assert session.scalar(count) == 1
    other = ResidencyGiven(status=ResidencyStatus.RESIDENT, since="2026-06")
    with pytest.raises(Invalid) as refused:
        residencies.enter(network, manager(), "sud", "c", other)
    assert problem(refused) == [("status",)]


def test_who_confirms_an_old_statement_takes_the_place_of_its_source(network: Context) -> None:
    since = ResidencyGiven(status=ResidencyStatus.RESIDENT)
    residencies.enter(network, manager(), "sud", "c", since)
    with writing(network.database) as session:
        row = residencies.current(session, "sud", "c")
        assert row
        row.stated, row.by, row.source = "2015-05", "import", {"url": "https://example.ma"}
    residencies.enter(network, manager(), "sud", "c", since)
    with reading(network.database) as session:
        row = residencies.current(session, "sud", "c")
        assert row
        assert (row.stated, row.by, row.source) == (today().isoformat(), Role.MANAGER, {})


def test_a_status_does_not_begin_before_the_one_it_follows(network: Context) -> None:
    since = ResidencyGiven(status=ResidencyStatus.RESIDENT, since="2026-05")
    residencies.enter(network, manager(), "sud", "c", since)
    earlier = ResidencyGiven(status=ResidencyStatus.ALUMNI, since="2025")
    with pytest.raises(Invalid) as refused:
        residencies.enter(network, manager(), "sud", "c", earlier)
    assert problem(refused) == [("since",)]
    same_year = ResidencyGiven(status=ResidencyStatus.ALUMNI, since="2026")
    residencies.enter(network, manager(), "sud", "c", same_year)


def test_a_date_that_is_none_is_refused(network: Context) -> None:
    given = ResidencyGiven(status=ResidencyStatus.RESIDENT, since="bientôt")
    with pytest.raises(Invalid) as refused:
        residencies.enter(network, manager(), "sud", "c", given)
    assert problem(refused) == [("since",)]


def test_a_day_that_has_not_come_is_refused(network: Context) -> None:
    for since in (str(today() + timedelta(days=1)), str(today().year + 1)):
        given = ResidencyGiven(status=ResidencyStatus.ALUMNI, since=since)
        with pytest.raises(Invalid) as refused:
            residencies.enter(network, manager(), "nord", "a", given)
        assert problem(refused) == [("since",)]
    left = ResidencyGiven(status=None, since=str(today().year))
    residencies.enter(network, manager(), "nord", "a", left)


def test_a_coach_brings_no_company_that_others_look_after(network: Context) -> None:
    account(network, membership(Role.FOUNDER, Scope("startup", "c")))
    for company in ("a", "c", "nobody"):
        with pytest.raises(Invalid) as refused:
            residencies.enter(network, coach("sud"), "sud", company, SUPPORTED)
        assert problem(refused) == [("startup",)]
    assert residencies.candidates(network, coach("sud"), "sud", "", 10) == ()


def test_a_coach_brings_a_company_that_nobody_looks_after(network: Context) -> None:
    [found] = residencies.candidates(network, coach("sud"), "sud", "SOCIETE", 10)
    residencies.enter(network, coach("sud"), "sud", found.id, SUPPORTED)
    assert residencies.one(network, "sud", "c").residency.by == "coach"


def test_who_answers_for_the_network_brings_any_company(network: Context) -> None:
    account(network, membership(Role.FOUNDER, Scope("startup", "c")))
    found = residencies.candidates(network, manager(), "sud", "", 10)
    assert [one.id for one in found] == ["a", "b", "c"]
    residencies.enter(network, manager(), "sud", "a", RESIDENT)
    with reading(network.database) as session:
        assert set(reach.sites_of(session, "a")) == {"nord", "sud"}
        assert [one.site_id for one in residencies.of_startup(session, "a")] == ["nord", "sud"]


def test_the_companies_of_a_site_are_searched_and_narrowed(network: Context) -> None:
    everyone = residencies.companies(network, "nord", 0, 10)
    assert [one.startup.id for one in everyone.items] == ["a", "b"]
    narrowed = residencies.companies(
        network, "nord", 0, 10, search="société", status=ResidencyStatus.SUPPORTED
    )
    assert [one.startup.id for one in narrowed.items] == ["b"]
    assert residencies.companies(network, "nord", 0, 10, search="%").total == 0


# Sites


def test_a_coach_states_a_capacity_today(network: Context) -> None:
    sites.state(network, coach("nord"), "nord", SiteGiven(companies=4))
    sites.state(network, coach("nord"), "nord", SiteGiven(companies=8))
    nord = sites.site(network, "nord")
    assert [one.value for one in nord.statements if one.name == "companies"] == [8, 2]
    assert nord.facts["companies"].by == "coach"


def test_the_capacity_of_a_site_is_what_was_stated_last_in_companies_or_in_offices(
    network: Context,
) -> None:
    sites.state(network, coach("nord"), "nord", SiteGiven(offices=4))
    occupancy = sites.site(network, "nord").occupancy
    assert occupancy is not None
    assert (occupancy.capacity.name, occupancy.capacity.value) == ("offices", 4)
    assert set(occupancy.model_dump()) == {"taken", "capacity"}


def test_the_people_of_a_site_are_those_with_a_role_there(network: Context) -> None:
    account(network, membership(Role.COACH, Scope("site", "nord")), name="Ali")
    account(network, membership(Role.COACH, Scope("site", "sud")), name="Zineb")
    with reading(network.database) as session:
        assert [one.name for one in sites.people(session, "site", "nord")] == ["Ali"]


# Organisations


def test_organisations_are_searched_in_every_language_and_counted_by_kind(
    context: Context,
) -> None:
    found, kinds = organisations.organisations(context, 0, 10, search="وزارة")
    assert {one.kind for one in found.items} == {OrganisationKind.OPERATOR}
    assert kinds[OrganisationKind.OPERATOR] == found.total >= 4
    schools, all_kinds = organisations.organisations(context, 0, 100, kind=OrganisationKind.SCHOOL)
    assert schools.total == all_kinds[OrganisationKind.SCHOOL] == len(schools.items)


def test_an_organisation_shows_the_programmes_it_gives(context: Context) -> None:
    shown = organisations.organisation(context, "tamwilcom")
    assert shown.programmes == len(shown.offered) == 13
    [brief] = [
        one
        for one in organisations.organisations(context, 0, 9, search="tamwilcom")[0].items
        if one.id == "tamwilcom"
    ]
    assert brief.programmes == 13


def test_an_organisation_is_added_with_an_id_of_its_own(network: Context) -> None:
    given = OrganisationGiven(kind=OrganisationKind.SCHOOL, name_fr="École d’été")
    assert organisations.create(network, given) == "ecole-d-ete"
    assert organisations.create(network, given) == "ecole-d-ete-2"
    arabic = OrganisationGiven(kind=OrganisationKind.SCHOOL, name_fr="مدرسة")
    assert organisations.create(network, arabic) == "organisation"


def test_no_organisation_is_called_as_the_page_that_adds_one(network: Context) -> None:
    given = OrganisationGiven(kind=OrganisationKind.FUND, name_fr="New")
    assert organisations.create(network, given) == "new-2"


def test_an_organisation_is_refused_with_every_field_at_fault(network: Context) -> None:
    given = OrganisationGiven(kind=OrganisationKind.FUND, name_fr=" ", url="javascript:x")
    with pytest.raises(Invalid) as refused:
        organisations.create(network, given)
    assert set(problem(refused)) == {("name_fr",), ("url",)}


# Cohorts


def test_a_cohort_is_written_and_read(network: Context) -> None:
    id_ = cohorts.create(network, coach("nord"), cohort_given(starts="2026-10-01"))
    cohorts.add(network, coach("nord"), id_, "a")
    cohorts.add(network, coach("nord"), id_, "a")
    shown = cohorts.cohort(network, manager(), id_)
    assert [one.id for one in shown.members] == ["a"]
    assert (shown.name, shown.starts, shown.size) == ("Automne", "2026-10-01", 1)
    with reading(network.database) as session:
        scopes = target(session, "cohort", id_).scopes
        assert {Scope("site", "nord"), Scope("startup", "a")} <= scopes
        assert [one.id for one in cohorts.of_startup(session, "a")] == [id_]
    cohorts.remove(network, id_, "a")
    assert cohorts.cohort(network, manager(), id_).members == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sites": ("sud",)}, "sites"),
        ({"sites": ("nowhere",)}, "sites"),
        ({"sites": ()}, "sites"),
        ({"programme": "nothing"}, "programme"),
        ({"name": ""}, "name"),
        ({"starts": "2026-13-01"}, "starts"),
        ({"starts": "2026-02-01", "ends": "2026-01-01"}, "ends"),
        ({"state": "cancelled"}, "state"),
    ],
)
def test_a_cohort_that_does_not_fit_is_refused(
    network: Context, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        cohorts.create(network, coach("nord"), cohort_given(**changes))
    assert problem(refused) == [(field,)]


def test_a_cohort_goes_only_where_the_table_lets_it(network: Context) -> None:
    for before in CohortState:
        for after in set(CohortState) - {before}:
            id_ = started(network, before)
            if after in COHORT[before]:
                cohorts.change(network, manager(), id_, cohort_given(state=after))
                assert cohorts.cohort(network, manager(), id_).state is after
            else:
                with pytest.raises(Invalid):
                    cohorts.change(network, manager(), id_, cohort_given(state=after))


def started(network: Context, state: CohortState) -> str:
    """A cohort in a state, by the way that leads there."""
    first = CohortState.PLANNED if state is CohortState.CANCELLED else state
    id_ = cohorts.create(network, manager(), cohort_given(state=first))
    if state is not first:
        cohorts.change(network, manager(), id_, cohort_given(state=state))
    return id_


def test_a_coach_leaves_the_other_sites_of_a_cohort_as_they_are(network: Context) -> None:
    id_ = cohorts.create(network, manager(), cohort_given(sites=("nord", "sud")))
    cohorts.change(network, coach("nord"), id_, cohort_given(name="Hiver"))
    shown = cohorts.cohort(network, manager(), id_)
    assert (shown.name, {one.id for one in shown.sites}) == ("Hiver", {"nord", "sud"})


def test_a_coach_puts_only_companies_of_their_sites_in_a_cohort(network: Context) -> None:
    id_ = cohorts.create(network, coach("nord"), cohort_given())
    found = cohorts.candidates(network, coach("nord"), id_, "", 10)
    assert [one.id for one in found] == ["a", "b"]
    with pytest.raises(Invalid) as refused:
        cohorts.add(network, coach("nord"), id_, "c")
    assert problem(refused) == [("startup",)]
    cohorts.add(network, manager(), id_, "c")
    assert cohorts.cohorts(network, ["sud"]) == ()
    assert [one.size for one in cohorts.cohorts(network, ["nord"])] == [1]


def test_cohorts_under_way_come_first(network: Context) -> None:
    for state, starts in (("done", "2026-09-01"), ("running", "2024-01-01"), ("planned", "")):
        cohorts.create(network, manager(), cohort_given(state=state, starts=starts))
    assert [one.state for one in cohorts.cohorts(network)] == ["running", "planned", "done"]


# Forgetting, figures, statements


def test_forgetting_a_startup_takes_it_out_of_sites_and_cohorts(network: Context) -> None:
    id_ = cohorts.create(network, manager(), cohort_given())
    cohorts.add(network, manager(), id_, "a")
    startups.forget(network, "a")
    with reading(network.database) as session:
        for model in (Residency, CohortMember):
            left = select(func.count()).where(model.startup_id == "a")
            assert session.scalar(left) == 0


def test_the_figures_count_what_is_kept(network: Context) -> None:
    account(network, membership(Role.COACH), membership(Role.FOUNDER))
    cohorts.create(network, manager(), cohort_given(state="running"))
    shown = figures(network)
    assert (shown.companies, shown.placed) == (3, 2)
    assert shown.statuses[ResidencyStatus.SUPPORTED] == 1
    assert (shown.stages.counts, shown.stages.known) == ((("idea", 3),), 3)
    assert shown.sectors.counts[0] == ("watertech", 3)
    assert shown.people == {Role.COACH: 1, Role.FOUNDER: 1}
    assert (shown.cohorts[CohortState.RUNNING], len(shown.running)) == (1, 1)


@pytest.mark.parametrize(
    ("status", "day", "known"),
    [
        (ResidencyStatus.RESIDENT, date(2025, 12, 31), True),
        (ResidencyStatus.RESIDENT, date(2026, 1, 1), False),
        (ResidencyStatus.DIGITAL_NOMAD, date(2024, 1, 2), False),
        (ResidencyStatus.ALUMNI, date(2046, 1, 1), True),
    ],
)
def test_what_was_said_too_long_ago_is_not_known_today(
    network: Context,
    monkeypatch: pytest.MonkeyPatch,
    status: ResidencyStatus,
    day: date,
    known: bool,
) -> None:
    with writing(network.database) as session:
        session.execute(update(Residency).values(status=status, stated="2023"))
    monkeypatch.setattr("app.network.freshness.today", lambda: day)
    shown = figures(network)
    at = next(one for one in shown.sites if one.id == "nord")
    counts = (2, 0) if known else (0, 2)
    assert (at.companies[status], at.unknown[status]) == counts
    assert (shown.statuses[status], shown.unknown[status]) == counts
    assert (shown.placed, shown.placed_unknown) == counts
    held = residencies.companies(network, "nord", 0, 10).items
    assert {one.residency.holds for one in held} == {known}


def test_a_company_confirmed_is_known_again(
    network: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = date(today().year + 9, 1, 1)
    monkeypatch.setattr("app.network.freshness.today", lambda: late)
    monkeypatch.setattr("app.network.residencies.today", lambda: late)
    assert sites.site(network, "nord").unknown[ResidencyStatus.RESIDENT] == 1
    given = ResidencyGiven(status=ResidencyStatus.RESIDENT)
    residencies.enter(network, coach("nord"), "nord", "a", given)
    shown = sites.site(network, "nord")
    at = ResidencyStatus.RESIDENT
    assert (shown.companies[at], shown.unknown[at]) == (1, 0)


def test_lists_send_the_same_statements_whatever_their_length(network: Context) -> None:
    def sent() -> list[int]:
        counts = []
        for use in (
            lambda: figures(network),
            lambda: sites.sites(network),
            lambda: residencies.companies(network, "nord", 0, 100),
            lambda: organisations.organisations(network, 0, 100),
            lambda: cohorts.cohorts(network),
            lambda: residencies.candidates(network, coach("sud"), "sud", "", 100),
        ):
            with statements(network.database) as seen:
                use()
            counts.append(len(seen))
        return counts

    cohorts.create(network, manager(), cohort_given(state="running"))
    few = sent()
    import_batch(network, Kind.STARTUP, batch(*(startup(f"s{n}") for n in range(30))))
    for number in range(30):
        residencies.enter(network, manager(), "nord", f"s{number}", RESIDENT)
        name = f"Maison {number}"
        organisations.create(network, OrganisationGiven(kind=OrganisationKind.FUND, name_fr=name))
        id_ = cohorts.create(network, manager(), cohort_given(name=name, state="running"))
        cohorts.add(network, manager(), id_, f"s{number}")
    assert sent() == few
