"""Companies: brought by their founders, listed within reach, compared, complete or not."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, func, select

from app.accounts import throttle
from app.accounts.models import StoredMembership
from app.accounts.policy import Membership, Reach, Role, Scope
from app.accounts.throttle import Limit, TooMany
from app.context import Context
from app.drafts import service as drafts
from app.drafts.submissions import token
from app.homes.coach import coach_home
from app.homes.founder import founder_home
from app.homes.unsent import unsent
from app.kit.database import reading, writing
from app.kit.errors import Invalid
from app.matches.eligibility import overview
from app.matches.parts import Show
from app.network.models import Organisation, Residency, Site
from app.network.residencies import enter, subject
from app.network.schemas import ResidencyGiven
from app.network.states import ResidencyStatus
from app.organisations.comparison import NoProgramme, NotComparable, compare
from app.organisations.completeness import standing
from app.organisations.editing import correct
from app.organisations.founding import FORM, found, slug
from app.organisations.listing import CompaniesShown, Wanted, companies, own_only
from app.organisations.service import forget, portrait, startup
from app.profiles.importing import import_batch
from app.profiles.models import StoredProfile
from app.profiles.service import filed
from matching.criteria.verdict import Verdict
from matching.profile import Kind
from tests.app.factories import batch, programme
from tests.app.factories import startup as record
from tests.app.people import somebody
from tests.app.queries import statements
from tests.ingestion.factories import condition

EVERYTHING = Reach(everything=True, scopes=frozenset())
SAID = {
    "name": "Aqua Nour",
    "description_fr": "Des capteurs qui trouvent les fuites d'eau.",
    "sectors": ["watertech"],
    "stage": "mvp",
}


def within(*scopes: Scope) -> Reach:
    return Reach(everything=False, scopes=frozenset(scopes))


def site(context: Context, id_: str) -> None:
    """A site of the network."""
    named = {lang: f"Technopark {id_.title()}" for lang in ("fr", "ar", "en")}
    with writing(context.database) as session:
        if session.get(Organisation, "technopark") is None:
            session.add(
                Organisation(
                    id="technopark", kind="network", names=named, filed_as="t", searched="t"
                )
            )
            session.flush()
        session.add(
            Site(
                id=id_,
                organisation_id="technopark",
                names=named,
                filed_as=filed(id_),
                city="Agadir",
                region="Souss-Massa",
                status="open",
                digest="",
            )
        )


def at(context: Context, startup_id: str, site_id: str, status: str = "resident") -> None:
    """Say that a company is something to a site."""
    with writing(context.database) as session:
        session.add(
            Residency(
                startup_id=startup_id, site_id=site_id, status=status, stated="2026-01", by="coach"
            )
        )


def listed(found: CompaniesShown) -> list[str]:
    return [one.id for one in found.items]


# Bringing a company


def test_who_brings_a_company_becomes_its_founder(empty_context: Context) -> None:
    visitor = somebody(empty_context)
    assert visitor.person
    assert found(empty_context, visitor, SAID, token()) == "/startups/aqua-nour/financing"
    with reading(empty_context.database) as session:
        held = session.scalars(select(StoredMembership)).one()
    assert (held.account_id, held.role, held.scope_id) == (
        visitor.person.id,
        Role.FOUNDER,
        "aqua-nour",
    )


def test_what_a_founder_says_stands_with_who_said_it(empty_context: Context) -> None:
    found(empty_context, somebody(empty_context), SAID, token())
    shown = startup(empty_context, "aqua-nour")
    assert {fact.source for fact in shown.facts if fact.name == "stage"} == {"startup"}
    assert shown.description == {"fr": SAID["description_fr"]}


def test_what_a_founder_did_not_say_is_unknown(empty_context: Context) -> None:
    found(empty_context, somebody(empty_context), SAID, token())
    shown = startup(empty_context, "aqua-nour")
    assert {fact.name for fact in shown.facts} == {"sector", "stage"}
    assert shown.preferences == ()


def test_a_form_sent_twice_makes_one_company(empty_context: Context) -> None:
    visitor, once = somebody(empty_context), token()
    assert found(empty_context, visitor, SAID, once) == found(empty_context, visitor, SAID, once)
    with reading(empty_context.database) as session:
        assert session.scalar(select(func.count()).select_from(StoredProfile)) == 1


def test_nobody_brings_companies_without_end(empty_context: Context) -> None:
    visitor = somebody(empty_context)
    with writing(empty_context.database) as session:
        for _ in range(throttle.RULES[Limit.FOUNDING].most):
            throttle.count(session, Limit.FOUNDING, visitor.person.id if visitor.person else "")
    with pytest.raises(TooMany):
        found(empty_context, visitor, SAID, token())


def test_two_companies_of_a_name_have_addresses_of_their_own(empty_context: Context) -> None:
    visitor = somebody(empty_context)
    addresses = [found(empty_context, visitor, SAID, token()) for _ in range(3)]
    assert addresses == [
        "/startups/aqua-nour/financing",
        "/startups/aqua-nour-2/financing",
        "/startups/aqua-nour-3/financing",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Société Élan & Fils", "societe-elan-fils"),
        ("ماء نور", "m-nwr"),
        ("…", "startup"),
        ("A" * 200, "a" * 60),
    ],
)
def test_an_address_is_made_of_a_name_in_any_letters(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_no_company_takes_the_address_of_the_form(empty_context: Context) -> None:
    address = found(empty_context, somebody(empty_context), {**SAID, "name": "New"}, token())
    assert address == "/startups/new-2/financing"


@pytest.mark.parametrize("lacking", ["name", "sectors", "description_fr"])
def test_a_company_that_says_too_little_is_refused_and_nothing_is_kept(
    empty_context: Context, lacking: str
) -> None:
    with pytest.raises(Invalid):
        found(empty_context, somebody(empty_context), {**SAID, lacking: None}, token())
    with reading(empty_context.database) as session:
        assert session.scalar(select(func.count()).select_from(StoredProfile)) == 0
        assert session.scalar(select(func.count()).select_from(StoredMembership)) == 0


def test_a_draft_ends_with_the_company_that_it_becomes(empty_context: Context) -> None:
    visitor = somebody(empty_context)
    assert visitor.person
    with writing(empty_context.database) as session:
        drafts.keep(session, visitor.person.id, FORM, {"name": "Aqua"})
    found(empty_context, visitor, SAID, token())
    with reading(empty_context.database) as session:
        assert drafts.kept(session, visitor.person.id, FORM) is None


def test_a_file_that_comes_to_speak_of_it_changes_nothing_that_its_founder_said(
    empty_context: Context,
) -> None:
    found(empty_context, somebody(empty_context), SAID, token())
    import_batch(
        empty_context, Kind.STARTUP, batch(record("aqua-nour", stage="growth", city="Agadir"))
    )
    facts = {one.name: one.value for one in startup(empty_context, "aqua-nour").facts}
    assert (facts["stage"], facts["city"]) == ("mvp", "Agadir")
    assert startup(empty_context, "aqua-nour").name == "Aqua Nour"


def test_who_founded_a_company_that_is_forgotten_is_founder_of_nothing(
    empty_context: Context,
) -> None:
    found(empty_context, somebody(empty_context), SAID, token())
    forget(empty_context, "aqua-nour")
    with reading(empty_context.database) as session:
        assert session.scalars(select(StoredMembership)).all() == []


# Correcting it


def test_who_corrects_a_company_is_named_as_the_source(empty_context: Context) -> None:
    found(empty_context, somebody(empty_context), SAID, token())
    coach = somebody(empty_context, Membership(Role.COACH, Scope("site", "agadir")))
    correct(empty_context, coach, "aqua-nour", {"stage": "seed"}, token())
    (stage,) = (one for one in startup(empty_context, "aqua-nour").facts if one.name == "stage")
    assert (stage.value, stage.source) == ("seed", "coach")


def test_a_correction_sent_again_undoes_nothing_said_since(empty_context: Context) -> None:
    visitor, once = somebody(empty_context), token()
    found(empty_context, visitor, SAID, token())
    for stage, sent in (("seed", once), ("growth", token()), ("seed", once)):
        correct(empty_context, visitor, "aqua-nour", {"stage": stage}, sent)
    (stage_now,) = (
        one.value for one in startup(empty_context, "aqua-nour").facts if one.name == "stage"
    )
    assert stage_now == "growth"


# Within reach


@pytest.fixture
def three(empty_context: Context) -> Context:
    """Three companies, two of them at sites, one that says nothing of its stage."""
    made = [
        record("aqua", name="Aqua", stage="mvp"),
        record("bina", name="Élan Bina", sectors=["fintech"], stage="seed"),
        record("chari", name="Chari", sectors=["énergies renouvelables"]),
    ]
    del made[2]["stage"]
    import_batch(empty_context, Kind.STARTUP, batch(*made))
    site(empty_context, "agadir")
    site(empty_context, "rabat")
    at(empty_context, "aqua", "agadir")
    at(empty_context, "bina", "rabat", "alumni")
    return empty_context


@pytest.mark.parametrize(
    ("reach", "ids"),
    [
        (EVERYTHING, ["aqua", "chari", "bina"]),
        (within(Scope("site", "agadir")), ["aqua"]),
        (within(Scope("startup", "chari")), ["chari"]),
        (within(Scope("site", "rabat"), Scope("startup", "chari")), ["chari", "bina"]),
        (within(Scope("organisation", "ensias")), []),
        (within(Scope("organisation", "technopark")), ["aqua", "bina"]),
    ],
)
def test_a_list_holds_what_is_within_reach_by_name(
    three: Context, reach: Reach, ids: list[str]
) -> None:
    found_ = companies(three, reach, Wanted(), 0, 25)
    assert (listed(found_), found_.total) == (ids, len(ids))


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(q="elan"), ["bina"]),
        (Wanted(q="  BINA "), ["bina"]),
        (Wanted(q="énergies"), ["chari"]),
        (Wanted(q="طاقات"), ["chari"]),
        (Wanted(q="100%"), []),
        (Wanted(q="_"), []),
        (Wanted(stage=("mvp", "seed")), ["aqua", "bina"]),
        (Wanted(sector=("énergies renouvelables",)), ["chari"]),
        (Wanted(site=("agadir",)), ["aqua"]),
        (Wanted(status=("alumni",)), ["bina"]),
        (Wanted(status=("alumni",), site=("agadir",)), []),
        (Wanted(stage=("no-such-stage",)), []),
        (Wanted(stage=("unknown",)), ["chari"]),
        (Wanted(stage=("unknown", "mvp")), ["aqua", "chari"]),
    ],
)
def test_a_list_is_narrowed(three: Context, wanted: Wanted, ids: list[str]) -> None:
    assert listed(companies(three, EVERYTHING, wanted, 0, 25)) == ids


def test_a_site_and_a_status_are_asked_of_one_residency(three: Context) -> None:
    at(three, "aqua", "rabat", "alumni")
    for site_id, ids in (("agadir", []), ("rabat", ["aqua", "bina"])):
        wanted = Wanted(site=(site_id,), status=("alumni",))
        assert listed(companies(three, EVERYTHING, wanted, 0, 25)) == ids


@pytest.mark.parametrize(
    "chosen",
    [Wanted(stage=("mvp",)), Wanted(site=("agadir",)), Wanted(status=("alumni",)), Wanted()],
)
def test_what_a_facet_says_is_what_choosing_it_gives(three: Context, chosen: Wanted) -> None:
    at(three, "aqua", "rabat", "alumni")
    for facet in companies(three, EVERYTHING, chosen, 0, 25).facets:
        for value in facet.values:
            one: dict[str, Any] = {facet.name: (value.code,)}
            narrowed = replace(chosen, **one)
            assert companies(three, EVERYTHING, narrowed, 0, 25).total == value.count


def test_a_list_costs_as_many_statements_for_many_as_for_few(empty_context: Context) -> None:
    def cost() -> int:
        with statements(empty_context.database) as sent:
            companies(empty_context, EVERYTHING, Wanted(q="s", stage=("idea",)), 0, 25)
        return len(sent)

    def bring(ids: Sequence[str]) -> None:
        import_batch(empty_context, Kind.STARTUP, batch(*map(record, ids)))

    bring(["a", "b"])
    few = cost()
    bring([f"s{number}" for number in range(40)])
    assert cost() == few


def plans(context: Context, wanted: Wanted, offset: int) -> list[str]:
    """How the database goes about each statement of a list of everything."""
    sent: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection: object, _cursor: object, said: str, given: Any, *_rest: object) -> None:  # noqa: ANN401 - DBAPI
        sent.append((said, given))

    event.listen(context.database, "before_cursor_execute", note)
    companies(context, EVERYTHING, wanted, offset, 25)
    event.remove(context.database, "before_cursor_execute", note)
    with context.database.connect() as connection:
        return [
            " ".join(
                row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", given)
            )
            for one, given in sent
            if one.startswith("SELECT")
        ]


def test_a_list_is_read_in_its_order_from_wherever_it_is_asked_for(three: Context) -> None:
    found = plans(three, Wanted(), 2)
    lines = [one for one in found if one == "SEARCH profile USING INDEX ix_profile_filed (kind=?)"]
    assert len(lines) == 1


def test_no_list_looks_through_what_every_company_states(three: Context) -> None:
    for wanted in (Wanted(), Wanted(q="fintech"), Wanted(sector=("fintech",), site=("agadir",))):
        found = plans(three, wanted, 0)
        assert not [one for one in found if "SCAN fact" in one or "rowid" in one]


def test_ones_own_is_what_is_reached_by_a_site_or_a_company() -> None:
    scopes = {Scope("network", "technopark"), Scope("site", "agadir"), Scope("startup", "aqua")}
    own = own_only(Reach(everything=True, scopes=frozenset(scopes)))
    assert own == within(Scope("site", "agadir"), Scope("startup", "aqua"))


def test_who_answers_for_a_company_is_shown_to_who_may_change_it(three: Context) -> None:
    founder = Membership(Role.FOUNDER, Scope("startup", "aqua"))
    visitor = somebody(three, founder)
    stranger = somebody(three, Membership(Role.INTEGRATOR, Scope("organisation", "technopark")))
    assert [one.role for one in portrait(three, visitor, "aqua").people] == ["founder"]
    assert portrait(three, stranger, "aqua").people == ()


# A site's word


def test_a_coach_confirms_who_says_to_be_at_their_site_and_nobody_else(three: Context) -> None:
    coach = somebody(three, Membership(Role.COACH, Scope("site", "agadir")))
    claiming = {**SAID, "technopark_site": "Technopark Agadir"}
    found(three, somebody(three), claiming, token())
    found(three, somebody(three), {**SAID, "name": "Autre"}, token())
    assert [one.company.id for one in coach_home(three, coach).claims] == ["aqua-nour"]
    given = ResidencyGiven(status=ResidencyStatus.SUPPORTED)
    enter(three, coach, "agadir", "aqua-nour", given)
    assert coach_home(three, coach).claims == ()
    _, residency = subject(three, coach, "agadir", "aqua-nour")
    assert residency
    assert residency.status is ResidencyStatus.SUPPORTED
    with pytest.raises(Invalid):
        enter(three, coach, "agadir", "autre", given)


# Compared and complete


RULED = programme("fonds-a", eligibility=[condition("company_age_years", "<=", 5)])


@pytest.fixture
def offered(empty_context: Context) -> Context:
    """A company before three programmes."""
    import_batch(
        empty_context,
        Kind.PROGRAMME,
        batch(
            RULED,
            programme("fonds-b", ticket_max_mad=500_000),
            programme("fonds-c", status="closed"),
        ),
    )
    import_batch(empty_context, Kind.STARTUP, batch(record("aqua", founded_year=2010)))
    return empty_context


def test_programmes_stand_in_the_order_asked_for_each_once(offered: Context) -> None:
    compared = compare(offered, "aqua", ["fonds-b", "fonds-a", "fonds-b"])
    assert [one.offer.id for one in compared.programmes] == ["fonds-b", "fonds-a"]
    assert [one.verdict for one in compared.programmes] == [
        Verdict.TO_VERIFY,
        Verdict.INELIGIBLE,
    ]
    assert [[fact.value for fact in one.figures] for one in compared.programmes] == [[500_000], []]


@pytest.mark.parametrize("ids", [[], ["fonds-a"], ["fonds-a", "fonds-a"], list("abcde")])
def test_fewer_than_two_or_more_than_four_are_not_compared(
    offered: Context, ids: list[str]
) -> None:
    with pytest.raises(NotComparable):
        compare(offered, "aqua", ids)


def test_a_programme_that_is_not_there_is_not_compared(offered: Context) -> None:
    with pytest.raises(NoProgramme):
        compare(offered, "aqua", ["fonds-a", "nothing"])


def test_a_comparison_costs_as_many_statements_for_four_as_for_two(offered: Context) -> None:
    import_batch(offered, Kind.PROGRAMME, batch(RULED | {"id": "fonds-d"}))
    costs = []
    for ids in (["fonds-a", "fonds-b"], ["fonds-a", "fonds-b", "fonds-c", "fonds-d"]):
        with statements(offered.database) as sent:
            compare(offered, "aqua", ids)
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_completeness_counts_what_is_decided_and_not_what_is_closed(offered: Context) -> None:
    offered.prepare()
    told = standing(offered, "aqua")
    counts = told.completeness
    assert (counts.decided, counts.programmes, counts.examined) == (1, 2, 3)
    assert [one.field for one in told.questions] == ["jurisdiction"]


# Where founders and coaches begin


def test_a_founder_begins_at_what_they_can_do_next(offered: Context) -> None:
    offered.prepare()
    visitor = somebody(offered, Membership(Role.FOUNDER, Scope("startup", "aqua")))
    home = founder_home(offered, visitor)
    assert home.next
    assert home.next.question
    assert [one.offer.id for one in home.next.best] == ["fonds-b"]
    assert home.next.question.field == "jurisdiction"


def test_what_the_home_counts_and_sets_aside_is_what_the_list_counts(offered: Context) -> None:
    offered.prepare()
    visitor = somebody(offered, Membership(Role.FOUNDER, Scope("startup", "aqua")))
    home = founder_home(offered, visitor).next
    assert home
    assert home.counts == overview(offered, "aqua").shortlist.counts
    whole = sum(home.counts[one] for one in (Show.OPEN, Show.ASIDE, Show.REFUSED))
    assert home.counts[Show.ALL] == whole
    assert (home.counts[Show.OPEN], home.counts[Show.ASIDE]) == (1, 1)


@pytest.mark.parametrize(
    ("form", "of", "name"),
    [
        ("/startups/aqua/edit", "company", "Aqua"),
        ("/startups/bina/edit", "company", ""),
        ("/startups/nothing/financing", "answer", ""),
        ("/sites/agadir/companies/aqua", "residency", "Aqua"),
        ("/cohorts/new", "cohort", ""),
        ("/organisations/ensias/edit", "organisation", ""),
        ("/invitations/new", "other", ""),
    ],
)
def test_a_draft_is_told_by_what_it_is_of_and_names_no_company_out_of_reach(
    three: Context, form: str, of: str, name: str
) -> None:
    visitor = somebody(three, Membership(Role.COACH, Scope("site", "agadir")))
    assert visitor.person
    with writing(three.database) as session:
        drafts.keep(session, visitor.person.id, form, {"name": "A"})
    (draft,) = unsent(three, visitor, visitor.person)
    assert (draft.form, draft.of, draft.name) == (form, of, name)


def test_a_coach_begins_at_their_own_companies_only(three: Context) -> None:
    coach = somebody(three, Membership(Role.COACH, Scope("site", "agadir")))
    import_batch(three, Kind.PROGRAMME, batch(RULED))
    home = coach_home(three, coach)
    assert [one.id for one in home.sites] == ["agadir"]
    assert [(one.company.id, one.count) for one in home.missing] == [("aqua", 1)]
    assert home.asked == 1


def test_a_coachs_home_costs_as_many_statements_for_many_as_for_few(three: Context) -> None:
    coach = somebody(three, Membership(Role.COACH, Scope("site", "agadir")))
    three.prepare()

    def cost() -> int:
        with statements(three.database) as sent:
            coach_home(three, coach)
        return len(sent)

    few = cost()
    import_batch(three, Kind.STARTUP, batch(*(record(f"s{n}") for n in range(20))))
    for n in range(20):
        at(three, f"s{n}", "agadir")
    three.prepare()
    assert cost() == few
