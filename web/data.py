"""What templates get: one class a template, and nothing else but the helpers of `rendering`."""

from collections import Counter
from collections.abc import Iterable

from app.kit.pages import Page
from app.matches.schemas import FactShown, MatchShown, ShortlistShown, Shown
from app.organisations.schemas import StartupBrief, StartupShown
from app.programmes.schemas import ProgrammeBrief, ProgrammeShown
from matching.criteria.verdict import Verdict

# Items shown whole; the rest of a list is one line each.
WHOLE = 20
# Told elsewhere on a programme's page, or of use to the engine only.
TOLD_ELSEWHERE = {
    "deadlines", "evidence", "kind", "provider", "status", "ticket_note", "url",
}  # fmt: skip


# The order in which a person reads facts; others follow by name.
ORDER = (
    "sector", "stage", "founded_year", "city", "region", "technopark_site", "legal_form",
    "employees", "markets", "clients", "exports", "exports_to_africa", "prior_equity_raised",
    "equity_raised_mad", "programmes", "status", "instruments", "ticket_min_mad",
    "ticket_max_mad", "currency", "ticket_min", "ticket_max", "dilutive", "target", "stages",
    "sectors", "sectors_excluded", "regions", "legal_forms",
)  # fmt: skip


def place(fact: FactShown) -> tuple[int, str]:
    """Where a fact stands among others."""
    return (ORDER.index(fact.name) if fact.name in ORDER else len(ORDER)), fact.name


class Provenance(Shown):
    """Where a fact comes from."""

    source: str
    """Address or document."""
    stated: str
    """ISO date, perhaps partial; empty when the source gives none."""

    @classmethod
    def of(cls, fact: FactShown) -> "Provenance":
        """The provenance of a fact."""
        return cls(source=fact.source, stated=fact.stated)


class Facts(Shown):
    """Facts to be listed."""

    common: Provenance | None
    """Where most of them come from, said once; null when there are none."""
    own: tuple[tuple[FactShown, bool], ...]
    """Each fact, and whether it comes from elsewhere than most."""

    @classmethod
    def of(cls, facts: Iterable[FactShown]) -> "Facts":
        """Facts, with what most have in common."""
        listed = sorted(facts, key=place)
        origins = Counter(map(Provenance.of, listed))
        common = origins.most_common(1)[0][0] if origins else None
        return cls(
            common=common, own=tuple((fact, Provenance.of(fact) != common) for fact in listed)
        )


class StartupsPage(Shown):
    """`startups.html`."""

    startups: Page[StartupBrief]
    """The part of the list that is shown."""


class StartupPage(Shown):
    """`startup.html`."""

    startup: StartupShown
    """Who asks."""
    facts: Facts
    """What is known of them."""
    wishes: Facts
    """What they said they seek."""
    shortlist: ShortlistShown
    """The whole list, which the next three share out."""
    first: tuple[MatchShown, ...]
    """The best that no rule refuses, shown whole."""
    following: tuple[MatchShown, ...]
    """The next ones, a line each."""
    refused: tuple[MatchShown, ...]
    """Those that a rule refuses, with that rule."""

    @classmethod
    def of(cls, startup: StartupShown, shortlist: ShortlistShown) -> "StartupPage":
        """The page of a startup and its list."""
        refused = tuple(one for one in shortlist.matches if one.verdict is Verdict.INELIGIBLE)
        others = tuple(one for one in shortlist.matches if one.verdict is not Verdict.INELIGIBLE)
        return cls(
            startup=startup,
            facts=Facts.of(fact for fact in startup.facts if fact.name != "url"),
            wishes=Facts.of(startup.preferences),
            shortlist=shortlist,
            first=others[:WHOLE],
            following=others[WHOLE:],
            refused=refused,
        )


class ProgrammesPage(Shown):
    """`programmes.html`."""

    programmes: Page[ProgrammeBrief]
    """The part of the catalogue that is shown."""


class ProgrammePage(Shown):
    """`programme.html`."""

    programme: ProgrammeShown
    """What is offered."""
    facts: Facts
    """What is known of it, less what the page tells elsewhere."""

    @classmethod
    def of(cls, programme: ProgrammeShown) -> "ProgrammePage":
        """The page of a programme."""
        return cls(programme=programme, facts=Facts.of(filter(worth_listing, programme.facts)))


def worth_listing(fact: FactShown) -> bool:
    """Whether a programme's fact is not told elsewhere; dirhams go without saying."""
    return fact.name not in TOLD_ELSEWHERE and (fact.name, fact.value) != ("currency", "MAD")


# The errors that have words of their own, and the first of each class for the others.
WORDED = {400, 404, 405, 422, 500, 503}


class ErrorPage(Shown):
    """`error.html`."""

    status: int
    """HTTP status."""
    told: int
    """The status whose labels of `error_title` and `error_text` say what it means."""

    @classmethod
    def of(cls, status: int) -> "ErrorPage":
        """The page of a status; one without words of its own is told as the first of its class."""
        return cls(status=status, told=status if status in WORDED else status // 100 * 100)


PAGES: dict[str, type[Shown]] = {
    "startups.html": StartupsPage,
    "startup.html": StartupPage,
    "programmes.html": ProgrammesPage,
    "programme.html": ProgrammePage,
    "error.html": ErrorPage,
}
