"""A ranking learnt from use: promoted where it is better, refused where anything speaks against."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from typer.testing import CliRunner, Result

from app.cli import kit
from app.context import Context
from app.decisions.models import DecisionStep
from app.kit.database import now, reading, writing
from app.learning import following, logs
from app.matches.models import Showing, StoredMatch, StoredShortlist
from evaluation import learning_cli
from evaluation.financing import sets
from evaluation.financing.desk import FinancingDesk, catalogue
from evaluation.financing.sets import JudgedSet
from evaluation.learning import FAULTS, Trial, by_startup, faults, shortlists, tried
from evaluation.significance import Difference
from matching.encoder.base import Encoder
from matching.profile import Desk
from matching.ranking.bands import Band, Calibrated
from matching.ranking.learning import Impression, Learning, Said
from matching.ranking.ranker import Ranker
from tests.evaluation.test_financing import SPLITS, write
from tests.matching.ranking.use import RELEASE, WANTED, ranker, use

LEARNING = Learning.of(Desk.FINANCING)
BETTER = Difference(0.2, 0.1, 0.3, 0.001)


@pytest.fixture(scope="module")
def desk(encoder: Encoder) -> FinancingDesk:
    return FinancingDesk(encoder, catalogue())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write(tmp_path_factory.mktemp("judged"))
    (made / "split.tsv").write_text("\n".join(SPLITS), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def judged(folder: Path) -> JudgedSet:
    return sets.read(folder, "dev")


@pytest.fixture(scope="module")
def trial(desk: FinancingDesk, judged: JudgedSet) -> Trial:
    return tried(use(400, 21), RELEASE, LEARNING, desk, judged)


def test_what_is_better_is_refused_for_nothing(trial: Trial) -> None:
    assert trial.faults == ()
    assert trial.after["ticket"] > trial.before["ticket"] + 0.05
    assert trial.preference.gain.low > 0
    assert trial.golden.startups == 1


def test_the_same_use_gives_the_same_trial(
    desk: FinancingDesk, judged: JudgedSet, trial: Trial
) -> None:
    assert tried(use(400, 21), RELEASE, LEARNING, desk, judged) == trial


def test_nothing_is_learnt_from_who_is_held_out(
    desk: FinancingDesk, judged: JudgedSet, trial: Trial
) -> None:
    others = [
        replace(one, lines=tuple(replace(line, said=Said.KEPT) for line in one.lines))
        if LEARNING.holds_out(one.seeker)
        else one
        for one in use(400, 21)
    ]
    again = tried(others, RELEASE, LEARNING, desk, judged)
    assert again.after == trial.after
    assert again.preference != trial.preference


def test_too_few_decisions_teach_nothing(desk: FinancingDesk, judged: JudgedSet) -> None:
    found = tried(use(12, 22), RELEASE, LEARNING, desk, judged)
    assert found.decisions < LEARNING.least
    assert found.after == dict(RELEASE.weights)
    assert {"few", "same", "no_better"} <= set(found.faults)


def test_a_worse_ranker_is_refused(desk: FinancingDesk, judged: JudgedSet) -> None:
    """What is in use is what people want: what their decisions teach again is no better."""
    best = ranker(WANTED)
    found = tried(use(400, 23, WANTED, shown_by=best), best, LEARNING, desk, judged)
    assert "no_better" in found.faults


def test_a_ranker_that_finds_less_of_what_was_judged_is_measured_so(
    desk: FinancingDesk, judged: JudgedSet
) -> None:
    perverse = ranker(dict.fromkeys(RELEASE.weights, 0.0) | {"text": 1.0})
    scores = [by_startup(judged, shortlists(desk, judged, one)) for one in (RELEASE, perverse)]
    assert scores[1]["here"] < scores[0]["here"]


def calibrated(*suited: int) -> tuple[Calibrated, ...]:
    """Bands of ten judged pairs each, the best first."""
    return tuple(
        Calibrated(band, least, 10, many)
        for band, least, many in zip(Band, (0.8, 0.6, 0.4, 0.0), suited, strict=True)
    )


@pytest.mark.parametrize(
    ("fault", "changes"),
    [
        ("few", {"decisions": LEARNING.least - 1}),
        ("same", {"after": dict(RELEASE.weights)}),
        ("no_better", {"gain": replace(BETTER, value=-0.1)}),
        ("no_better", {"gain": replace(BETTER, p=LEARNING.level)}),
        ("golden", {"judged": {"after": 0.7 - LEARNING.margin - 0.001, "before": 0.7}}),
        ("silent", {"judged": {"wrongly": (0, 1)}}),
        ("bands", {"judged": {"bands": calibrated(5, 7, 2, 1)}}),
    ],
)
def test_each_thing_that_speaks_against_it_is_enough(
    trial: Trial, fault: str, changes: dict[str, Any]
) -> None:
    told = replace(trial.golden, **changes.pop("judged", {}))
    gain = changes.pop("gain", trial.preference.gain)
    changed = replace(
        trial, golden=told, preference=replace(trial.preference, gain=gain), **changes
    )
    assert faults(changed, LEARNING) == [fault]
    assert fault in FAULTS


def test_a_loss_that_the_judged_set_cannot_tell_is_none(trial: Trial) -> None:
    lost = replace(trial.golden, before=0.7, after=0.7 - LEARNING.margin + 0.001)
    assert faults(replace(trial, golden=lost), LEARNING) == []


def logged(context: Context, impressions: Sequence[Impression]) -> None:
    """Have the database say that these lists were shown, and that this was decided on them."""
    at = now()
    with writing(context.database) as session:
        for number, one in enumerate(impressions, 1):
            lines = [
                StoredMatch(
                    position=line.place,
                    offer_kind="programme",
                    offer_id=line.offer,
                    shown={
                        "verdict": "eligible",
                        "against_wishes": False,
                        "offer": {"status": "open"},
                        "components": [
                            {"name": name, "value": worth}
                            for name, worth in zip(RELEASE.weights, line.worths, strict=True)
                        ],
                    },
                )
                for line in one.lines
            ]
            session.add(
                StoredShortlist(
                    key=number,
                    digest=str(number),
                    seeker_kind="startup",
                    seeker_id=one.seeker,
                    desk=Desk.FINANCING,
                    as_of="2026-11-01",
                    versions={},
                    made_at=at,
                    items=lines,
                )
            )
            session.flush()
            session.add(Showing(shortlist_key=number, channel="page", at=at))
            for line in one.kept:
                session.add(
                    DecisionStep(
                        desk=Desk.FINANCING,
                        seeker_id=one.seeker,
                        offer_id=line.offer,
                        position=1,
                        step="kept",
                        reason="",
                        at=at + timedelta(minutes=1),
                    )
                )


@pytest.fixture
def used(empty_context: Context, desk: FinancingDesk, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A database in use, which the command works on, at the desk of all tests."""
    monkeypatch.setattr(learning_cli, "context", lambda: empty_context)
    monkeypatch.setattr("evaluation.financing.desk.FinancingDesk", lambda *_: desk)
    logged(empty_context, use(400, 21))
    return empty_context


def command(*arguments: str) -> Result:
    return CliRunner().invoke(learning_cli.learn, list(arguments))


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told is wide enough for no word of a table to be broken."""
    monkeypatch.setattr(kit.out, "_width", 200)
    monkeypatch.setattr(kit.out, "_height", 50)


def version(context: Context) -> int:
    """The version in use."""
    with reading(context.database) as session:
        learnt = following.ranker(session, Desk.FINANCING).learnt
    return learnt.version if learnt else 0


def test_lists_in_the_database_are_read_as_they_were_used(used: Context) -> None:
    with reading(used.database) as session:
        found = logs.impressions(session, RELEASE)
    made = sorted(use(400, 21), key=lambda one: one.seeker)
    assert [(one.seeker, used_lines(one)) for one in found] == [
        (one.seeker, used_lines(one)) for one in made
    ]


def used_lines(impression: Impression) -> list[tuple[str, int, tuple[float, ...], Said]]:
    """What is known of the lines of a list, beside what orders before their score."""
    return [(line.offer, line.place, line.worths, line.said) for line in impression.lines]


def test_the_command_promotes_what_is_better_and_tells_its_history(
    used: Context, folder: Path
) -> None:
    done = command("--golden", str(folder))
    assert (done.exit_code, version(used)) == (0, 1)
    assert "version 1 is in use" in done.stdout
    assert "1 judged startups" in done.stdout
    told = command("history")
    assert told.exit_code == 0
    assert "+1" in told.stdout.split("in use:")[1]
    with reading(used.database) as session:
        row = following.current(session, Desk.FINANCING)
    assert row
    assert row.figures["preference"]["gain"]["p"] < LEARNING.level
    assert row.bands[0]["band"] == "very_good"


def test_before_anything_is_learnt_the_history_says_so_and_what_learns(used: Context) -> None:
    done = command("history")
    assert done.exit_code == 0
    assert done.stdout.startswith("financing: nothing is learnt yet")
    assert Ranker(Desk.FINANCING).version in done.stdout
    assert "`wasl learn`" in done.stdout
    assert len(done.stdout.splitlines()) == 1


def test_the_command_goes_back(used: Context, folder: Path) -> None:
    command("--golden", str(folder))
    assert command("back").exit_code == 0
    assert version(used) == 0
    assert command("back", "1").exit_code == 0
    assert version(used) == 1


def test_the_command_refuses_saying_why_when_little_was_decided(
    used: Context, folder: Path
) -> None:
    with writing(used.database) as session:
        session.execute(delete(DecisionStep).where(DecisionStep.seeker_id > "s21-1"))
    done = command("--golden", str(folder))
    assert (done.exit_code, version(used)) == (1, 0)
    assert f"not promoted: {FAULTS['few']}" in done.stdout


def test_without_a_judged_set_nothing_is_promoted(used: Context, tmp_path: Path) -> None:
    done = command("--golden", str(tmp_path / "nothing"))
    assert (done.exit_code, version(used)) == (1, 0)
    assert "nothing" in done.stderr
