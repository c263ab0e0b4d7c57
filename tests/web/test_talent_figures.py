"""The page of the talent of the network in figures."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from app.introductions import service as introductions
from app.kit.days import today
from app.kit.i18n import translator
from matching.profile import LANGUAGES
from tests.app.people import membership, somebody
from tests.app.test_talent_figures import COUNTED, came
from tests.app.work import founder, offered
from tests.web.factories import entered

PAGE = "/network/talent"


@pytest.fixture
def managing(world: Context) -> Iterator[TestClient]:
    """A browser in which a network manager is signed in."""
    client = entered(world, somebody(world, membership(Role.MANAGER)))
    yield client
    client.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_shown_and_few_are_withheld_and_said_so(
    managing: TestClient, world: Context, tmp_path: Path, language: str
) -> None:
    told = translator(language)
    assert told.text("network.talent_none") in managing.get(PAGE, params={"lang": language}).text
    counted = came(world, tmp_path, 6, *COUNTED)
    introductions.for_offer(world, founder(world), offered(world), counted[0])
    page = managing.get(PAGE, params={"lang": language, "year": today().year}).text
    stages = page.split('id="stages-title"')[1].split("</section>")[0]
    said = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", stages))
    assert said[told.text("talent_stage.pool")] == "5"
    few = told.text("network.few", fewest="5")
    assert said[told.text("talent_stage.proposed")] == f'<span class="note">{few}</span>'
    sent = page.split('id="schools-title"')[1].split("</section>")[0]
    assert re.findall(r"<dd>(.*?)</dd>", sent) == ["5"]


def test_it_is_led_to_from_the_network_and_for_managers_alone(
    managing: TestClient, world: Context
) -> None:
    assert f'href="{PAGE}"' in managing.get("/network").text
    assert managing.get(PAGE, params={"year": "x"}).status_code == 422
    for role in (Role.COACH, Role.SCHOOL, Role.FOUNDER, Role.ADMINISTRATOR):
        assert entered(world, somebody(world, membership(role))).get(PAGE).status_code == 403
