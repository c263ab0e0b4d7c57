"""What is left of a candidate once they are forgotten, looked for in every place that held them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts import consents
from app.accounts.policy import Person, Visitor
from app.candidates import forgetting, pool
from app.candidates.forgetting import Kept
from app.candidates.models import Answer, Candidate, Document, Likeness, Mark
from app.candidates.store import store_of
from app.context import Context
from app.drafts.models import StoredDraft
from app.drafts.service import about
from app.intakes.models import IntakeFile
from app.introductions.models import Introduction, Viewing
from app.kit.database import Base, now, reading
from app.matches.models import StoredMatch, StoredShortlist
from app.matches.schemas import Shown
from app.profiles.models import StoredEmbedding, StoredPassage, StoredProfile
from matching.profile import Kind


class ProofShown(Shown):
    """What is left of somebody: how many of each kind, of what there was."""

    at: datetime
    left: Mapping[str, int]
    """By place, a label of `left`: none but zero, or something went wrong."""
    files: int
    """How many files there were."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return not any(self.left.values())


def forgotten(context: Context, visitor: Visitor, candidate_id: str, channel: str) -> ProofShown:
    """Delete a candidate, and look for them; raises `NotFound`."""
    with reading(context.database) as session:
        theirs = Candidate.id == candidate_id
        files, between = files_of(session, theirs), between_of(session, theirs)
    forgetting.forget(context, candidate_id, visitor, channel)
    return proof(context, [candidate_id], files, between)


def withdrawn(context: Context, visitor: Visitor, person: Person) -> ProofShown:
    """Take back a person's yes to the pool, and look for what was kept of them as a candidate."""
    theirs = Candidate.account_id == person.id
    with reading(context.database) as session:
        ids = session.scalars(select(Candidate.id).where(theirs)).all()
        files, between = files_of(session, theirs), between_of(session, theirs)
    consents.withdraw(context, visitor, person.id, pool.POOL)
    return proof(context, ids, files, between)


def files_of(session: Session, theirs: ColumnElement[bool]) -> list[Kept]:
    """The files that are kept of some candidates."""
    chosen = select(Document.organisation_id, Document.digest).join(
        Candidate, Candidate.id == Document.candidate_id
    )
    return [(school, digest) for school, digest in session.execute(chosen.where(theirs))]


def between_of(session: Session, theirs: ColumnElement[bool]) -> Sequence[str]:
    """The introductions of some candidates."""
    chosen = select(Introduction.id).join(Candidate, Candidate.id == Introduction.candidate_id)
    return session.scalars(chosen.where(theirs)).all()


def proof(
    context: Context,
    ids: Collection[str],
    files: Collection[Kept],
    between: Collection[str] = (),
) -> ProofShown:
    """What is left of some candidates, their files and what was `between` them and offers."""
    store = store_of(context)
    with reading(context.database) as session:
        left = {name: counted(session, held) for name, held in rows(ids, between).items()}
    kept = sum(store.path(school, digest).exists() for school, digest in files)
    found = {**left, "index": indexed(context, ids), "files": kept}
    return ProofShown(at=now(), left=found, files=len(files))


Held = Mapping[type[Base], ColumnElement[bool]]
"""Of each table, which rows hold something of somebody."""


def rows(ids: Collection[str], between: Collection[str] = ()) -> Mapping[str, Held]:
    """What holds something of some candidates and their introductions, by place."""
    theirs = (Document, Answer, Mark, IntakeFile, Introduction, Viewing)
    profiles = StoredProfile.kind == Kind.CANDIDATE, StoredProfile.id.in_(ids)
    left = select(StoredProfile.key).where(~and_(*profiles))
    passages = select(StoredPassage.key).where(StoredPassage.profile_key.in_(left))
    seeks = StoredShortlist.seeker_kind == Kind.CANDIDATE, StoredShortlist.seeker_id.in_(ids)
    offered = StoredMatch.offer_kind == Kind.CANDIDATE, StoredMatch.offer_id.in_(ids)
    return {
        "records": {
            Candidate: Candidate.id.in_(ids),
            Likeness: or_(Likeness.candidate_id.in_(ids), Likeness.other_id.in_(ids)),
            **{table: table.candidate_id.in_(ids) for table in theirs},
            StoredDraft: about("introductions", between),
        },
        # What belongs to no other profile: a text that lost its own is counted, too.
        "texts": {
            StoredProfile: and_(*profiles),
            StoredPassage: StoredPassage.key.not_in(passages),
        },
        "vectors": {StoredEmbedding: StoredEmbedding.passage_key.not_in(passages)},
        "lists": {StoredMatch: and_(*offered), StoredShortlist: and_(*seeks)},
    }


def counted(session: Session, held: Held) -> int:
    """How many rows hold something."""
    return sum(
        session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for table, condition in held.items()
    )


def indexed(context: Context, ids: Collection[str]) -> int:
    """How many indexes and their saved files name some candidates."""
    saved = (path for path in context.pool_folder.rglob("*") if path.is_file())
    named = [id_.encode() for id_ in ids]
    files = sum(any(one in content for one in named) for content in map(Path.read_bytes, saved))
    if "followers" not in context.__dict__:
        return files
    return files + sum(one in context.pool.terms for one in ids)
