"""A kept list is made again, to the bit, of what was kept with it."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from app.learning import service
from app.learning.service import Promoted
from app.matches.difference import Cause, difference
from app.matches.eligibility import overview
from app.matches.listing import lists
from app.matches.models import (
    StoredEdition,
    StoredMatch,
    StoredOrigin,
    StoredShortlist,
    StoredVersion,
)
from app.matches.parts import Show
from app.matches.replay import NotReplayable, replay
from app.matches.service import keep, match
from app.organisations.service import forget
from app.profiles.editing import change
from app.profiles.importing import import_batch
from app.retention import purge
from matching.profile import Desk, Kind
from matching.ranking.bands import Said, bands
from matching.ranking.features import data_version
from tests.app.factories import batch, programme, startup
from tests.app.queries import count
from tests.ingestion.factories import condition

# The words are those that the rule before had: its text does not change with it.
YOUNG = condition("company_age_years", "<=", 5) | {"quote": {"text": "Société de droit marocain."}}
FACTS = {"company_creation_date": "2019-03-01", "legal_form": "SARL"}


@pytest.fixture
def desk(empty_context: Context) -> Context:
    """Six programmes and two companies."""
    offers = [programme(f"p{one}", summary_fr=f"Aide {one} pour l'eau.") for one in range(6)]
    import_batch(empty_context, Kind.PROGRAMME, batch(*offers))
    companies = [startup("aqua", facts=FACTS), startup("chari", stage="growth")]
    import_batch(empty_context, Kind.STARTUP, batch(*companies))
    return empty_context


def kept(context: Context, company: str = "aqua") -> int:
    """The key of a list that was shown just now."""
    keep(context, match(context, company, Desk.FINANCING, limit=100), "page")
    return latest(context)


def latest(context: Context) -> int:
    """The key of the list that was kept last."""
    with reading(context.database) as session:
        return max(session.scalars(select(StoredShortlist.key)))


def profile(context: Context) -> None:
    change(context, Kind.STARTUP, "aqua", {"stage": "growth"})


def text(context: Context) -> None:
    change(context, Kind.STARTUP, "aqua", {"description_fr": "Un logiciel de paie."})


def offers(context: Context) -> None:
    changed = programme("p1", summary_fr="Un prêt pour le cinéma.", stages=["growth"])
    import_batch(context, Kind.PROGRAMME, batch(changed, programme("p9")))


def rules(context: Context) -> None:
    changed = programme("p2", summary_fr="Aide 2 pour l'eau.", eligibility=[YOUNG])
    import_batch(context, Kind.PROGRAMME, batch(changed))


@pytest.mark.parametrize("move", [profile, text, offers, rules])
def test_a_list_is_made_again_whatever_has_changed_since(
    desk: Context, move: Callable[[Context], None]
) -> None:
    before = kept(desk)
    move(desk)
    after = kept(desk)
    assert after != before
    assert [replay(desk, key).same for key in (before, after)] == [True, True]
    assert replay(desk, before).differences == ()


@pytest.mark.parametrize("company", ["chari", "yola-fresh", "tookeez"])
def test_lists_of_the_whole_catalogue_are_made_again(context: Context, company: str) -> None:
    assert replay(context, kept(context, company)).same


@pytest.mark.parametrize("show", Show)
def test_a_part_of_a_list_is_told_again_as_it_was(desk: Context, show: Show) -> None:
    rules(desk)
    keep(desk, overview(desk, "aqua", show=show).shortlist, "page")
    assert replay(desk, 1).same


def test_a_list_is_made_again_with_the_weights_that_it_names(desk: Context) -> None:
    release = kept(desk)
    promote(desk, {"stage": 1.0})
    learnt = kept(desk)
    promote(desk, {"stage": 1.0, "sector": 3.0})
    again = [replay(desk, key) for key in (release, learnt)]
    assert [(one.same, one.versions) for one in again] == [(True, {}), (True, {})]


def test_weights_that_differ_are_why_two_lists_do(desk: Context) -> None:
    release = kept(desk)
    promote(desk, {"stage": 1.0})
    found = difference(desk, release, kept(desk))
    [cause] = found.causes
    assert (cause.cause, cause.then, cause.now) == (
        Cause.RANKING,
        data_version(Desk.FINANCING),
        f"{data_version(Desk.FINANCING)}+1",
    )
    assert cause.lines
    assert all(one.causes == (Cause.RANKING,) for one in found.lines)


def promote(context: Context, weights: Mapping[str, float]) -> None:
    """Have the desk rank by weights from now on."""
    given = Promoted(weights, bands(Desk.FINANCING, Said.STATED), "0" * 64, {})
    with writing(context.database) as session:
        service.promote(session, Desk.FINANCING, given, by="somebody")


def test_who_was_forgotten_while_a_list_was_made_is_not_kept(desk: Context) -> None:
    shown = match(desk, "aqua", Desk.FINANCING, limit=100)
    forget(desk, "aqua")
    with pytest.raises(NotFound):
        keep(desk, shown, "page")
    assert count(desk, StoredShortlist) == count(desk, StoredVersion) == 0


def test_a_list_that_is_shown_again_is_the_latest(desk: Context) -> None:
    first = kept(desk)
    profile(desk)
    second = kept(desk)
    assert [one.key for one in lists(desk, "aqua").lists] == [second, first]
    change(desk, Kind.STARTUP, "aqua", {"stage": "idea"})
    assert kept(desk) == second
    assert [one.key for one in lists(desk, "aqua").lists] == [first, second]


def test_an_index_that_saw_other_texts_before_gives_the_list_that_a_new_one_gives(
    desk: Context,
) -> None:
    kept(desk)
    for text_ in ("Un prêt.", "Une foire.", "Aide 3 pour l'eau et le prêt."):
        import_batch(desk, Kind.PROGRAMME, batch(programme("p3", summary_fr=text_)))
        assert replay(desk, kept(desk)).same


def test_a_line_that_was_another_is_told_with_what_it_was(desk: Context) -> None:
    key = kept(desk)
    with writing(desk.database) as session:
        row = session.get_one(StoredMatch, (key, 2))
        row.shown = row.shown | {"score": 0.5}
        session.execute(update(StoredShortlist).values(digest="0" * 64))
    done = replay(desk, key)
    assert not done.same
    [one] = done.differences
    assert (one.position, one.field, one.then) == (2, "score", 0.5)


def test_other_versions_are_named(desk: Context) -> None:
    key = kept(desk)
    with writing(desk.database) as session:
        row = session.get_one(StoredShortlist, key)
        row.versions = row.versions | {"ranking": "of then"}
    done = replay(desk, key)
    assert done.versions["ranking"][0] == "of then"
    assert done.versions.keys() == {"ranking"}


def test_what_did_not_change_is_kept_once(desk: Context) -> None:
    for company in ("aqua", "chari"):
        kept(desk, company)
    assert (count(desk, StoredEdition), count(desk, StoredVersion)) == (1, 6 + 2)
    offers(desk)
    kept(desk)
    assert (count(desk, StoredEdition), count(desk, StoredVersion)) == (2, 6 + 2 + 2)


def test_nothing_is_left_of_who_is_forgotten(desk: Context) -> None:
    for company in ("aqua", "chari"):
        kept(desk, company)
    profile(desk)
    kept(desk)
    forget(desk, "aqua")
    with reading(desk.database) as session:
        of_startups = StoredVersion.kind == Kind.STARTUP
        assert session.scalars(select(StoredVersion.profile_id).where(of_startups)).all() == [
            "chari"
        ]
    assert count(desk, StoredOrigin) == 1
    assert replay(desk, 2).same


def test_a_list_of_unknown_origin_cannot_be_made_again(desk: Context) -> None:
    key = kept(desk)
    with writing(desk.database) as session:
        session.delete(session.get_one(StoredOrigin, key))
    with pytest.raises(NotReplayable):
        replay(desk, key)


def test_what_lists_are_made_of_goes_with_the_last_of_them(desk: Context) -> None:
    kept(desk)
    long_ago = now() - timedelta(days=30)
    with writing(desk.database) as session:
        session.execute(update(StoredEdition).values(kept_at=long_ago))
        session.execute(update(StoredVersion).values(kept_at=long_ago))
    purge(desk.database)
    assert replay(desk, 1).same
    forget(desk, "aqua")
    for _ in range(2):
        purge(desk.database)
    assert (count(desk, StoredEdition), count(desk, StoredVersion)) == (0, 0)
    # Kept again by who held them all the while.
    assert replay(desk, kept(desk, "chari")).same
