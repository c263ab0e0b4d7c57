"""How far ranks move when a CV says of itself what must not count; see `alterations`."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from evaluation.altered import Altered, altered, line, moved
from evaluation.talent.alterations import alterations
from evaluation.talent.pool import Pool
from evaluation.talent.sets import AS_OF, TalentSet, from_files
from matching.encoder.base import Encoder
from matching.engine import Shortlist
from matching.profile import Profile
from matching.talent.candidate import Candidate
from matching.talent.coverage import IMPLIED, Met, coverage, share

Lists: TypeAlias = Sequence[Shortlist]


def changes(
    judged: TalentSet, encoder: Encoder, vacancies: Mapping[str, Mapping[str, Profile]]
) -> dict[str, dict[str, float]]:
    """What each kind of alteration moves, over all needs, among the candidates of the files."""
    pool = Pool(encoder, from_files(judged))
    asked = [one for form in vacancies.values() for one in form.values()]
    found: defaultdict[str, list[Altered]] = defaultdict(list)
    passed: Counter[str] = Counter()
    for honest, changed in alterations(judged.folder, judged.truth.values(), AS_OF):
        before = lists(pool, asked, honest)
        for kind, someone in changed.items():
            after = lists(pool, asked, someone)
            found[kind].append(altered(honest.id, before, after))
            passed[kind] += sum(map(partial(overtaken, honest.id), before, after))
    return {kind: moved(pairs) | {"overtaken": passed[kind]} for kind, pairs in found.items()}


def lists(pool: Pool, asked: Sequence[Profile], someone: Candidate) -> Lists:
    """Everybody for each need, with somebody as they are given."""
    held = pool.swap(someone.id, someone)
    found = [pool.shortlist(one) for one in asked]
    pool.swap(someone.id, held)
    return found


def overtaken(who: str, before: Shortlist, after: Shortlist) -> int:
    """How many somebody passed who name as much of what is asked as they come to name."""
    mine = line(after, who)
    named = said(after.seeker, mine.offer)
    ahead = {one.offer.id for one in before.matches[: line(before, who).position - 1]}
    passed = (one for one in after.matches[mine.position :] if one.offer.id in ahead)
    return sum(said(after.seeker, one.offer) >= named for one in passed)


def said(vacancy: Profile, candidate: Profile) -> float:
    """The part of what is asked that a CV says is had, if all that it names counted in full."""
    skills = {
        name: replace(one, weight=IMPLIED if one.how == Met.IMPLIED else 1.0)
        for name, one in candidate.skills.items()
    }
    return share(coverage(vacancy.skills, skills)) or 0.0
