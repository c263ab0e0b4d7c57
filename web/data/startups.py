"""What the pages of companies are given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from starlette.requests import Request

from app.drafts.service import Draft
from app.matches.explained import QuestionShown
from app.matches.schemas import FactShown, Shown
from app.network.schemas import PersonShown, ResidencyShown, SiteBrief
from app.organisations.completeness import CompletenessShown, StandingShown
from app.organisations.listing import CompaniesShown, Wanted
from app.organisations.schemas import StartupShown
from app.organisations.service import PortraitShown
from app.programmes.facets import UNKNOWN
from web.company_form import KINDS, UNITS, Entry, Typed, of_sites, shown_as
from web.data.kit import place
from web.data.narrowing import Chip, Facet, chips_of, facets_of
from web.formats import Formats

# How many sectors the form asks for, and how many more than a company has.
SECTORS, MORE = 3, 1
# What facts are about, in the order in which a person reads them; others are at the end.
TOPICS: Mapping[str, frozenset[str]] = {
    "activity": frozenset({
        "sector", "stage", "trl", "has_mvp", "is_innovative", "has_patent", "has_rd_project",
        "rd_expense_pct", "business_model", "impact",
    }),
    "company": frozenset({
        "founded_year", "company_creation_date", "company_exists", "company_stage", "legal_form",
        "size_category", "status", "is_formal", "employees", "jurisdiction", "hq_country",
    }),
    "place": frozenset({"city", "region", "province", "zone", "geography", "technopark_site"}),
    "market": frozenset({
        "markets", "clients", "exports", "exports_to_africa", "export_potential",
        "has_first_sales", "annual_turnover_mad", "avg_export_turnover_3y_mad",
        "growth_ambition",
    }),
    "money": frozenset({
        "prior_equity_raised", "equity_raised_mad", "funders", "programmes",
        "investment_amount_mad", "own_contribution_pct", "loan_amount_mad",
        "projected_turnover_5y_mad", "projected_ebitda_5y_mad", "capital_held_by_large_group_pct",
    }),
    "founders": frozenset({
        "founders_count", "founder_age_years", "founder_nationality", "residency",
        "founder_experience", "founder_sector_experience", "applicant_status",
    }),
}  # fmt: skip
OTHER = "other"
# Told elsewhere on a company's page.
TOLD_ELSEWHERE = frozenset({"url"})


class StartupsPage(Shown):
    """`startups/list.html`."""

    q: str
    """What was typed."""
    found: CompaniesShown
    """The part of the list that is shown."""
    facets: tuple[Facet, ...]
    """What it can be narrowed to."""
    chips: tuple[Chip, ...]
    """What it was narrowed to."""
    sites: Mapping[str, str]
    """The names of the sites, by id, in the language of the page."""
    mine: bool | None
    """Whether only the visitor's own companies are shown; null where these are all there are."""
    whole: bool
    """Whether the visitor sees every company that there is, and may be told how to bring many."""

    @classmethod
    def of(
        cls,
        found: CompaniesShown,
        wanted: Wanted,
        sites: Iterable[SiteBrief],
        request: Request,
        formats: Formats,
        *,
        whole: bool,
        mine: bool | None = None,
    ) -> "StartupsPage":
        """The list that a request asks for, in the words of its language."""
        named = names_of(sites, formats)
        said = partial(in_words, formats, named)
        return cls(
            q=wanted.q,
            found=found,
            facets=facets_of(found.facets, said),
            chips=chips_of(found.facets, said, request),
            sites=named,
            mine=mine,
            whole=whole,
        )


def names_of(sites: Iterable[SiteBrief], formats: Formats) -> dict[str, str]:
    """The names of sites, by id, in a language."""
    language = formats.texts.language
    return {one.id: one.names.get(language, one.names["fr"]) for one in sites}


FAMILIES = {"status": "residency_status"}


def in_words(formats: Formats, sites: Mapping[str, str], facet: str, code: str) -> str:
    """A value of a facet as a person reads it."""
    if facet == "site":
        return sites.get(code, code)
    if code == UNKNOWN:
        return formats.label("company_unknown", facet)
    return formats.label(FAMILIES.get(facet, facet), code)


class Topic(Shown):
    """Facts about one thing."""

    name: str
    """A label of `topic`."""
    facts: tuple[FactShown, ...]


def by_topic(facts: Iterable[FactShown]) -> tuple[Topic, ...]:
    """Facts by what they are about, those of each topic in reading order."""
    told = sorted((one for one in facts if one.name not in TOLD_ELSEWHERE), key=place)
    grouped = {name: tuple(f for f in told if topic_of(f) == name) for name in (*TOPICS, OTHER)}
    return tuple(Topic(name=name, facts=group) for name, group in grouped.items() if group)


def topic_of(fact: FactShown) -> str:
    """What a fact is about."""
    return next((name for name, facts in TOPICS.items() if fact.name in facts), OTHER)


class StartupPage(Shown):
    """`startups/startup.html`."""

    startup: StartupShown
    """The company."""
    url: str
    """Where it presents itself; empty when that is not known."""
    topics: tuple[Topic, ...]
    """What is known of it, by what that is about."""
    wishes: tuple[FactShown, ...]
    """What it says it seeks."""
    completeness: CompletenessShown
    """How far what is known decides."""
    questions: tuple[QuestionShown, ...]
    """What is unknown and would decide something, what is worth most first."""
    residencies: tuple[ResidencyShown, ...]
    """What it is to the sites of the network."""
    sites: Mapping[str, str]
    """The names of these sites, by id, in the language of the page."""
    people: tuple[PersonShown, ...]
    """Who answers for it; empty where the visitor may not know."""
    may_edit: bool
    """Whether the visitor may change what is known."""
    may_hire: bool
    """Whether the visitor may go to the talent desk."""
    saved: bool
    """Whether something was saved just now."""

    @classmethod
    def of(
        cls, portrait: PortraitShown, standing: StandingShown, formats: Formats, *, saved: bool
    ) -> "StartupPage":
        """The page of a company."""
        facts = {one.name: one.value for one in portrait.startup.facts}
        return cls(
            startup=portrait.startup,
            url=str(facts.get("url", "")),
            topics=by_topic(portrait.startup.facts),
            wishes=tuple(sorted(portrait.startup.preferences, key=place)),
            completeness=standing.completeness,
            questions=standing.questions,
            residencies=portrait.residencies,
            sites=names_of(portrait.sites, formats),
            people=portrait.people,
            may_edit=portrait.may_edit,
            may_hire=portrait.may_hire,
            saved=saved,
        )


class FormField(Shown):
    """An entry of the form of a company."""

    name: str
    """A label of `company_field`."""
    group: str
    """A label of `company_group`."""
    control: str
    """What asks for it, as the macro `field` has it; `several` asks with several selects."""
    typed: tuple[str, ...]
    """What it holds."""
    shown: tuple[str, ...]
    """What it held when the form was first shown."""
    options: tuple[tuple[str, str], ...]
    """What to choose from: what is sent, and its words."""
    required: bool
    hint: bool
    """Whether a label of `company_hint` says more."""
    unit: str
    """What follows a number; empty for none."""
    fault: str
    """What is wrong with it, in the language of the page; empty when nothing is."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """What was chosen, less what was left blank."""
        return tuple(filter(None, self.typed))

    @property
    def selects(self) -> int:
        """How many selects ask for several values."""
        return max(SECTORS, len(self.chosen) + MORE)


class FormPage(Shown):
    """`startups/form.html`."""

    startup: StartupShown | None
    """The company that is edited; null for one that is brought."""
    fields: tuple[FormField, ...]
    """What is asked, in the order of the form."""
    once: str
    """What tells this filling of the form from another."""
    draft: datetime | None
    """When what it holds was typed and not sent; null where nothing was."""
    kept: bool
    """Whether it was kept for later just now."""

    @classmethod
    def of(
        cls,
        entries: Iterable[Entry],
        filled: "Filled",
        sites: Iterable[SiteBrief],
        formats: Formats,
        startup: StartupShown | None = None,
        *,
        kept: bool = False,
    ) -> "FormPage":
        """The form, as far as it is filled."""
        places = of_sites(sites, formats)
        return cls(
            startup=startup,
            fields=tuple(asked(one, filled, places, formats) for one in entries),
            once=filled.once,
            draft=filled.draft.at if filled.draft else None,
            kept=kept,
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds."""

    typed: Typed
    before: Typed
    """What is known, where nothing was typed."""
    once: str
    faults: Mapping[str, str] = field(default_factory=dict)
    draft: Draft | None = None


def asked(
    entry: Entry, filled: Filled, places: list[tuple[str, str]], formats: Formats
) -> FormField:
    """An entry with what it holds."""
    kind, before = KINDS[entry.kind], filled.before.get(entry.name, ())
    shown = filled.typed.get(shown_as(entry.name), before)
    typed = filled.typed.get(entry.name, () if shown_as(entry.name) in filled.typed else before)
    options = places if entry.kind == "site" else kind.options(entry.name, formats)
    return FormField(
        name=entry.name,
        group=entry.group,
        control=kind.control,
        typed=typed,
        shown=shown,
        options=tuple(with_chosen(options, typed, entry, formats)) if options else (),
        required=entry.required,
        hint=entry.hint,
        unit=UNITS.get(entry.name, ""),
        fault=filled.faults.get(entry.name, ""),
    )


def with_chosen(
    options: list[tuple[str, str]], typed: Iterable[str], entry: Entry, formats: Formats
) -> Iterable[tuple[str, str]]:
    """Options with what is chosen and not among them: a file may say more than the form asks."""
    offered = {code for code, _ in options}
    more = (code for code in typed if code and code not in offered)
    return [*options, *((code, formats.value(entry.name, code)) for code in more)]


PAGES: dict[str, type[Shown]] = {
    "startups/list.html": StartupsPage,
    "startups/startup.html": StartupPage,
    "startups/form.html": FormPage,
}
