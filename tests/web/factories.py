"""Shown values, as the engine would give them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request

from app.matches.schemas import (
    ComponentShown,
    EvidenceShown,
    FactShown,
    MatchShown,
    OfferShown,
    PassageShown,
    ReasonShown,
    ShortlistShown,
)
from app.organisations.schemas import StartupShown
from app.programmes.schemas import SourceShown
from matching.criteria.verdict import Truth, Verdict
from matching.profile import Desk
from web.data import StartupPage
from web.rendering import render

# The server answers to the names of this machine only.
HERE = "http://127.0.0.1"
SOURCE = "https://www.example.ma/a-page"


def fact(name: str = "founded_year", value: object = 2021, **changes: Any) -> FactShown:  # noqa: ANN401
    """A fact of the profile."""
    given: dict[str, Any] = {"name": name, "value": value, "source": SOURCE, "stated": "2025-04"}
    return FactShown(**given | changes)


def reason(truth: Truth = Truth.UNKNOWN, **changes: Any) -> ReasonShown:  # noqa: ANN401
    """A rule on the company's turnover, and what it found."""
    given: dict[str, Any] = {
        "field": "annual_turnover_mad",
        "op": "<=",
        "value": 10_000_000,
        "need": "required",
        "text": {"fr": "Chiffre d'affaires de 10 MDH au plus."},
        "truth": truth,
        "found": None,
    }
    return ReasonShown(**given | changes)


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
        "components": (
            ComponentShown(name="text", value=0.8, points=0.24),
            ComponentShown(name="ticket", value=None, points=0.01),
        ),
        "dense": 0.8,
        "lexical": 0.1,
        "verdict": Verdict.TO_VERIFY,
        "reasons": (reason(),),
        "evidence": EvidenceShown(
            seeker=passage(), offer=passage("Pour l'innovation.", section="summary"), likeness=0.8
        ),
    }
    return MatchShown(**given | changes)


def shortlist(*matches: MatchShown) -> ShortlistShown:
    """A list."""
    return ShortlistShown(
        seeker="aquanour",
        desk=Desk.FINANCING,
        as_of=date(2026, 3, 9),
        versions={"wasl": "0.1.0", "model": "e5/abc"},
        matches=matches,
    )


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


def startup_html(*matches: MatchShown, language: str = "fr", of: StartupShown | None = None) -> str:
    """The page of a startup with a list."""
    page = StartupPage.of(of or startup(), shortlist(*matches))
    return bytes(render(request(f"lang={language}"), page).body).decode()
