"""How far the candidates of a school are."""

from sqlalchemy import case, distinct, func, select
from sqlalchemy.orm import Session

from app.candidates.models import Candidate
from app.introductions.models import Introduction, IntroductionStep, Viewing
from app.introductions.states import REACHED


def reached(session: Session, organisation_id: str) -> dict[str, int]:
    """How many candidates of a school companies saw, and how many came to each of `REACHED`."""
    theirs = Candidate.organisation_id == organisation_id
    seen = (
        select(func.count(distinct(Viewing.candidate_id)))
        .join(Candidate, Candidate.id == Viewing.candidate_id)
        .where(theirs)
    )
    came = (
        select(
            *(
                func.count(distinct(case((IntroductionStep.step.in_(steps), Candidate.id))))
                for steps in REACHED.values()
            )
        )
        .select_from(Introduction)
        .join(IntroductionStep, IntroductionStep.introduction_id == Introduction.id)
        .join(Candidate, Candidate.id == Introduction.candidate_id)
        .where(theirs)
    )
    counts = session.execute(came).one()
    return {"seen": session.scalar(seen) or 0, **dict(zip(REACHED, counts, strict=True))}
