"""How many companies each programme would take, as this process counts it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.profiles import service
from app.profiles.models import StoredFact, StoredProfile
from app.profiles.service import FACT, fact_of
from app.profiles.sources import criteria
from matching.criteria.case import Case
from matching.criteria.panel import Panel
from matching.criteria.verdict import Verdict
from matching.profile import Fact, Kind

Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Asked:
    """A programme that was asked about, and its verdict on each company."""

    panel: Panel
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def judge(self, cases: Mapping[str, Case], ids: Iterable[str]) -> None:
        """Judge some companies anew; those that are no more are left out."""
        for id_ in ids:
            self.verdicts.pop(id_, None)
            if id_ in cases:
                [self.verdicts[id_]] = self.panel.verdicts(cases[id_])


class Audience:
    """Verdicts of programmes on every company, to be counted: who they are is told to nobody.

    It follows the change log: who changed is judged again, and everyone on another day.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._sequence = -1
        self._day = date.min
        self._cases: dict[str, Case] = {}
        # By digest of the record, which another one follows when the programme changes.
        self._asked: dict[str, Asked] = {}

    def counts(
        self, session: Session, programmes: Iterable[StoredProfile], day: date
    ) -> dict[str, Mapping[Verdict, int]]:
        """For each programme how many companies have each verdict as of a day."""
        with self._lock:
            self._turn(day)
            self._follow(session)
            return {row.id: Counter(self._of(row).verdicts.values()) for row in programmes}

    def _of(self, row: StoredProfile) -> Asked:
        """The verdicts of a programme, found out when it is first asked about."""
        if row.digest not in self._asked:
            asked = Asked(Panel([criteria(Kind.PROGRAMME, row.record)]))
            asked.judge(self._cases, self._cases)
            self._asked[row.digest] = asked
        return self._asked[row.digest]

    def _turn(self, day: date) -> None:
        """Begin another day, on which nobody was judged yet."""
        if day != self._day:
            self._day = day
            self._cases = {id_: Case(one.facts, day) for id_, one in self._cases.items()}
            self._asked.clear()

    def _follow(self, session: Session) -> None:
        """Bring in the companies that changed since the last time; all of them at first."""
        head = service.head(session)
        if head == self._sequence:
            return
        changed = None
        if self._sequence >= 0:
            changed = service.changed_after(session, Kind.STARTUP, self._sequence)
        read = {id_: Case(one, self._day) for id_, one in facts(session, changed).items()}
        for id_ in changed or ():
            self._cases.pop(id_, None)
        self._cases |= read
        for asked in self._asked.values():
            asked.judge(self._cases, changed or ())
        self._sequence = head


def facts(session: Session, ids: Collection[str] | None) -> dict[str, Facts]:
    """The facts of companies that are there, by company: of all of them for None."""
    stated = (StoredFact.profile_key == StoredProfile.key) & (StoredFact.role == FACT)
    chosen = (
        select(StoredProfile.id, StoredFact)
        .outerjoin(StoredFact, stated)
        .where(StoredProfile.kind == Kind.STARTUP)
    )
    if ids is not None:
        chosen = chosen.where(StoredProfile.id.in_(ids))
    found: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
    for id_, row in session.execute(chosen):
        found[id_] |= {row.name: fact_of(row)} if row else {}
    return dict(found)
