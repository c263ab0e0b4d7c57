"""Shown values, as the engine would give them, and a browser to be shown them in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.testclient import TestClient

from app.accounts.policy import Visitor
from app.context import Context
from app.decisions.schemas import DecisionShown
from app.kit.i18n import translator
from app.matches.explained import (
    AnswerShown,
    AskedShown,
    ChangeShown,
    ClosingShown,
    ConditionShown,
    DeadlineShown,
    ExplainedShown,
    OverviewShown,
    QuestionShown,
    TraceShown,
)
from app.matches.parts import Show
from app.matches.schemas import (
    BandShown,
    ComponentShown,
    FactShown,
    LineShown,
    MatchShown,
    OfferShown,
    PartShown,
    PassageShown,
    QuoteShown,
    ReadShown,
    ReasonShown,
)
from app.organisations import financing
from app.organisations.completeness import CompletenessShown, StandingShown
from app.organisations.schemas import StartupShown
from app.organisations.service import PortraitShown
from app.programmes.schemas import ProgrammeShown, SourceShown
from matching.criteria.rules import Need
from matching.criteria.verdict import Doubt, Truth, Verdict
from matching.profile import LANGUAGES, Desk
from matching.ranking.bands import Band
from tests.app.people import signed_in
from web.data.financing import FinancingPage, PairPage
from web.data.kit import Input
from web.data.startups import StartupPage
from web.formats import Formats
from web.main import create_app
from web.rendering import render

# The server answers to the names of this machine only.
HERE = "http://127.0.0.1"
SOURCE = "https://www.example.ma/a-page"


def browsing(context: Context) -> TestClient:
    """A browser's worth of HTTP over an application; errors come back as answers."""
    return TestClient(
        create_app(context), HERE, raise_server_exceptions=False, follow_redirects=False
    )


def entered(context: Context, who: Visitor) -> TestClient:
    """The same, in which somebody is signed in."""
    assert who.person
    return signed_in(browsing(context), context, who.person)


def fact(name: str = "founded_year", value: object = 2021, **changes: Any) -> FactShown:  # noqa: ANN401
    """A fact of the profile."""
    given: dict[str, Any] = {"name": name, "value": value, "source": SOURCE, "stated": "2025-04"}
    return FactShown(**given | changes)


def said(text: str) -> dict[str, str]:
    """A text of ours, which is in every language."""
    return {lang: f"{text} [{lang}]" for lang in LANGUAGES}


def reason(truth: Truth = Truth.UNKNOWN, **changes: Any) -> ReasonShown:  # noqa: ANN401
    """A rule on the company's turnover, and what it found."""
    given: dict[str, Any] = {
        "field": "annual_turnover_mad",
        "op": "<=",
        "value": 10_000_000,
        "need": Need.REQUIRED,
        "text": said("Chiffre d'affaires : 10 MDH au plus"),
        "truth": truth,
        "doubt": Doubt.MISSING if truth is Truth.UNKNOWN else None,
        "found": None,
        "derived": False,
        "stale": False,
        "quote": None,
    }
    return ReasonShown(**given | changes)


def leaf(truth: Truth = Truth.UNKNOWN, **changes: Any) -> TraceShown:  # noqa: ANN401
    """What a leaf found."""
    return TraceShown(node="leaf", truth=truth, reason=reason(truth, **changes), parts=())


def condition(truth: Truth = Truth.UNKNOWN, **changes: Any) -> ConditionShown:  # noqa: ANN401
    """A judged condition."""
    given: dict[str, Any] = {
        "need": Need.REQUIRED,
        "decides": True,
        "truth": truth,
        "to_obtain": False,
        "requirement": said("Au plus 10 MDH"),
        "text": said("Chiffre d'affaires inconnu"),
        "quote": QuoteShown(text="Un CA de 10 MDH au plus.", lang="fr", url=SOURCE),
        "trace": leaf(truth),
    }
    return ConditionShown(**given | changes)


def asked(field: str = "annual_turnover_mad", **changes: Any) -> AskedShown:  # noqa: ANN401
    """A number asked for."""
    return AskedShown(**question_data(field) | changes)


def question(field: str = "annual_turnover_mad", **changes: Any) -> QuestionShown:  # noqa: ANN401
    """A question of a list."""
    return QuestionShown(**question_data(field) | {"worth": 0.5, "programmes": 3} | changes)


def question_data(field: str) -> dict[str, Any]:
    """What is asked, without what makes it a question of a list."""
    return {
        "field": field,
        "type": "number",
        "unit": "mad",
        "least": 0,
        "most": None,
        "text": said("Quel est le chiffre d'affaires ?"),
        "answers": (),
        "known": None,
        "stale": False,
    }


def choices(*values: object) -> tuple[AnswerShown, ...]:
    """Answers to choose from."""
    return tuple(AnswerShown(value=value, text=said(str(value))) for value in values)


def closing(day: date = date(2027, 3, 12)) -> ClosingShown:
    """A day on which time closes a programme."""
    return ClosingShown(day=day, sure=True, text=said(f"Déposer avant le {day}"))


def brief(position: int) -> LineShown:
    """One line of a list, in brief."""
    return LineShown(**{name: getattr(match(position), name) for name in LineShown.model_fields})


def deadline(**changes: Any) -> DeadlineShown:  # noqa: ANN401
    """A programme that closes by time."""
    given: dict[str, Any] = {
        "offer": offer(),
        "closing": closing(),
    }
    return DeadlineShown(**given | changes)


def change(text: str = "Déposer le bilan") -> ChangeShown:
    """What would make it eligible."""
    return ChangeShown(steps=(), on=None, effort=1, text=said(text))


def explained(**changes: Any) -> ExplainedShown:  # noqa: ANN401
    """A startup before a programme."""
    given: dict[str, Any] = {
        "offer": offer(),
        "verdict": Verdict.TO_VERIFY,
        "reason": said("Chiffre d'affaires inconnu"),
        "conditions": (condition(),),
        "changes": (change(),),
        "closing": None,
        "opening": None,
        "startup": "aquanour",
        "name": "AquaNour",
        "as_of": date(2026, 3, 9),
        "hypotheses": {},
        "asked": (asked(),),
        "funded": False,
        "against_wishes": False,
        "wishes": (),
    }
    return ExplainedShown(**given | changes)


def passage(text: str = "Des capteurs.", lang: str = "fr", section: str = "need") -> PassageShown:
    """A stretch of text."""
    return PassageShown(section=section, lang=lang, text=text)


def offer(**changes: Any) -> OfferShown:  # noqa: ANN401
    """A programme in brief."""
    given: dict[str, Any] = {
        "id": "innov-start",
        "name": "Innov Start",
        "kind": "honour_loan",
        "status": "open",
        "stated": "2025-04",
        "dilutive": False,
        "instruments": ("honour_loan",),
    }
    return OfferShown(**given | changes)


def match(position: int = 1, **changes: Any) -> MatchShown:  # noqa: ANN401
    """One line of a list."""
    given: dict[str, Any] = {
        "position": position,
        "offer": offer(),
        "score": 0.62,
        "band": BandShown(name=Band.POSSIBLE, judged=211, suited=37),
        "components": (
            ComponentShown(name="text", value=0.8, points=0.24),
            ComponentShown(name="ticket", value=None, points=0.01),
        ),
        "dense": 0.8,
        "lexical": 0.1,
        "verdict": Verdict.TO_VERIFY,
        "reason": said("Chiffre d'affaires inconnu"),
        "reasons": (reason(),),
        "funded": False,
        "beside": None,
        "against_wishes": False,
        "wishes": (),
        "evidence": (
            ReadShown(
                seeker=passage(),
                offer=passage("Pour l'innovation.", section="summary"),
                likeness=0.8,
                readers=LANGUAGES,
            ),
        ),
    }
    return MatchShown(**given | changes)


def shortlist(lines: Sequence[LineShown], show: Show, untold: int) -> PartShown:
    """A part of a list of which some lines are told, and so many open ones are not."""
    return PartShown(
        seeker="aquanour",
        desk=Desk.FINANCING,
        as_of=date(2026, 3, 9),
        versions={"wasl": "0.2.0", "model": "e5/abc"},
        lack=None,
        matches=tuple(one for one in lines if show in parts(one)),
        counts={
            part: sum(part in parts(one) for one in lines)
            + (untold if part in (Show.OPEN, Show.ALL) else 0)
            for part in Show
        },
    )


def parts(line: LineShown) -> set[Show]:
    """The parts of a list that a line stands in."""
    if line.verdict is Verdict.INELIGIBLE:
        return {Show.REFUSED, Show.ALL}
    closed = line.offer.status == "closed"
    if closed or line.against_wishes or line.funded or line.beside:
        return {Show.ASIDE, Show.ALL}
    eligible = {Show.ELIGIBLE} if line.verdict is Verdict.ELIGIBLE else set()
    return {Show.OPEN, Show.ALL} | eligible


def overview(
    *lines: LineShown,
    show: Show = Show.OPEN,
    untold: int = 0,
    **changes: Any,  # noqa: ANN401
) -> OverviewShown:
    """A list, with nothing that follows from it."""
    listed = shortlist(lines, show, untold)
    given: dict[str, Any] = {"shortlist": listed, "deadlines": (), "questions": ()}
    return OverviewShown(**given | changes)


def programme(**changes: Any) -> ProgrammeShown:  # noqa: ANN401
    """A programme."""
    given: dict[str, Any] = {
        "id": "innov-start",
        "name": "Innov Start",
        "kind": "honour_loan",
        "provider": "Tamwilcom",
        "status": "open",
        "as_of": "2025-04",
        "summary": {"fr": "Un prêt d'honneur."},
        "conditions": (),
        "facts": (fact("ticket_max_mad", 500_000),),
        "sources": (SourceShown(url=SOURCE),),
        "notes": "Une remarque.",
        "evidence": "official",
        "origin": "a.yaml:1",
        "edits": (),
    }
    return ProgrammeShown(**given | changes)


def startup(**changes: Any) -> StartupShown:  # noqa: ANN401
    """A startup."""
    given: dict[str, Any] = {
        "id": "aquanour",
        "name": "AquaNour",
        "sectors": ("watertech",),
        "stage": "seed",
        "city": "Agadir",
        "as_of": "2025-04",
        "description": {"fr": "Des capteurs pour l'eau."},
        "facts": (fact(),),
        "preferences": (),
        "sources": (SourceShown(url=SOURCE, title="Une page", what_it_says="Création en 2021."),),
        "origin": "startups.yaml:1",
        "edits": (),
    }
    return StartupShown(**given | changes)


def request(query: str = "", headers: Mapping[str, str] | None = None) -> Request:
    """A request for a startup's page."""
    lines = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "server": ("127.0.0.1", 8000),
            "path": "/startups/aquanour",
            "query_string": query.encode(),
            "headers": lines,
        }
    )


def desk(*lines: LineShown, of: StartupShown | None = None, **changes: Any) -> financing.Desk:  # noqa: ANN401
    """A startup's desk with a list."""
    shown = overview(*lines, **changes)
    known = of or startup()
    return financing.Desk(
        startup=known, overview=shown, seeks=True, may_edit=True, decided={}, drafts=()
    )


def financing_html(
    *lines: LineShown,
    language: str = "fr",
    of: StartupShown | None = None,
    show: Show = Show.OPEN,
    **changes: Any,  # noqa: ANN401
) -> str:
    """The page of a startup's list."""
    page = FinancingPage.of(desk(*lines, of=of, show=show, **changes), show=show)
    return bytes(render(request(f"lang={language}"), page).body).decode()


def startup_html(of: StartupShown, language: str = "fr") -> str:
    """The page of a startup."""
    portrait = PortraitShown(
        startup=of, residencies=(), sites=(), people=(), may_edit=True, may_hire=True
    )
    standing = StandingShown(
        completeness=CompletenessShown(decided=3, programmes=9, examined=11),
        questions=(question(),),
    )
    page = StartupPage.of(portrait, standing, Formats(translator(language)), saved=False)
    return bytes(render(request(f"lang={language}"), page).body).decode()


def pair_html(language: str = "fr", today: Verdict = Verdict.TO_VERIFY, **changes: Any) -> str:  # noqa: ANN401
    """The page of a startup before a programme."""
    shown = explained(**changes)
    inputs = tuple(Input(asked=one) for one in shown.asked)
    page = PairPage.of(today, shown, inputs, DecisionShown.of(shown.offer.id, ()), may_decide=False)
    return bytes(render(request(f"lang={language}"), page).body).decode()
