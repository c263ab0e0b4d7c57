"""Where a coach begins: the companies of their sites, and what waits for somebody to see to it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from app.accounts.policy import Role, Visitor, reach
from app.context import Context
from app.homes.founder import companies
from app.kit.database import reading
from app.kit.days import today
from app.matches.explained import ClosingShown
from app.matches.schemas import OfferShown, Shown
from app.network import claims
from app.network.reach import at_sites
from app.network.schemas import SiteShown
from app.network.sites import sites
from app.organisations.schemas import StartupBrief
from app.profiles import service as profiles
from app.talent.waiting import Waiting, within
from matching.criteria.case import DAY, Case, stale
from matching.criteria.derived import origins
from matching.criteria.facts import fact_types
from matching.criteria.horizon import asked
from matching.criteria.panel import Panel
from matching.criteria.verdict import Verdict
from matching.engine import is_closed
from matching.profile import Desk, Fact, Kind, Profile

# Companies that each list names, the facts that count as missing, and how far ahead to look.
LISTED, MOST_ASKED = 5, 12
AHEAD = timedelta(days=30)

Facts = Mapping[str, Mapping[str, Fact]]
"""By company, by name."""
Closing = tuple[ClosingShown, Profile]
"""When a programme closes, and the programme."""


class ClaimShown(Shown):
    """A company that says it is at a site, which has not confirmed it."""

    site_id: str
    company: StartupBrief


class CountShown(Shown):
    """A company, and how many of something it has."""

    company: StartupBrief
    count: int


class DueShown(Shown):
    """A programme that closes soon."""

    offer: OfferShown
    closing: ClosingShown
    companies: Mapping[Verdict, int]
    """How many of the coach's companies have each verdict."""


class CoachHome(Shown):
    """What a coach begins with."""

    sites: tuple[SiteShown, ...]
    """The coach's sites, with how many companies are what there."""
    claims: tuple[ClaimShown, ...]
    """Companies that wait for a site's word."""
    asked: int
    """How many of the facts that most programmes ask for are looked for in `missing`."""
    missing: tuple[CountShown, ...]
    """The companies that lack most of these facts, with how many they lack."""
    old: tuple[CountShown, ...]
    """The companies with most facts stated too long ago, with how many."""
    due: tuple[DueShown, ...]
    """Programmes whose own dates close them within the month, soonest first."""
    talent: Waiting
    """What waits at the talent desks of these companies."""


def coach_home(context: Context, visitor: Visitor, as_of: date | None = None) -> CoachHome:
    """The sites of a coach and what waits there, in as many statements for ten companies as one.

    What closes as one company grows too old is told on its own page.
    """
    ids, day = visitor.scopes(Role.COACH), as_of or today()
    offers = open_offers(context)
    wanted, soon = most_asked(offers, day), closing_soon(offers, day)
    with reading(context.database) as session:
        facts = context.audience.facts(session, session.scalars(at_sites(ids).distinct()))
        waiting = claims.waiting(session, ids)
        saying = [{name, *origins(name)} for name in wanted]
        missing = most({one: lacking(known, saying) for one, known in facts.items()})
        old = most({one: aged(known.values(), day) for one, known in facts.items()})
        named = {one.id: one for one in companies(session, {*missing, *old})}
    return CoachHome(
        sites=sites(context, ids),
        claims=tuple(
            ClaimShown(site_id=site, company=one) for site, claiming in waiting for one in claiming
        ),
        asked=len(wanted),
        missing=counted(missing, named),
        old=counted(old, named),
        due=due(soon, facts, day),
        talent=within(context, reach(visitor, "offer.match")),
    )


def open_offers(context: Context) -> list[Profile]:
    """The programmes that their sources do not say are closed."""
    follower = context.followers[Desk.FINANCING]
    follower.catch_up()
    with reading(context.database) as session:
        ids = profiles.identifiers(session, Kind.PROGRAMME)
    return [one for one in follower.profiles(ids).values() if not is_closed(one)]


def most_asked(offers: Iterable[Profile], day: date) -> list[str]:
    """The facts that most programmes decide by and that a company can state."""
    nobody = Case({}, day)
    counts: Counter[str] = Counter()
    for offer in offers:
        counts.update({leaf.field for leaf in asked(offer.criteria, nobody)})
    stated = (name for name, _ in counts.most_common() if own(name))
    return [name for _, name in zip(range(MOST_ASKED), stated, strict=False)]


def own(name: str) -> bool:
    """Whether a fact is a company's to state."""
    kind = fact_types().get(name)
    return name != DAY and kind is not None and not kind.decided_by


def lacking(known: Mapping[str, Fact], saying: Iterable[set[str]]) -> int:
    """How many facts are neither stated nor follow from what is, given those that say each."""
    return sum(known.keys().isdisjoint(one) for one in saying)


def aged(known: Iterable[Fact], day: date) -> int:
    """How many facts were stated too long ago to be relied on."""
    return sum(stale(fact, day) for fact in known)


def most(counts: Mapping[str, int]) -> dict[str, int]:
    """The companies that have most of something, and any of it."""
    ordered = sorted(counts, key=lambda one: (-counts[one], one))
    return {one: counts[one] for one in ordered[:LISTED] if counts[one]}


def counted(counts: Mapping[str, int], named: Mapping[str, StartupBrief]) -> tuple[CountShown, ...]:
    """Counts with the companies that they are of."""
    return tuple(CountShown(company=named[one], count=count) for one, count in counts.items())


def closing_soon(offers: Iterable[Profile], day: date) -> list[Closing]:
    """The programmes that close to everybody within the month, soonest first."""
    nobody = Case({}, day)
    closings = ((ClosingShown.first(one.criteria, nobody), one) for one in offers)
    soon = [(closing, one) for closing, one in closings if closing and closing.day <= day + AHEAD]
    return sorted(soon, key=lambda each: (each[0].day, each[1].id))


def due(soon: Sequence[Closing], facts: Facts, day: date) -> tuple[DueShown, ...]:
    """The programmes that close soon, and whom they would take."""
    panel = Panel([one.criteria for _, one in soon])
    verdicts = list(panel.verdicts_on(facts.values(), day)) if soon else []
    return tuple(
        DueShown(
            offer=OfferShown.of(one),
            closing=closing,
            companies=Counter(each[place] for each in verdicts),
        )
        for place, (closing, one) in enumerate(soon)
    )
