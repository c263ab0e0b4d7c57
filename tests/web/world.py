"""A small world of which each role has one half: a thing of every kind here, and one elsewhere."""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, StoredInvitation, StoredKey, StoredSession
from app.accounts.policy import NETWORK, Membership, Role, Scope
from app.accounts.sessions import open_session
from app.accounts.tokens import digest, identifier, token
from app.candidates.models import Candidate
from app.context import Context
from app.intakes.models import Intake, IntakeFile
from app.introductions.models import Introduction, IntroductionStep
from app.kit.database import now, writing
from app.network.models import Cohort, CohortMember, CohortSite
from app.offers.models import Offer
from app.profiles.importing import import_batch
from matching.encoder.base import Encoder
from matching.profile import Kind
from tests.app.factories import batch, programme, startup
from tests.app.networks import SOURCES, imported, organisation, residency, site
from tests.app.people import account
from tests.conftest import application

HERE, ELSEWHERE, NOWHERE = CASES = ("here", "elsewhere", "nowhere")
# Named by their kind and place; what belongs to persons has ids of its own.
THINGS = ("startup", "programme", "cohort", "site", "organisation", "intake", "offer")
LATER = timedelta(days=30)


def placed(kind: str, case: str) -> str:
    """The id of a thing of a kind."""
    return f"{kind}-{case}"


@contextmanager
def opened(encoder: Encoder, folder: Path) -> Iterator[Context]:
    """An application over a world of its own."""
    context = application(folder, encoder)
    # Safety against a crash is paid for with every entry of the journal.
    event.listen(context.database, "connect", hurry)
    context.database.dispose()
    build(context, folder)
    context.prepare()
    yield context
    context.database.dispose()


def hurry(connection: sqlite3.Connection, _record: object) -> None:
    """Do not wait for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def build(context: Context, folder: Path) -> None:
    """Make both halves."""
    places = (HERE, ELSEWHERE)
    import_batch(context, Kind.STARTUP, batch(*(startup(placed("startup", at)) for at in places)))
    import_batch(context, Kind.PROGRAMME, batch(*(offered(at) for at in places)))
    reports = imported(
        context,
        folder / "network",
        organisations=[
            organisation(placed("organisation", at), aliases=[f"Agence {at}"]) for at in places
        ],
        sites=[site(placed("site", at), organisation=placed("organisation", at)) for at in places],
        programmes=[
            {
                "id": "start",
                "name_fr": "Start",
                "organisation": placed("organisation", HERE),
                "sources": SOURCES,
            }
        ],
        residencies=[residency(placed("startup", at), placed("site", at)) for at in places],
    )
    assert not any(report.refused for report in reports.values())
    for at in places:
        found_cohort(context, at)
        give(context, at)
        offer(context, at)


def give(context: Context, at: str) -> None:
    """What the school of a place gave, of which one file waits for a look."""
    with writing(context.database) as session:
        row = Intake(
            id=placed("intake", at),
            organisation_id=placed("organisation", at),
            manifest=at,
            created_at=now(),
            finished_at=now(),
        )
        row.files = [
            IntakeFile(position=1, name="cv.pdf", kind="file", digest="", outcome="held", notes=[])
        ]
        session.add(row)


def offer(context: Context, at: str) -> None:
    """An offer of the company of a place."""
    with writing(context.database) as session:
        session.add(
            Offer(
                id=placed("offer", at),
                startup_id=placed("startup", at),
                text="Une développeuse Python à Casablanca",
                language="fr",
                proposed=[],
                hides_school=False,
                state="draft",
                created_at=now(),
                updated_at=now(),
                moved_at=now(),
            )
        )


def offered(at: str) -> dict[str, object]:
    """A programme that the organisation of a place gives."""
    return programme(placed("programme", at), provider=f"Agence {at}")


def found_cohort(context: Context, at: str) -> None:
    """A cohort of the company of a place, which meets there."""
    cohort_id, day = placed("cohort", at), "2026-01-01"
    with writing(context.database) as session:
        session.add(
            Cohort(id=cohort_id, programme_id="start", name=at, state="planned", created_at=now())
        )
        session.flush()
        session.add(CohortSite(cohort_id=cohort_id, site_id=placed("site", at)))
        session.add(CohortMember(cohort_id=cohort_id, startup_id=placed("startup", at), since=day))


def held(role: Role, at: str = HERE) -> Membership:
    """A role for the half of a place."""
    kind = KINDS[role]
    return Membership(role, Scope(kind, placed(kind, at)) if kind != "network" else NETWORK)


KINDS = {
    Role.MANAGER: "network",
    Role.COACH: "site",
    Role.FOUNDER: "startup",
    Role.SCHOOL: "organisation",
    Role.CANDIDATE: "organisation",
    Role.PARTNER: "organisation",
    Role.INTEGRATOR: "organisation",
    Role.ADMINISTRATOR: "network",
}


@dataclass(frozen=True)
class Asking:
    """Who asks, and what of theirs there is."""

    name: str
    roles: tuple[Role, ...] = ()
    account_id: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    keys: Collection[str] | None = None
    """What their key opens; None for who asks with a browser."""
    strong: bool = True
    looking: bool = False
    own: Mapping[str, str] = field(default_factory=dict)
    """Ids of what belongs to them, by kind."""

    @classmethod
    def browsing(
        cls, context: Context, name: str, *roles: Role, strong: bool = True, looking: bool = False
    ) -> Self:
        """Somebody of these roles with a session, or an administrator who looks as they."""
        person = account(context, *map(held, roles), name=name)
        actor = account(context, held(Role.ADMINISTRATOR)).id if looking else None
        own = belongings(context, person, list(map(held, roles)))
        with writing(context.database) as session:
            secret = open_session(session, person.id, method="test", strong=strong, actor_id=actor)
        return cls(
            name=name,
            roles=roles,
            account_id=person.id,
            headers={"cookie": f"wasl={secret}", "sec-fetch-site": "same-origin"},
            strong=strong,
            looking=looking,
            own=own,
        )

    @classmethod
    def elsewhere(cls, context: Context) -> Self:
        """A founder of the other half."""
        membership = held(Role.FOUNDER, ELSEWHERE)
        person = account(context, membership, name="Ailleurs")
        return cls(
            "stranger", (Role.FOUNDER,), person.id, own=belongings(context, person, [membership])
        )

    @classmethod
    def program(cls, context: Context, name: str, role: Role, scopes: Collection[str]) -> Self:
        """A program with the key of somebody of a role."""
        person = account(context, held(role), name=name)
        own = belongings(context, person, [held(role)])
        secret = key(context, person, scopes)
        return cls(
            name=name,
            roles=(role,),
            account_id=person.id,
            headers={"authorization": f"Bearer {secret}"},
            keys=scopes,
            strong=False,
            own=own,
        )


def key(context: Context, person: Account, scopes: Collection[str]) -> str:
    """The secret of a new key of a person."""
    secret = token()
    with writing(context.database) as session:
        session.add(
            StoredKey(
                id=identifier(),
                digest=digest(secret),
                account_id=person.id,
                name="Un outil",
                scopes=sorted(scopes),
                created_at=now(),
                expires_at=now() + LATER,
            )
        )
    return secret


def belongings(
    context: Context, person: Account, memberships: Sequence[Membership]
) -> dict[str, str]:
    """A session, a key and an invitation of a person, and what a school gave of them."""
    offered_role = next(iter(memberships), held(Role.FOUNDER))
    candidate_id, at = (
        identifier(),
        ELSEWHERE if held(Role.FOUNDER, ELSEWHERE) in memberships else HERE,
    )
    invitation_id = identifier()
    secret = key(context, person, [])
    with writing(context.database) as session:
        opened = open_session(session, person.id, method="test")
        session.add(
            StoredInvitation(
                id=invitation_id,
                digest=digest(token()),
                email=f"{invitation_id}@example.ma",
                name="Invitée",
                role=offered_role.role,
                scope_kind=offered_role.scope.kind,
                scope_id=offered_role.scope.id,
                language="fr",
                invited_by=person.id,
                created_at=now(),
                expires_at=now() + LATER,
            )
        )
        session.add(
            Candidate(
                id=candidate_id,
                organisation_id=placed("organisation", at),
                account_id=person.id,
                created_at=now(),
            )
        )
        session.flush()
        introduction_id = introduce(session, at, candidate_id)
        session_id = session.scalars(
            select(StoredSession.id).where(StoredSession.digest == digest(opened))
        ).one()
        key_id = session.scalars(
            select(StoredKey.id).where(StoredKey.digest == digest(secret))
        ).one()
    return {
        "account": person.id,
        "session": session_id,
        "key": key_id,
        "invitation": invitation_id,
        "candidate": candidate_id,
        "introduction": introduction_id,
    }


def introduce(session: Session, at: str, candidate_id: str) -> str:
    """The id of what is between a candidate and the offer of a place."""
    row = Introduction(
        id=identifier(), offer_id=placed("offer", at), candidate_id=candidate_id, state="asked"
    )
    row.steps = [
        IntroductionStep(
            position=1, step="asked", at=now(), party="startup", reason="", revealed=[]
        )
    ]
    session.add(row)
    session.flush()
    return row.id


class Snapshot:
    """A database as it was, to be gone back to."""

    def __init__(self, context: Context) -> None:
        self.path = context.settings.home / "wasl.db"
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(self.path)) as live:
            live.backup(self.kept)

    def restore(self) -> None:
        """Go back."""
        with closing(sqlite3.connect(self.path)) as live:
            self.kept.backup(live)

    def changed(self) -> set[str]:
        """The tables that are not as they were."""
        with closing(sqlite3.connect(self.path)) as live:
            now, then = rows(live), rows(self.kept)
        return {table for table in now if now[table] != then[table]}


def rows(database: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """What is in each table."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: database.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}
