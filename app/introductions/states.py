"""The steps of an introduction: what may follow what, and who takes it."""

from collections.abc import Mapping
from enum import StrEnum

from app.accounts.policy import Role


class Party(StrEnum):
    """As what somebody takes a step."""

    STARTUP = "startup"
    CANDIDATE = "candidate"
    COACH = "coach"
    SCHOOL = "school"


class Step(StrEnum):
    """What happened last between a candidate and an offer."""

    PROPOSED = "proposed"
    """A coach, the school or the candidate named the candidate for the offer."""
    SHORTLISTED = "shortlisted"
    """The company wishes to know more."""
    ASKED = "asked"
    """The company asked who the candidate is."""
    REVEALED = "revealed"
    """The candidate said who they are."""
    DECLINED = "declined"
    """The candidate said no."""
    DROPPED = "dropped"
    """The company goes no further, before it knew who it is."""
    MET = "met"
    HIRED = "hired"
    NOT_HIRED = "not_hired"
    """They did not come together; the reason is said."""
    WITHDRAWN = "withdrawn"
    """The candidate takes back what they revealed."""


# As what each role takes part.
PARTIES: Mapping[Role, Party] = {
    Role.FOUNDER: Party.STARTUP,
    Role.PERSON: Party.CANDIDATE,
    Role.COACH: Party.COACH,
    Role.SCHOOL: Party.SCHOOL,
}

S, P = Step, Party
STARTUP, CANDIDATE = frozenset({P.STARTUP}), frozenset({P.CANDIDATE})
# What may follow what, and who takes the step; None before there is anything.
TRANSITIONS: Mapping[Step | None, Mapping[Step, frozenset[Party]]] = {
    None: {S.PROPOSED: frozenset({P.COACH, P.SCHOOL, P.CANDIDATE}), S.SHORTLISTED: STARTUP},
    S.PROPOSED: {S.SHORTLISTED: STARTUP, S.DROPPED: STARTUP, S.DECLINED: CANDIDATE},
    S.SHORTLISTED: {S.ASKED: STARTUP, S.DROPPED: STARTUP, S.DECLINED: CANDIDATE},
    S.ASKED: {S.REVEALED: CANDIDATE, S.DECLINED: CANDIDATE, S.DROPPED: STARTUP},
    S.REVEALED: {
        S.MET: STARTUP | CANDIDATE,
        S.NOT_HIRED: STARTUP,
        S.WITHDRAWN: CANDIDATE,
    },
    S.MET: {S.HIRED: STARTUP, S.NOT_HIRED: STARTUP | CANDIDATE, S.WITHDRAWN: CANDIDATE},
    S.DROPPED: {S.SHORTLISTED: STARTUP},
    S.HIRED: {S.WITHDRAWN: CANDIDATE},
    S.NOT_HIRED: {S.WITHDRAWN: CANDIDATE},
    S.DECLINED: {},
    S.WITHDRAWN: {},
}
# Steps that say why.
REASONED = frozenset({S.NOT_HIRED})
# Steps for which the offer has to be open.
WHILE_OPEN = frozenset({S.PROPOSED, S.SHORTLISTED, S.ASKED, S.REVEALED})
# Steps for which the candidate has to let the company see them, as they do at the first.
WHILE_LETTING = frozenset({S.SHORTLISTED, S.ASKED, S.REVEALED})
# Where the company knows who the candidate is.
KNOWN = frozenset({S.REVEALED, S.MET, S.HIRED, S.NOT_HIRED})
# Who sees candidates on the company's side, without who they are.
SEEING = frozenset({P.STARTUP, P.COACH})
# What a candidate may reveal; the name always is.
REVEALABLE = ("name", "emails", "phones", "links", "education")
# What counts for a school's figures, and which steps say it.
REACHED: Mapping[str, frozenset[Step]] = {
    "proposed": frozenset({S.PROPOSED, S.SHORTLISTED}),
    "met": frozenset({S.MET}),
    "hired": frozenset({S.HIRED}),
}


def following(step: Step | None, parties: frozenset[Party]) -> tuple[Step, ...]:
    """The steps that some parties may take next, in the order of the table."""
    return tuple(one for one, by in TRANSITIONS[step].items() if by & parties)
