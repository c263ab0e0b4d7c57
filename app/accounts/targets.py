"""What the things that actions are about lie within."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import StoredInvitation, StoredKey, StoredMembership, StoredSession
from app.accounts.policy import NETWORK, Scope, Target
from app.candidates.models import Candidate
from app.intakes.models import Intake
from app.introductions.models import Introduction
from app.network import reach
from app.offers.models import Offer

Within = Callable[[Session, str], frozenset[Scope]]


def scopes(kind: str, ids: Iterable[str]) -> frozenset[Scope]:
    """Things of one kind."""
    return frozenset(Scope(kind, id_) for id_ in ids)


def at_sites(session: Session, sites: Collection[str]) -> frozenset[Scope]:
    """Sites lie within the organisations that run them."""
    runners = reach.runners_of(session, sites) if sites else ()
    return scopes("site", sites) | scopes("organisation", runners)


def startup(session: Session, startup_id: str) -> frozenset[Scope]:
    """A company lies within the sites that it is something to today."""
    sites = reach.sites_of(session, startup_id)
    around = scopes("site", sites) | scopes("organisation", sites.values())
    return frozenset({Scope("startup", startup_id)}) | around


def programme(session: Session, programme_id: str) -> frozenset[Scope]:
    """A programme lies within the organisations that its provider names."""
    providers = scopes("organisation", reach.providers_of(session, programme_id))
    return frozenset({Scope("programme", programme_id)}) | providers


def cohort(session: Session, cohort_id: str) -> frozenset[Scope]:
    """A cohort lies within the sites where it meets, and is its companies'."""
    sites = at_sites(session, reach.sites_of_cohort(session, cohort_id))
    members = scopes("startup", reach.members_of_cohort(session, cohort_id))
    return frozenset({Scope("cohort", cohort_id)}) | sites | members


def site(session: Session, site_id: str) -> frozenset[Scope]:
    """A site is its coaches', and lies within the organisation that runs it."""
    return at_sites(session, [site_id])


def organisation(_session: Session, organisation_id: str) -> frozenset[Scope]:
    """An organisation is its people's."""
    return frozenset({Scope("organisation", organisation_id)})


def account(session: Session, account_id: str) -> frozenset[Scope]:
    """A person is their own, and lies within what their roles are for and what that lies within."""
    held = session.execute(
        select(StoredMembership.scope_kind, StoredMembership.scope_id).where(
            StoredMembership.account_id == account_id
        )
    )
    around = (around_scope(session, Scope(kind, id_)) for kind, id_ in held)
    return frozenset({Scope("account", account_id)}).union(*around)


def around_scope(session: Session, scope: Scope) -> frozenset[Scope]:
    """What a role is for, with all that it lies within."""
    return TARGETS[scope.kind](session, scope.id) if scope.kind in TARGETS else frozenset()


def invitation(session: Session, invitation_id: str) -> frozenset[Scope]:
    """An invitation is its sender's, and lies within what the role that it offers is for."""
    row = session.get(StoredInvitation, invitation_id)
    if row is None:
        return frozenset()
    sender = scopes("account", [row.invited_by] if row.invited_by else [])
    return sender | around_scope(session, Scope(row.scope_kind, row.scope_id))


def owned(key: InstrumentedAttribute[str], owner: InstrumentedAttribute[str]) -> Within:
    """What belongs to a person lies where they do; one that does not exist, nowhere."""

    def within(session: Session, id_: str) -> frozenset[Scope]:
        account_id: Any = session.scalar(select(owner).where(key == id_))
        return account(session, account_id) if account_id else frozenset()

    return within


def intake(session: Session, intake_id: str) -> frozenset[Scope]:
    """What a school gave is that school's."""
    row = session.get(Intake, intake_id)
    return scopes("organisation", [row.organisation_id]) if row else frozenset()


def candidate(session: Session, candidate_id: str) -> frozenset[Scope]:
    """A candidate is the school's that spoke of them, and their own once they came."""
    row = session.get(Candidate, candidate_id)
    if row is None:
        return frozenset()
    own = scopes("account", [row.account_id] if row.account_id else [])
    return own | scopes("organisation", [row.organisation_id])


def offer(session: Session, offer_id: str) -> frozenset[Scope]:
    """An offer lies where its company does."""
    row = session.get(Offer, offer_id)
    return startup(session, row.startup_id) if row else frozenset()


def introduction(session: Session, introduction_id: str) -> frozenset[Scope]:
    """An introduction lies on both its sides: the company's, its sites', the candidate's.

    Not with who runs a site: a school that does is not the candidate's for that.
    """
    row = session.get(Introduction, introduction_id)
    if row is None:
        return frozenset()
    theirs = offer(session, row.offer_id)
    side = frozenset(one for one in theirs if one.kind in {"startup", "site"})
    return side | candidate(session, row.candidate_id)


TARGETS: Mapping[str, Within] = {
    "startup": startup,
    "programme": programme,
    "cohort": cohort,
    "site": site,
    "organisation": organisation,
    "account": account,
    "invitation": invitation,
    "session": owned(StoredSession.id, StoredSession.account_id),
    "intake": intake,
    "candidate": candidate,
    "offer": offer,
    "introduction": introduction,
    "key": owned(StoredKey.id, StoredKey.account_id),
}


def target(session: Session, kind: str, id_: str) -> Target:
    """A thing with all that it lies within; one that does not exist lies within nobody's reach."""
    return Target(kind, id_, TARGETS[kind](session, id_) | {NETWORK})


def parameter(kind: str) -> str:
    """The part of an address that names a thing of a kind."""
    return f"{kind}_id"
