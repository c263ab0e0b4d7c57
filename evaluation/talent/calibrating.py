"""What judges found of the pairs in each band."""

from collections.abc import Mapping

from evaluation.talent.sets import TalentSet
from matching.engine import Shortlist
from matching.profile import Desk
from matching.ranking.bands import Said, bands, said

Counts = dict[str, dict[str, dict[str, int]]]


def banded(judged: TalentSet, lists: Mapping[str, Shortlist]) -> Counts:
    """By how much the offer says, then by band: how many pairs were judged, and suited.

    Of what neither side refuses. `bands` in `desks.yaml` are these counts on dev, of CVs from their
    files, of lines and adverts together.
    """
    found: Counts = {
        str(one): {str(each.band): {"judged": 0, "suited": 0} for each in bands(Desk.TALENT, one)}
        for one in (Said.CLEAR, Said.BRIEF)
    }
    for offer, made in lists.items():
        for match in made.matches:
            grade = judged.qrels[offer].get(match.offer.id)
            if match.band and grade is not None:
                counts = found[str(said(made.seeker))][match.band.band]
                counts["judged"] += 1
                counts["suited"] += grade > 0
    return found
