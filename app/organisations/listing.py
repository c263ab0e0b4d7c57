"""The companies within somebody's reach: searched, narrowed, counted."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from fastapi import Query as Parameter
from sqlalchemy import ColumnElement, Select, String, cast, distinct, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.policy import Reach
from app.context import Context
from app.kit.database import reading
from app.kit.i18n import translator
from app.kit.pages import Page
from app.network.models import Residency
from app.network.reach import at_sites, run_by
from app.network.schemas import ResidencyShown
from app.organisations.schemas import StartupBrief
from app.profiles.models import StoredFact, StoredProfile
from app.profiles.service import FACT, counted, filed
from app.programmes.facets import UNKNOWN
from app.programmes.schemas import CodeShown, FacetShown
from matching.criteria.facts import fact_types
from matching.profile import LANGUAGES, Kind

Codes = Annotated[tuple[str, ...], Parameter(max_length=60)]


@dataclass(frozen=True)
class Wanted:
    """What is searched for; several values of a facet widen it, several facets narrow it."""

    q: Annotated[
        str, Parameter(max_length=300, description="A part of a name, or a sector in any language.")
    ] = ""
    site: Codes = ()
    status: Codes = ()
    stage: Codes = ()
    sector: Codes = ()

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The values chosen, by facet, in the order of the facets."""
        return {name: tuple(dict.fromkeys(getattr(self, name))) for name in COUNTS}


Condition = ColumnElement[bool]
Conditions = Sequence[Condition]
Chosen = Mapping[str, Sequence[str]]


class CompanyLine(StartupBrief):
    """A line of the list of companies."""

    residencies: tuple[ResidencyShown, ...]
    """What it is to the sites of the network today."""

    @classmethod
    def at(cls, row: StoredProfile, held: tuple[ResidencyShown, ...]) -> "CompanyLine":
        """A stored company, and what it is to sites."""
        return cls(**StartupBrief.of(row).model_dump(), residencies=held)


class CompaniesShown(Page[CompanyLine]):
    """A part of the companies within a reach, and what the whole can be narrowed to."""

    facets: tuple[FacetShown, ...]


def companies(
    context: Context, reach: Reach, wanted: Wanted, offset: int, limit: int
) -> CompaniesShown:
    """Some of the companies within a reach, by name, with what they can be narrowed to."""
    chosen = wanted.chosen
    with reading(context.database) as session:
        within = [StoredProfile.kind == Kind.STARTUP, *reached(reach), *worded(wanted.q)]
        every = select(StoredProfile).where(*within, *narrowing(chosen))
        total = number(session, every)
        return CompaniesShown(
            items=lines(session, every, offset, limit),
            total=total,
            offset=offset,
            limit=limit,
            facets=tuple(facet(session, name, within, chosen, total) for name in chosen),
        )


def facet(
    session: Session, name: str, within: Conditions, chosen: Chosen, total: int
) -> FacetShown:
    """The values of a facet, the most frequent first; those chosen are there at any rate.

    They are counted among what the other facets leave, of which the whole list has `total`.
    """
    codes = chosen[name]
    others = {other: wanted for other, wanted in chosen.items() if other != name}
    conditions = [*within, *narrowing(others)]
    # A facet that chose nothing leaves all that the others do.
    without = number(session, select(StoredProfile).where(*conditions)) if codes else total
    counts = {**dict.fromkeys(codes, 0), **COUNTS[name](session, conditions, others, without)}
    order = sorted(counts, key=lambda code: (-counts[code], code))
    return FacetShown(
        name=name,
        values=tuple(CodeShown(code=code, count=counts[code]) for code in order),
        chosen=tuple(codes),
        without=without,
    )


def reached(reach: Reach) -> list[Condition]:
    """The condition that a company is within a reach."""
    if reach.everything:
        return []
    places = (reach.ids("site"), run_by(reach.ids("organisation")))
    there = (StoredProfile.id.in_(at_sites(sites)) for sites in places)
    return [or_(StoredProfile.id.in_(reach.ids("startup")), *there)]


def own_only(reach: Reach) -> Reach:
    """The part of a reach that is the visitor's own: their companies, and those of their sites."""
    scopes = (one for one in reach.scopes if one.kind in {"startup", "site"})
    return Reach(everything=False, scopes=frozenset(scopes))


def worded(text: str) -> list[Condition]:
    """The condition that a company's name holds a text, or a sector of it is called so."""
    words = filed(" ".join(text.split()))
    if not words:
        return []
    named = StoredProfile.filed_as.contains(words, autoescape=True)
    codes = sectors_called(words)
    return [or_(named, having("sector", codes)) if codes else named]


def sectors_called(words: str) -> list[str]:
    """The sectors whose name in some language holds some words."""
    return [code for code, named in sector_names().items() if words in named]


@cache
def sector_names() -> dict[str, str]:
    """The names of each sector in every language, as they are searched."""
    speaking = [translator(lang) for lang in LANGUAGES]
    return {
        code: filed(" ".join(one.text(f"sector.{code}") for one in speaking))
        for code in fact_types()["sector"].values
    }


def having(name: str, codes: Sequence[str]) -> Condition:
    """The condition that a company states one of some values of a fact, alone or in a list."""
    stated = cast(StoredFact.value, String)
    held = (stated.contains(json.dumps(code), autoescape=True) for code in codes)
    return keyed(telling(name).where(or_(*held)))


def keyed(keys: Select[int]) -> Condition:
    """The condition that a company is one of those whose keys a statement finds."""
    # A sum uses no index: SQLite would try every id of a site with every key.
    return (StoredProfile.key + 0).in_(keys)


def telling(name: str) -> Select[int]:
    """The statement that finds who states a fact."""
    return select(StoredFact.profile_key).where(StoredFact.role == FACT, StoredFact.name == name)


def stating(name: str, codes: Sequence[str]) -> Condition:
    """The condition that a company states one of some values of a fact.

    Or that it states nothing of it, where that is among what is asked for.
    """
    silent = [~keyed(telling(name))] if UNKNOWN in codes else []
    stated = [code for code in codes if code != UNKNOWN]
    return or_(*silent, *([having(name, stated)] if stated else []))


def present(*conditions: Condition) -> Condition:
    """The condition that a company is something to a site today, of which more may be asked."""
    there = select(Residency.startup_id).where(Residency.until.is_(None), *conditions)
    return StoredProfile.id.in_(there)


def narrowing(chosen: Chosen) -> list[Condition]:
    """The conditions that a company has one of the values chosen of each facet."""
    told = [
        stating(name, codes) for name, codes in chosen.items() if codes and name not in RESIDENT
    ]
    there = residing(chosen)
    return [*told, present(*there)] if there else told


def residing(chosen: Chosen) -> list[Condition]:
    """What is asked of a residency: who wants residents of a site wants no alumni of it."""
    return [
        RESIDENT[name].in_(codes) for name, codes in chosen.items() if codes and name in RESIDENT
    ]


RESIDENT = {"site": Residency.site_id, "status": Residency.status}


def number(session: Session, chosen: Select[StoredProfile]) -> int:
    """How many companies a statement finds."""
    return session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


def lines(
    session: Session, chosen: Select[StoredProfile], offset: int, limit: int
) -> tuple[CompanyLine, ...]:
    """The part of a list that is asked for."""
    ordered = chosen.order_by(StoredProfile.filed_as, StoredProfile.id)
    rows = session.scalars(ordered.offset(offset).limit(limit)).all()
    held = residencies(session, [row.id for row in rows])
    return tuple(CompanyLine.at(row, held.get(row.id, ())) for row in rows)


def residencies(
    session: Session, startup_ids: Sequence[str]
) -> dict[str, tuple[ResidencyShown, ...]]:
    """What some companies are to sites today."""
    chosen = select(Residency).where(
        Residency.startup_id.in_(startup_ids), Residency.until.is_(None)
    )
    held: dict[str, tuple[ResidencyShown, ...]] = {}
    for row in session.scalars(chosen.order_by(Residency.site_id)):
        held[row.startup_id] = (*held.get(row.startup_id, ()), ResidencyShown.of(row))
    return held


Counting = Callable[[Session, Conditions, Chosen, int], Mapping[str, int]]
"""How many companies of those that fulfil conditions, so many in all, have each value."""


def by_residency(facet: str) -> Counting:
    """How companies are counted by their sites, or by what they are to them."""

    def counts(
        session: Session, conditions: Conditions, others: Chosen, _all: int
    ) -> Mapping[str, int]:
        chosen = (
            select(RESIDENT[facet], func.count(distinct(Residency.startup_id)))
            .join(StoredProfile, StoredProfile.id == Residency.startup_id)
            .where(Residency.until.is_(None), *residing(others), *conditions)
            .group_by(RESIDENT[facet])
        )
        return {row[0]: row[1] for row in session.execute(chosen)}

    return counts


def by_fact(name: str) -> Counting:
    """How companies are counted by a fact, which may have several values, or be unknown."""

    def counts(
        session: Session, conditions: Conditions, _others: Chosen, every: int
    ) -> Mapping[str, int]:
        found, known = counted(session, name, *conditions)
        # Who states nothing of it.
        return {**found, UNKNOWN: every - known} if every > known else found

    return counts


COUNTS: Mapping[str, Counting] = {
    **{facet: by_residency(facet) for facet in RESIDENT},
    **{facet: by_fact(facet) for facet in ("stage", "sector")},
}
