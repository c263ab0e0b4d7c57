"""What is learnt from, and which weights are in use: stored, followed, gone back from."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.policy import NOBODY
from app.audit.models import Entry
from app.context import Context
from app.decisions import service as decisions
from app.decisions.models import DecisionStep
from app.decisions.schemas import Decided
from app.decisions.states import Step
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from app.learning import following, logs, service
from app.learning.models import RankingUse
from app.matches import service as matches
from app.matches.models import StoredMatch
from app.organisations import service as organisations
from app.profiles.importing import import_batch
from matching.profile import Desk, Kind
from matching.ranking import bands
from matching.ranking.features import data_version
from matching.ranking.learning import Impression, Said
from matching.ranking.ranker import Ranker
from tests.app.factories import batch, programme, startup
from tests.app.queries import count, statements

DESK = Desk.FINANCING
RELEASE = Ranker(DESK)
OFFERS = [f"p{number}" for number in range(6)]
# The region alone decides.
WEIGHTS = dict.fromkeys(RELEASE.weights, 0.0) | {"region": 1.0}


@pytest.fixture
def desk(empty_context: Context) -> Context:
    """A company, and programmes of which one has closed and one is for its region."""
    offers = [programme(one) for one in OFFERS]
    offers[4] |= {"status": "closed"}
    offers[5] |= {"regions": ["Souss-Massa"], "stages": ["growth"], "sectors": ["agritech"]}
    import_batch(empty_context, Kind.PROGRAMME, batch(*offers))
    facts = {"region": "Souss-Massa"}
    import_batch(empty_context, Kind.STARTUP, batch(startup("aquanour", facts=facts)))
    return empty_context


def show(context: Context, channel: str = "page", limit: int = 10) -> list[str]:
    """Show the company its list; returns the programmes on it."""
    shown = matches.match(context, "aquanour", DESK, limit=limit)
    matches.keep(context, shown, channel)
    return [one.offer.id for one in shown.matches]


def say(context: Context, offer: str, step: str, reason: str = "") -> None:
    decisions.say(context, NOBODY, "aquanour", offer, Decided(step=Step(step), reason=reason))


def learnt_from(context: Context) -> list[Impression]:
    with reading(context.database) as session:
        return logs.impressions(session, Ranker(DESK))


def said(impression: Impression) -> dict[str, Said]:
    return {line.offer: line.said for line in impression.lines if line.said is not Said.PASSED}


def test_a_list_on_which_nothing_was_decided_teaches_nothing(desk: Context) -> None:
    show(desk)
    assert learnt_from(desk) == []


def test_a_decision_is_read_on_the_list_that_was_shown_before_it(desk: Context) -> None:
    listed = show(desk)
    say(desk, listed[2], "kept")
    [found] = learnt_from(desk)
    assert (found.seeker, [line.offer for line in found.lines]) == ("aquanour", listed)
    assert [line.place for line in found.lines] == [1, 2, 3, 4, 5, 6]
    assert said(found) == {listed[2]: Said.KEPT}


def test_lines_are_worth_what_their_score_was_made_of(desk: Context) -> None:
    shown = matches.match(desk, "aquanour", DESK, limit=10)
    matches.keep(desk, shown, "page")
    say(desk, shown.matches[0].offer.id, "kept")
    [found] = learnt_from(desk)
    for line, match in zip(found.lines, shown.matches, strict=True):
        points = sum(
            weight * worth
            for weight, worth in zip(RELEASE.weights.values(), line.worths, strict=True)
        )
        assert points == pytest.approx(match.score, abs=1e-3)


def test_what_orders_before_the_score_is_known_of_each_line(desk: Context) -> None:
    listed = show(desk)
    say(desk, listed[0], "kept")
    [found] = learnt_from(desk)
    assert {line.offer for line in found.lines if line.tier[2]} == {"p4"}


def test_what_stands_beside_or_has_funded_them_is_no_worse_for_its_place(desk: Context) -> None:
    rounds = [{"date": "2026-01", "round": "grant", "investors": ["p0"]}]
    loan = programme("p1", kind="loan", instruments=["loan"])
    import_batch(desk, Kind.PROGRAMME, batch(loan))
    seeker = startup("aquanour", seeks=["grant"], raised=rounds)
    import_batch(desk, Kind.STARTUP, batch(seeker))
    say(desk, show(desk)[0], "kept")
    [found] = learnt_from(desk)
    tiers = {line.offer: line.tier[3:] for line in found.lines}
    assert (tiers["p0"], tiers["p1"], tiers["p2"]) == ((True, False), (False, True), (False, False))


def test_a_list_of_an_earlier_release_says_less(desk: Context) -> None:
    say(desk, show(desk)[0], "kept")
    with writing(desk.database) as session:
        for row in session.scalars(select(StoredMatch)):
            names = row.shown.keys() - {"funded", "beside"}
            row.shown = {name: row.shown[name] for name in names}
    [found] = learnt_from(desk)
    assert {line.tier[3:] for line in found.lines} == {(False, False)}


def test_a_list_shown_after_a_decision_does_not_count_for_it(desk: Context) -> None:
    say(desk, "p0", "kept")
    show(desk)
    assert learnt_from(desk) == []


def test_each_decision_counts_once_on_the_last_list_before_it(desk: Context) -> None:
    show(desk, limit=5)
    listed = show(desk, limit=6)
    say(desk, listed[0], "kept")
    show(desk, limit=4)
    say(desk, listed[1], "not_for_us", "kind")
    assert [(len(one.lines), said(one)) for one in learnt_from(desk)] == [
        (6, {listed[0]: Said.KEPT, listed[1]: Said.NOTHING}),
        (4, {listed[0]: Said.NOTHING, listed[1]: Said.AGAINST}),
    ]


@pytest.mark.parametrize(
    ("steps", "made"),
    [
        (["kept", "applied", "obtained"], Said.KEPT),
        (["kept", "applied", "refused"], Said.KEPT),
        (["not_for_us", "kept"], Said.KEPT),
        (["kept", "not_for_us"], Said.AGAINST),
        (["kept", "taken_back"], Said.NOTHING),
    ],
)
def test_what_is_said_last_is_what_counts(desk: Context, steps: list[str], made: Said) -> None:
    show(desk)
    say(desk, "p1", "kept")
    for step in steps:
        say(desk, "p0", step, "amount" if step == "not_for_us" else "")
    [found] = learnt_from(desk)
    assert said(found) == {"p1": Said.KEPT, "p0": made}


def test_a_reason_that_says_nothing_of_how_well_it_suits_teaches_nothing(desk: Context) -> None:
    show(desk)
    say(desk, "p0", "not_for_us", "have_it")
    assert learnt_from(desk) == []


def test_a_later_outcome_leaves_the_decision_when_it_was(desk: Context) -> None:
    first = show(desk, limit=6)
    say(desk, "p0", "kept")
    show(desk, limit=5)
    say(desk, "p0", "applied")
    [found] = learnt_from(desk)
    assert len(found.lines) == len(first)


def test_lists_on_the_command_line_teach_nothing(desk: Context) -> None:
    show(desk, channel="cli")
    say(desk, "p0", "kept")
    assert learnt_from(desk) == []


def test_what_is_learnt_from_is_gone_with_the_company(desk: Context) -> None:
    show(desk)
    say(desk, "p0", "kept")
    assert learnt_from(desk)
    organisations.forget(desk, "aquanour")
    assert learnt_from(desk) == []
    assert count(desk, DecisionStep) == 0


def test_what_was_learnt_from_has_a_digest_of_its_own(desk: Context) -> None:
    show(desk)
    say(desk, "p0", "kept")
    before = logs.digest(learnt_from(desk))
    assert logs.digest(learnt_from(desk)) == before
    say(desk, "p1", "kept")
    assert logs.digest(learnt_from(desk)) != before


def promote(context: Context, weights: Mapping[str, float] = WEIGHTS) -> int:
    given = service.Promoted(weights, bands.bands(DESK, bands.Said.STATED), "0" * 64, {})
    with writing(context.database) as session:
        return service.promote(session, DESK, given, by="somebody")


def back(context: Context, version: int | None = None) -> int:
    with writing(context.database) as session:
        return service.back(session, DESK, "somebody", version)


def listed(context: Context) -> tuple[list[str], list[float], str]:
    """The order of the company's list, its scores, and the version that it names."""
    shown = matches.match(context, "aquanour", DESK, limit=10)
    lines = [(one.offer.id, one.score) for one in shown.matches]
    return [offer for offer, _ in lines], [score for _, score in lines], shown.versions["ranking"]


def test_what_is_promoted_ranks_from_the_next_list_on_and_is_named_by_it(desk: Context) -> None:
    order, _, version = listed(desk)
    assert (order[0], version) != ("p5", data_version(Desk.FINANCING))
    promote(desk)
    after, _, named = listed(desk)
    assert after[0] == "p5"
    assert named == f"{data_version(Desk.FINANCING)}+1"


def test_another_process_ranks_by_it_too(desk: Context) -> None:
    other = Context(desk.settings)
    other.__dict__["encoder"] = desk.encoder
    listed(other)
    promote(desk)
    assert listed(other) == listed(desk)
    assert listed(other)[2].endswith("+1")
    other.database.dispose()


def test_a_process_that_begins_later_ranks_by_it(desk: Context) -> None:
    promote(desk)
    assert listed(desk)[2].endswith("+1")


def test_going_back_restores_every_bit(desk: Context) -> None:
    release = listed(desk)
    promote(desk)
    first = listed(desk)
    promote(desk, {**RELEASE.weights, "ticket": 1 / 3})
    second = listed(desk)
    assert len({release[2], first[2], second[2]}) == 3
    assert (back(desk), listed(desk)) == (1, first)
    assert (back(desk), listed(desk)) == (0, release)
    assert (back(desk, 2), listed(desk)) == (2, second)
    with reading(desk.database) as session:
        used = following.ranker(session, DESK)
    assert used.weights == Ranker(DESK, used.learnt).weights
    assert used.learnt
    assert used.learnt.weights == {**RELEASE.weights, "ticket": 1 / 3}


def test_a_version_that_was_gone_back_from_does_not_come_back(desk: Context) -> None:
    for version in (1, 2):
        assert promote(desk) == version
    assert back(desk) == 1
    assert promote(desk) == 3
    assert [back(desk) for _ in range(3)] == [1, 0, 0]


def test_there_is_no_way_back_to_what_another_release_learnt(desk: Context) -> None:
    promote(desk)
    with writing(desk.database) as session:
        session.execute(update(RankingUse).values(release="another"))
    promote(desk)
    with pytest.raises(NotFound, match="another release"):
        back(desk)
    assert back(desk, 0) == 0


@pytest.mark.parametrize("version", [None, 7])
def test_there_is_no_way_back_to_what_never_was(desk: Context, version: int | None) -> None:
    with pytest.raises(NotFound):
        back(desk, version)


def test_history_keeps_who_when_and_from_what(desk: Context) -> None:
    promote(desk)
    back(desk, 0)
    with reading(desk.database) as session:
        rows = following.history(session, DESK)
        entries = [
            (one.action, one.details["version"])
            for one in session.query(Entry).where(Entry.target_kind == "ranking")
        ]
    assert [(row.version, row.by, row.data_digest) for row in rows] == [
        (1, "somebody", "0" * 64),
        (0, "somebody", ""),
    ]
    assert now() - rows[0].at < timedelta(minutes=1)
    assert entries == [("ranking.promote", 1), ("ranking.back", 0)]


def test_weights_of_another_release_wait(desk: Context) -> None:
    promote(desk)
    with writing(desk.database) as session:
        session.execute(update(RankingUse).values(release="another"))
    assert listed(desk)[2] == data_version(Desk.FINANCING)


def test_a_list_asks_no_more_of_the_database_for_a_learnt_ranking(desk: Context) -> None:
    listed(desk)
    with statements(desk.database) as before:
        listed(desk)
    promote(desk)
    listed(desk)
    with statements(desk.database) as after:
        listed(desk)
    assert len(after) == len(before)
