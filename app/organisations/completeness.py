"""How much what a company has said decides, and what saying more would."""

from app.context import Context
from app.matches import service as matches
from app.matches.eligibility import asked_first
from app.matches.explained import QuestionShown
from app.matches.parts import Show, part_of
from app.matches.schemas import Shown
from matching.criteria.verdict import Verdict
from matching.engine import Shortlist
from matching.profile import Desk

# More than there are facts: every question that decides something is asked.
EVERY = 200


class CompletenessShown(Shown):
    """How far what a company has said decides the programmes that may be for it."""

    decided: int
    """Programmes whose verdict is a yes or a no."""
    programmes: int
    """Programmes that nothing but a rule speaks against: those not set aside."""
    examined: int
    """Every programme of the list."""

    @classmethod
    def of(cls, made: Shortlist) -> "CompletenessShown":
        """That of the programmes of a list."""
        lines = [line for line in made.matches if part_of(made, line) is not Show.ASIDE]
        decided = sum(line.verdict is not Verdict.TO_VERIFY for line in lines)
        return cls(decided=decided, programmes=len(lines), examined=len(made.matches))


class StandingShown(Shown):
    """How complete a company is, and what is missing."""

    completeness: CompletenessShown
    questions: tuple[QuestionShown, ...]
    """Every fact whose knowledge would decide a programme, what is worth most first."""


def standing(context: Context, startup_id: str) -> StandingShown:
    """How complete a company is before today's programmes; raises `NotFound`."""
    made = matches.made(context, startup_id, Desk.FINANCING, limit=matches.MOST).shortlist
    return StandingShown(
        completeness=CompletenessShown.of(made),
        questions=asked_first(made, EVERY),
    )
