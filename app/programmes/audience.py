"""What is known of every company, kept at hand, and how many each programme would take."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from sqlalchemy.orm import Session

from app.profiles import service
from app.profiles.models import StoredProfile
from app.profiles.sources import criteria
from matching.criteria.panel import Panel
from matching.criteria.rules import Condition
from matching.criteria.verdict import Verdict
from matching.profile import Fact, Kind

Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Asked:
    """A programme that was asked about, and its verdict on each company."""

    conditions: Sequence[Condition]
    verdicts: dict[str, Verdict] = field(default_factory=dict)


class Audience:
    """Verdicts of programmes on every company, to be counted: who they are is told to nobody.

    It follows the change log: who changed is judged again, and everyone on another day.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._sequence = -1
        self._day = date.min
        self._known: dict[str, Facts] = {}
        # By digest of the record, which another one follows when the programme changes.
        self._asked: dict[str, Asked] = {}

    def follow(self, session: Session) -> None:
        """Bring in the companies that changed since the last time; all of them at first."""
        with self._lock:
            self._follow(session)

    def begin(self, session: Session, day: date) -> None:
        """Judge every company by every programme, so that nobody who asks waits for it that day."""
        self.counts(session, service.rows(session, Kind.PROGRAMME), day)

    def facts(self, session: Session, ids: Iterable[str]) -> dict[str, Facts]:
        """What is known of some companies, by id and name; those that are not there are left out.

        For who may read them: nobody is asked here.
        """
        with self._lock:
            self._follow(session)
            return {id_: self._known[id_] for id_ in ids if id_ in self._known}

    def counts(
        self, session: Session, programmes: Iterable[StoredProfile], day: date
    ) -> dict[str, Mapping[Verdict, int]]:
        """For each programme how many companies have each verdict as of a day."""
        with self._lock:
            self._turn(day)
            self._follow(session)
            rows = list(programmes)
            self._ask(rows)
            return {row.id: Counter(self._asked[row.digest].verdicts.values()) for row in rows}

    def _ask(self, rows: Iterable[StoredProfile]) -> None:
        """Judge everyone by the programmes that were not asked about yet, all of them at once."""
        fresh = {
            row.digest: Asked(criteria(Kind.PROGRAMME, row.record))
            for row in rows
            if row.digest not in self._asked
        }
        if fresh:
            self._judge(list(fresh.values()), self._known)
            self._asked |= fresh

    def _judge(self, asked: Sequence[Asked], ids: Iterable[str]) -> None:
        """Judge some companies by some programmes."""
        ids = list(ids)
        panel = Panel([one.conditions for one in asked])
        found = panel.verdicts_on((self._known[id_] for id_ in ids), self._day)
        for id_, verdicts in zip(ids, found, strict=True):
            for one, verdict in zip(asked, verdicts, strict=True):
                one.verdicts[id_] = verdict

    def _turn(self, day: date) -> None:
        """Begin another day, on which nobody was judged yet."""
        if day != self._day:
            self._day = day
            self._asked.clear()

    def _follow(self, session: Session) -> None:
        head = service.head(session)
        if head == self._sequence:
            return
        changed = None
        if self._sequence >= 0:
            changed = service.changed_after(session, Kind.STARTUP, self._sequence)
        for id_ in changed or ():
            self._known.pop(id_, None)
            for one in self._asked.values():
                one.verdicts.pop(id_, None)
        read = service.facts_of(session, Kind.STARTUP, changed)
        self._known |= read
        self._judge(list(self._asked.values()), read)
        self._sequence = head
