"""The talent of the network in figures: who is counted, and what is withheld."""

from pathlib import Path

import pytest
from sqlalchemy import update

from app.accounts import consents
from app.candidates.models import Candidate
from app.context import Context
from app.introductions import service as introductions
from app.kit.database import now, writing
from app.kit.days import today
from app.talent import desks
from app.talent.figures import TalentFigures, figures, told
from tests.app.cvs import schools
from tests.app.queries import statements
from tests.app.work import FRENCH, companies, founder, offered, owner, pushed

COUNTED = ("talent_pool", "talent_network", "talent_statistics")


@pytest.fixture
def world(empty_context: Context, tmp_path: Path) -> Context:
    """Two schools and a startup."""
    schools(empty_context, tmp_path / "network", "ensias", "inpt")
    companies(empty_context, "aquanour")
    return empty_context


def came(context: Context, folder: Path, many: int, *purposes: str, cv: str = FRENCH) -> list[str]:
    """The ids of candidates who came and said yes to some purposes."""
    folder.mkdir(exist_ok=True)
    ids = [pushed(context, folder, f"{cv}\n{folder.name} {at}", f"cv{at}") for at in range(many)]
    for one in ids:
        owner(context, one, *purposes)
    return ids


def counts(cells: object) -> dict[str, int | None]:
    return {one.code: one.count for one in cells}  # type: ignore[attr-defined]


def stages(shown: TalentFigures) -> dict[str, int | None]:
    return counts(shown.stages)


def test_only_who_lets_themselves_be_counted_is(world: Context, tmp_path: Path) -> None:
    counted = came(world, tmp_path / "a", 6, *COUNTED)
    came(world, tmp_path / "b", 3, "talent_pool", "talent_network")
    offer_id = offered(world)
    desks.show_candidates(world, offer_id, limit=20, channel="page")
    for one in counted[:5]:
        introductions.for_offer(world, founder(world), offer_id, one)
    shown = figures(world)
    assert (shown.year, shown.years, shown.counted) == (today().year, (today().year,), 5)
    assert [(one.school.id, one.count) for one in shown.schools] == [("ensias", 5)]
    assert stages(shown) == {"pool": 5, "seen": 5, "proposed": 5, "met": 0, "hired": 0}
    assert counts(shown.languages)["fr"] == 5
    assert counts(shown.contracts) == {}


def test_a_figure_about_few_is_withheld_and_nothing_of_few_is_counted(
    world: Context, tmp_path: Path
) -> None:
    few = came(world, tmp_path / "a", 4, *COUNTED)
    shown = figures(world)
    assert (shown.counted, shown.schools, shown.stages, shown.languages) == (None, (), (), ())
    came(world, tmp_path / "b", 1, *COUNTED)
    offer_id = offered(world)
    for one in few[:2]:
        introductions.for_offer(world, founder(world), offer_id, one)
    assert (figures(world).counted, stages(figures(world))["proposed"]) == (5, None)


def test_who_takes_their_yes_back_is_counted_no_more(world: Context, tmp_path: Path) -> None:
    ids = came(world, tmp_path / "a", 5, "talent_statistics")
    who = owner(world, ids[0], "talent_statistics")
    assert who.person
    assert figures(world).counted == 5
    consents.withdraw(world, who, who.person.id, "talent_statistics")
    assert figures(world).counted is None


def test_candidates_are_counted_in_the_year_in_which_their_cv_came(
    world: Context, tmp_path: Path
) -> None:
    came(world, tmp_path, 5, *COUNTED)
    before = now().replace(year=now().year - 1, month=6, day=1)
    with writing(world.database) as session:
        session.execute(update(Candidate).values(created_at=before))
    assert (figures(world).counted, figures(world).years) == (0, (today().year, before.year))
    assert figures(world, before.year).counted == 5


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (48, 50), (50, 50)]
)
def test_few_are_withheld_and_others_rounded(count: int, shown: int | None) -> None:
    assert told(count) == shown


def test_a_figure_that_is_withheld_is_not_what_its_total_lacks(
    world: Context, tmp_path: Path
) -> None:
    ids = came(world, tmp_path, 9, *COUNTED)
    inpt = update(Candidate).where(Candidate.id.in_(ids[:3])).values(organisation_id="inpt")
    with writing(world.database) as session:
        session.execute(inpt)
    shown = figures(world)
    assert {one.school.id: one.count for one in shown.schools} == {"ensias": 5, "inpt": None}
    assert shown.counted == 10


def test_figures_take_as_many_statements_for_many_as_for_some(
    world: Context, tmp_path: Path
) -> None:
    sent = []
    for at, many in enumerate((5, 7)):
        came(world, tmp_path / str(at), many, *COUNTED)
        with statements(world.database) as counted:
            figures(world)
        sent.append(len(counted))
    assert sent[0] == sent[1]
