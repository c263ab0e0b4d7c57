"""What is kept of the talent desks' lists, and what is not: lines of who or what went meanwhile."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.accounts import consents
from app.accounts.models import StoredConsent
from app.candidates import upkeep
from app.context import Context
from app.introductions.service import viewings
from app.kit.database import now, reading, writing
from app.matches.models import Showing, StoredMatch, StoredShortlist
from app.offers import service as offers
from app.offers.states import OfferState
from app.talent import desks
from app.talent.comparison import NotComparable, show_comparison
from app.talent.schemas import CandidateOffers
from tests.app.work import ACCOUNTS, FRENCH, NAMESAKE, founder, offered, pooled, pushed


def lines(context: Context) -> int:
    """How many lines of lists are kept."""
    with reading(context.database) as session:
        return session.scalar(select(func.count()).select_from(StoredMatch)) or 0


def test_an_offer_closed_while_the_list_is_made_is_not_on_it(
    world: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone, _ = pooled(world, tmp_path)
    stays, closes = offered(world), offered(world, ACCOUNTS)
    ranked = desks.jobs

    def meanwhile(context: Context, candidate_id: str, *, limit: int) -> CandidateOffers:
        found = ranked(context, candidate_id, limit=limit)
        offers.move(world, founder(world), closes, OfferState.CLOSED)
        return found

    monkeypatch.setattr(desks, "jobs", meanwhile)
    shown = desks.show_jobs(world, someone, limit=10, channel="test")
    assert [one.offer.id for one in shown.matches] == [stays]
    assert lines(world) == 1


def test_who_lets_their_yes_to_be_seen_expire_is_on_no_list(world: Context, tmp_path: Path) -> None:
    pooled(world, tmp_path)
    desks.show_candidates(world, offered(world), limit=10, channel="test")
    assert upkeep.tidy(world)["list"] == 0
    assert lines(world) == 1
    network = StoredConsent.purpose == "talent_network"
    with writing(world.database) as session:
        session.execute(update(StoredConsent).where(network).values(expires_at=now()))
    done = upkeep.tidy(world)
    assert (done["list"], done["profile"]) == (1, 0)
    assert lines(world) == 0


def test_who_is_compared_is_told_as_the_whole_list_tells_it(world: Context, tmp_path: Path) -> None:
    for name, cv in {"a": FRENCH, "b": NAMESAKE, "c": FRENCH.replace("Python", "Kotlin")}.items():
        pooled(world, tmp_path, cv, name)
    offer_id = offered(world)
    whole = desks.candidates(world, offer_id, limit=10)
    last = [one.candidate.id for one in whole.matches[1:]]
    assert show_comparison(world, offer_id, last, channel="test").matches == whole.matches[1:]


def test_what_cannot_be_compared_is_neither_kept_nor_seen(world: Context, tmp_path: Path) -> None:
    someone, _ = pooled(world, tmp_path)
    hidden = pushed(world, tmp_path, NAMESAKE, "hidden")
    offer_id = offered(world)
    with pytest.raises(NotComparable):
        show_comparison(world, offer_id, [someone, hidden], channel="test")
    assert lines(world) == 0
    assert viewings(world, someone) == ()


def test_a_list_that_lost_its_lines_is_kept_anew_when_it_is_shown_again(
    world: Context, tmp_path: Path
) -> None:
    _, who = pooled(world, tmp_path)
    offer_id = offered(world)
    assert who.person
    for _ in range(2):
        desks.show_candidates(world, offer_id, limit=10, channel="test")
        consents.withdraw(world, who, who.person.id, "talent_network")
        assert lines(world) == 0
        consents.give(world, who, who.person.id, "talent_network")
    desks.show_candidates(world, offer_id, limit=10, channel="test")
    with reading(world.database) as session:
        kept = session.scalars(select(StoredShortlist).order_by(StoredShortlist.key)).all()
        [line] = session.scalars(select(StoredMatch)).all()
        shown = session.scalars(select(Showing.shortlist_key).order_by(Showing.key)).all()
    assert len(kept) == 3
    assert line.shortlist_key == kept[-1].key
    assert shown == [one.key for one in kept]
