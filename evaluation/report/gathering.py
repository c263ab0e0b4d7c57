"""What the report tells, measured anew: retrieval, and the two desks on their judged sets."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from evaluation.financing import sets
from evaluation.financing.desk import FinancingDesk, catalogue, ids
from evaluation.financing.sets import JudgedSet
from evaluation.floors import figures, standings
from evaluation.measured import Measured
from evaluation.metrics import Qrels, measure_each, rank_biased_overlap
from evaluation.report import sections
from evaluation.report.lists import Lists, ablations, calibration
from evaluation.report.sections import Section
from evaluation.significance import Interval, interval
from evaluation.talent.fairness import fairness
from evaluation.talent.pool import Pool
from evaluation.talent.sets import FORMS, from_truth, read, vacancy
from matching.encoder.base import Encoder
from matching.profile import LANGUAGES, Desk
from matching.retrieval import Leg
from matching.talent.occupations import Reader

RANKED = "ranked"
# Tuning and telling are on these; the rest of a judged set is for others.
SPLIT = "dev"

Rankings = Mapping[str, Sequence[str]]
Found = tuple[dict[str, Interval], list[Section]]


def retrieval(found: Sequence[Measured], others: Sequence[Sequence[Measured]]) -> Found:
    """The legs by collection, and each other run against this one."""
    told = [sections.retrieval(found)] if found else []
    return figures(found), told + [sections.runs(one, found) for one in others]


def of_financing(folder: Path, encoder: Encoder) -> Found:
    """The financing desk on its judged set: ways of ranking, features, scores, parity."""
    judged = sets.read(folder, SPLIT)
    desk = FinancingDesk(encoder, catalogue())
    lists = {lang: desk.shortlists(judged.startups, lang) for lang in LANGUAGES}
    ways = {lang: ranked_ways(judged, desk, lists, lang) for lang in LANGUAGES}
    found = {
        lang: {way: mean(judged.qrels, ranking) for way, ranking in each.items()}
        for lang, each in ways.items()
    }
    alike = parity(ways)
    flat = {f"financing {lang} ndcg@10": each[RANKED] for lang, each in found.items()}
    flat |= {f"financing {pair} overlap": each[RANKED] for pair, each in alike.items()}
    text = (
        "nDCG@10 on the development part, by language: the texts alone, and the product's list "
        "with facts, need and rules."
    )
    return flat, [
        sections.desk("Financing", text, found),
        sections.parity(alike),
        sections.ablations(
            "Financing: what each feature is worth",
            ablations(lists, judged.qrels, Desk.FINANCING),
        ),
        sections.calibration("Financing: what a score means", calibration(lists, judged.qrels)),
    ]


def ranked_ways(
    judged: JudgedSet, desk: FinancingDesk, lists: Lists, lang: str
) -> dict[str, Rankings]:
    """The rankings of each leg, and of the product."""
    legs = {leg.value: desk.by_leg(leg, judged.startups, lang) for leg in Leg}
    return {**legs, RANKED: ids(lists[lang])}


def mean(qrels: Qrels, rankings: Rankings) -> Interval:
    """nDCG@10 over the seekers that somebody suits."""
    judged = {one: qrels[one] for one in rankings}
    return interval(list(measure_each(judged, rankings)["ndcg@10"].values()))


def parity(ways: Mapping[str, Mapping[str, Rankings]]) -> dict[str, dict[str, Interval]]:
    """How alike lists are in French and in another language, by way of ranking.

    Who does not write both is left out, and who gets no list in either.
    """
    return {
        f"fr-{lang}": {
            way: interval(
                [
                    rank_biased_overlap(ranking[one], ways[lang][way][one])
                    for one in sorted(ranking.keys() & ways[lang][way].keys())
                    if ranking[one] or ways[lang][way][one]
                ]
            )
            for way, ranking in ways["fr"].items()
        }
        for lang in LANGUAGES
        if lang != "fr"
    }


def of_talent(folder: Path, encoder: Encoder) -> Found:
    """The talent desk on its judged set, with candidates as their truth has them."""
    judged, reader = read(folder), Reader(encoder)
    pool = Pool(encoder, from_truth(judged))
    asked = {
        form: {one: vacancy(row, form, reader) for one, row in judged.offers.items()}
        for form in FORMS
    }
    lists = {
        form: {one: pool.shortlist(need) for one, need in needs.items()}
        for form, needs in asked.items()
    }
    ways = {
        form: {
            **{leg.value: {one: pool.leg(leg, need) for one, need in needs.items()} for leg in Leg},
            RANKED: ids(lists[form]),
        }
        for form, needs in asked.items()
    }
    found = {
        form: {way: mean(judged.qrels, ranking) for way, ranking in each.items()}
        for form, each in ways.items()
    }
    flat = {f"talent {form} ndcg@10": each[RANKED] for form, each in found.items()}
    text = "nDCG@10 by how the need is said: in one line, or as a whole advert."
    return flat, [
        sections.desk("Talent", text, found),
        sections.ablations(
            "Talent: what each feature is worth", ablations(lists, judged.qrels, Desk.TALENT)
        ),
        sections.calibration("Talent: what a score means", calibration(lists, judged.qrels)),
        sections.fairness(fairness(judged, lists[FORMS[0]])),
    ]


def gathered(parts: Sequence[Found]) -> list[Section]:
    """Where all figures stand, then the parts."""
    flat = {name: one for found, _ in parts for name, one in found.items()}
    return [sections.standing(standings(flat)), *(one for _, told in parts for one in told)]
