"""Why two lists of one seeker differ: what of their origins does, and what each part of it moves.

Nothing is guessed: the older list is made again with one part at a time as the later one has it,
and what then moves is that part's doing. Lists whose origin is not kept are told apart by their
lines and versions alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.context import Context
from app.kit.database import reading
from app.kit.errors import DomainError, NotFound
from app.matches.editions import Edition, Version
from app.matches.listing import ListBrief
from app.matches.parts import apart
from app.matches.replay import Stored, World, stored, world
from app.matches.schemas import Shown
from app.profiles.sources import criteria
from matching.criteria.verdict import Verdict
from matching.engine import Shortlist
from matching.profile import Desk, Fact, Kind, Profile

# The field of a programme's record that holds its rules.
RULES = "eligibility"
SOFTWARE = ("wasl", "ranking")


class NotComparable(DomainError):
    """The lists are not of one seeker at one desk."""

    status = 422
    title = "Not two lists of one seeker"


class Cause(StrEnum):
    """A part of what a list comes from."""

    FACT = "fact"
    TEXT = "text"
    PROGRAMME = "programme"
    RULE = "rule"
    DAY = "day"
    MODEL = "model"
    RANKING = "ranking"
    WASL = "wasl"


class How(StrEnum):
    """What became of a programme."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class CauseShown(Shown):
    """A part of what the lists come from that differs between them."""

    cause: Cause
    name: str
    """Of the fact, by the section of a text, or the programme's id; empty for other parts."""
    title: str
    """The programme's name; empty for other parts."""
    how: How | None
    """What became of a programme."""
    then: Any
    now: Any
    """Its values in either list; null where there was none. Of a programme: null, see `fields`."""
    fields: tuple[str, ...]
    """The fields of the programme's record that differ."""
    lines: tuple[str, ...] | None
    """Ids of the offers whose line this part moves by itself, first those of the later list.

    Parts of one kind are tried together, facts one by one. Null where that cannot be computed."""


class Standing(Shown):
    """Where an offer stands in a list."""

    position: int
    verdict: Verdict
    score: float
    aside: bool
    """Whether it stands apart though no rule may refuse it (`matching.engine.Match.aside`)."""


class LineDifference(Shown):
    """An offer that stands otherwise in the later list."""

    id: str
    name: str
    then: Standing | None
    """Null for a line that came."""
    now: Standing | None
    """Null for a line that went."""
    causes: tuple[Cause, ...]
    """What moves it by itself; empty where only several parts together do, or nobody can tell."""
    own: bool
    """Whether it is worth something else, and has not only another place among the others."""


class DifferenceShown(Shown):
    """Two lists of one seeker at one desk, and why they differ."""

    seeker: str
    before: ListBrief
    after: ListBrief
    computed: bool
    """Whether lines are those of both lists made again; if not, those that were shown."""
    causes: tuple[CauseShown, ...]
    lines: tuple[LineDifference, ...]
    """In the order of the later list, those that went last."""
    alike: int
    """How many lines are the same in both."""


def difference(context: Context, before: int, after: int) -> DifferenceShown:
    """Why two lists differ; raises `NotFound`, and `NotComparable` for lists of two seekers."""
    with reading(context.database) as session:
        then, now = stored(session, before), stored(session, after)
    if (then.seeker, then.desk) != (now.seeker, now.desk):
        message = f"Lists {before} and {after} are not of one seeker at one desk."
        raise NotComparable(message)
    return between(context, then, now)


def of_startup(context: Context, startup_id: str, before: int, after: int) -> DifferenceShown:
    """Why two financing lists of a startup differ; raises `NotFound` for a list of another."""
    with reading(context.database) as session:
        then, now = stored(session, before), stored(session, after)
    for one in (then, now):
        if (one.kind, one.seeker, one.desk) != (Kind.STARTUP, startup_id, Desk.FINANCING):
            message = f"There is no list {one.key}."
            raise NotFound(message)
    return between(context, then, now)


def between(context: Context, then: Stored, now: Stored) -> DifferenceShown:
    """Why two lists of one seeker at one desk differ."""
    if then.origin and now.origin:
        return computed(then, now, world(context, then), world(context, now))
    return as_shown(then, now)


Standings = Mapping[str, tuple[str, Standing]]
"""Name and standing of each offer of a list, by id."""


def standings(made: Shortlist) -> Standings:
    """Where each offer of a list stands."""
    return {
        one.offer.id: (
            one.offer.name,
            Standing(
                position=one.position,
                verdict=one.verdict,
                score=round(one.score.total, 4),
                aside=one.aside,
            ),
        )
        for one in made.matches
    }


@dataclass(frozen=True, slots=True)
class Trial:
    """A part that differs, and what the older list would be had it been as in the later one."""

    causes: tuple[CauseShown, ...]
    moved: frozenset[str]
    """Ids of lines that stand otherwise."""
    changed: frozenset[str]
    """Those of them that are worth something else."""


def computed(then: Stored, now: Stored, old: World, new: World) -> DifferenceShown:
    """Why two lists differ that can be made again, each of its world."""
    was, is_ = standings(old.shortlist()), standings(new.shortlist())
    every = [tried(was, causes, supposed) for causes, supposed in parts(then, now, old, new)]
    trials = [one for one in every if one.moved or not said_anew(*one.causes)]
    weighed = weighed_otherwise(then, now, old, new)
    software = tuple(by_software(then, now, was, is_, SOFTWARE[:1] if weighed else SOFTWARE))
    told = [with_lines(one, is_) for one in trials]
    return DifferenceShown(
        seeker=then.seeker,
        before=ListBrief.of_stored(then),
        after=ListBrief.of_stored(now),
        computed=True,
        causes=(*(cause for one in told for cause in one), *software),
        lines=tuple(lines(was, is_, trials)),
        alike=len(alike(was, is_)),
    )


def weighed_otherwise(then: Stored, now: Stored, old: World, new: World) -> bool:
    """Whether the lists were ranked by other weights, which are both still there."""
    there = [
        world.ranker.version == kept.versions["ranking"]
        for kept, world in ((then, old), (now, new))
    ]
    return all(there) and old.ranker.version != new.ranker.version


def said_anew(*causes: CauseShown) -> bool:
    """Whether nothing but the day or the source of a statement is another."""
    return all(
        one.cause is Cause.FACT and one.then and one.now and one.then["value"] == one.now["value"]
        for one in causes
    )


def tried(was: Standings, causes: tuple[CauseShown, ...], supposed: World) -> Trial:
    """What a part moves by itself."""
    with_it = standings(supposed.shortlist())
    either = was.keys() | with_it.keys()
    moved = frozenset(one for one in either if was.get(one) != with_it.get(one))
    changed = frozenset(one for one in moved if worth(was.get(one)) != worth(with_it.get(one)))
    return Trial(causes, moved, changed)


def worth(one: tuple[str, Standing] | None) -> tuple[Verdict, float, bool] | None:
    """What a line is worth, wherever it stands."""
    return (one[1].verdict, one[1].score, one[1].aside) if one else None


def with_lines(trial: Trial, is_: Standings) -> Iterator[CauseShown]:
    """The causes of a trial, with the lines that it changes, in the order of the later list."""
    ordered = [one for one in is_ if one in trial.changed]
    gone = sorted(trial.changed - is_.keys())
    for cause in trial.causes:
        yield cause.model_copy(update={"lines": (*ordered, *gone)})


def lines(was: Standings, is_: Standings, trials: Iterable[Trial]) -> Iterator[LineDifference]:
    """The lines that stand otherwise, in the order of the later list, those that went last."""
    trials = list(trials)
    for one in (*is_, *(one for one in was if one not in is_)):
        old, new = was.get(one), is_.get(one)
        if old == new:
            continue
        own = worth(old) != worth(new)
        found = (
            cause.cause
            for trial in trials
            if one in (trial.changed if own else trial.moved)
            for cause in trial.causes
        )
        yield LineDifference(
            id=one,
            name=(new or old or ("",))[0],
            then=old[1] if old else None,
            now=new[1] if new else None,
            causes=tuple(dict.fromkeys(found)),
            own=own,
        )


def alike(was: Standings, is_: Standings) -> set[str]:
    """The offers that stand in both lists alike."""
    return {one for one in was if was[one] == is_.get(one)}


Part = tuple[tuple[CauseShown, ...], World]


def parts(then: Stored, now: Stored, old: World, new: World) -> Iterator[Part]:
    """Each part that differs, with the older world that has it as the later one."""
    assert then.origin
    assert now.origin
    same_model = then.versions["model"] == now.versions["model"]
    yield from by_fact(old, new)
    if old.seeker.passages != new.seeker.passages and same_model:
        yield tuple(texts(old.seeker, new.seeker)), said_as(old, new)
    rules, others = records(then.origin.edition, now.origin.edition)
    if rules:
        yield tuple(rules), ruled_as(old, new)
    if others:
        yield tuple(others), OFFERED[same_model](old, new)
    if not same_model:
        yield (*texts(old.seeker, new.seeker), version(then, now, Cause.MODEL)), embedded(old, new)
    if weighed_otherwise(then, now, old, new):
        yield (version(then, now, Cause.RANKING),), replace(old, ranker=new.ranker)
    if then.as_of != now.as_of:
        day = cause(Cause.DAY, then=str(then.as_of), now=str(now.as_of))
        yield (day,), replace(old, as_of=new.as_of)


def cause(which: Cause, **said: Any) -> CauseShown:  # noqa: ANN401 - values of facts
    """A part that differs."""
    nothing = {"name": "", "title": "", "how": None, "then": None, "now": None}
    return CauseShown(cause=which, **{**nothing, "fields": (), "lines": None, **said})


def version(then: Stored, now: Stored, which: Cause) -> CauseShown:
    """A version that differs."""
    return cause(which, then=then.versions[which], now=now.versions[which])


def by_fact(old: World, new: World) -> Iterator[Part]:
    """Each fact or preference of the seeker that differs, with what it changes alone."""
    for role, supposed in ROLES.items():
        was, is_ = getattr(old.seeker, role), getattr(new.seeker, role)
        for name in sorted(was.keys() | is_.keys()):
            if was.get(name) != is_.get(name):
                said = cause(Cause.FACT, name=name, then=plain(was, name), now=plain(is_, name))
                yield (said,), replace(old, seeker=supposed(old.seeker, new.seeker, name))


def plain(facts: Mapping[str, Fact], name: str) -> object:
    """A value as JSON has it, with the day of its statement; None where there is none."""
    if name not in facts:
        return None
    value = facts[name].value
    return {
        "value": list(value) if isinstance(value, tuple) else value,
        "stated": facts[name].stated,
    }


def stating(old: Profile, new: Profile, name: str) -> Profile:
    """A profile with one fact of another."""
    return replace(old, facts=put(old.facts, new.facts, name))


def preferring(old: Profile, new: Profile, name: str) -> Profile:
    """A profile with one preference of another, and the wish that follows from it."""
    preferences = put(old.preferences, new.preferences, name)
    wished = {one: fact.value for one, fact in preferences.items()}
    return replace(old, preferences=preferences, criteria=criteria(old.kind, wished))


# What is said of a seeker, and how one of it is supposed.
ROLES: Mapping[str, Callable[[Profile, Profile, str], Profile]] = {
    "facts": stating,
    "preferences": preferring,
}


def put(old: Mapping[str, Fact], new: Mapping[str, Fact], name: str) -> dict[str, Fact]:
    """Facts with one of others in its place, or without it where they have none."""
    kept = {one: fact for one, fact in old.items() if one != name}
    return kept | ({name: new[name]} if name in new else {})


def texts(old: Profile, new: Profile) -> Iterator[CauseShown]:
    """The sections of the seeker's texts that differ."""
    was, is_ = said_in(old), said_in(new)
    for name in sorted(was.keys() | is_.keys()):
        if was.get(name) != is_.get(name):
            yield cause(Cause.TEXT, name=name, then=was.get(name), now=is_.get(name))


def said_in(profile: Profile) -> dict[str, str]:
    """What a profile says, by section and language."""
    found: dict[str, str] = {}
    for one in profile.passages:
        section = f"{one.section}_{one.lang}"
        found[section] = found.get(section, "") + one.text
    return found


def said_as(old: World, new: World) -> World:
    """The older world, its seeker saying what the later one does."""
    seeker = replace(old.seeker, passages=new.seeker.passages)
    return replace(old, seeker=seeker, queries=new.queries)


def ruled_as(old: World, new: World) -> World:
    """The older world, its programmes ruled as in the later one."""
    return replace(old, offers=mixed(old.offers, rules=new.offers))


def offered_as(old: World, new: World) -> World:
    """The older world with all of the later programmes but their rules."""
    return replace(old, offers=mixed(new.offers, rules=old.offers), retriever=new.retriever)


def stated_as(old: World, new: World) -> World:
    """The same where texts cannot be compared: another model's vectors stand for the later ones."""
    offers = {
        id_: replace(offer, facts=new.offers[id_].facts) if id_ in new.offers else offer
        for id_, offer in old.offers.items()
    }
    return replace(old, offers=offers)


# How programmes are replaced, by whether one model made the vectors of both lists.
OFFERED: Mapping[bool, Callable[[World, World], World]] = {True: offered_as, False: stated_as}


def embedded(old: World, new: World) -> World:
    """The older world with all texts and vectors of the later one."""
    return replace(said_as(old, new), retriever=new.retriever)


def mixed(offers: Mapping[str, Profile], *, rules: Mapping[str, Profile]) -> dict[str, Profile]:
    """Programmes with the rules that others have, where these are there."""
    return {
        id_: replace(offer, criteria=rules[id_].criteria) if id_ in rules else offer
        for id_, offer in offers.items()
    }


def records(old: Edition, new: Edition) -> tuple[list[CauseShown], list[CauseShown]]:
    """The programmes whose rules differ, and those that came, went or differ otherwise."""
    rules, others = [], []
    for id_ in sorted(old.versions.keys() | new.versions.keys()):
        was, is_ = old.versions.get(id_), new.versions.get(id_)
        if was and is_:
            fields = changed_fields(was, is_)
            if RULES in fields:
                rules.append(programme(Cause.RULE, was, is_, (RULES,)))
            rest = tuple(one for one in fields if one != RULES)
            if rest or was.content["passages"] != is_.content["passages"]:
                others.append(programme(Cause.PROGRAMME, was, is_, rest or (RULES,)))
        else:
            others.append(programme(Cause.PROGRAMME, was, is_, ()))
    return rules, others


def changed_fields(was: Version, is_: Version) -> list[str]:
    """The fields of a programme's record that differ."""
    old, new = was.content["record"], is_.content["record"]
    return [one for one in sorted(old.keys() | new.keys()) if old.get(one) != new.get(one)]


def programme(
    which: Cause, was: Version | None, is_: Version | None, fields: tuple[str, ...]
) -> CauseShown:
    """A programme that differs."""
    one = is_ or was
    assert one
    how = How.CHANGED if was and is_ else How.ADDED if is_ else How.REMOVED
    return cause(which, name=one.id, title=one.content["name"], how=how, fields=fields)


def by_software(
    then: Stored, now: Stored, was: Standings, is_: Standings, named: Iterable[str]
) -> Iterator[CauseShown]:
    """The software's versions that differ, with the lines that today's makes otherwise."""
    stale = [one for one in (*otherwise(then, was), *otherwise(now, is_)) if one]
    for name in named:
        if then.versions[name] != now.versions[name]:
            said = {"then": then.versions[name], "now": now.versions[name]}
            yield cause(Cause(name), **said, lines=tuple(dict.fromkeys(stale)))


def otherwise(kept: Stored, again: Standings) -> Iterator[str]:
    """The offers that a list showed otherwise than it is made today of the same."""
    for id_, shown in shown_standings(kept).items():
        if again.get(id_) != shown:
            yield id_


def shown_standings(kept: Stored) -> Standings:
    """Where each offer stands that a list showed."""
    return {
        offer["id"]: (
            offer.get("name") or offer["id"],
            Standing(
                position=line["position"],
                verdict=line["verdict"],
                score=line["score"],
                aside=any(apart(line)),
            ),
        )
        for line in kept.lines
        for offer in [line.get("offer") or line["candidate"]]
    }


def as_shown(then: Stored, now: Stored) -> DifferenceShown:
    """How two lists differ of which one's origin is not kept: by what was shown."""
    was, is_ = shown_standings(then), shown_standings(now)
    named = (Cause.MODEL, Cause.RANKING, Cause.WASL)
    causes = [version(then, now, one) for one in named if then.versions[one] != now.versions[one]]
    if then.as_of != now.as_of:
        causes.append(cause(Cause.DAY, then=str(then.as_of), now=str(now.as_of)))
    return DifferenceShown(
        seeker=then.seeker,
        before=ListBrief.of_stored(then),
        after=ListBrief.of_stored(now),
        computed=False,
        causes=tuple(causes),
        lines=tuple(lines(was, is_, ())),
        alike=len(alike(was, is_)),
    )
