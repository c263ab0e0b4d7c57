"""A candidate corrects what was read of them, by the forms of their own page."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.candidates import service
from app.candidates.schemas import Standing
from app.context import Context
from tests.app.cvs import FRENCH
from tests.app.test_candidates import value
from tests.app.work import owner, pushed
from tests.web.factories import entered
from tests.web.markup import Page

# One who did a traineeship, and a Master's degree.
TRAINEE = FRENCH.replace("Développeur web — Zellij", "Stage de développeur web — Zellij").replace(
    "Ingénieur en génie informatique", "Master en génie informatique"
)


@pytest.fixture
def candidate(world: Context, tmp_path: Path) -> str:
    return pushed(world, tmp_path, TRAINEE)


@pytest.fixture
def browser(world: Context, candidate: str) -> Iterator[TestClient]:
    """A browser in which the candidate is signed in."""
    client = entered(world, owner(world, candidate))
    yield client
    client.close()


def entry_form(fields: Mapping[str, str]) -> bool:
    return fields.get("standing") == "corrected"


def corrected(
    browser: TestClient, context: Context, id_: str, field: str, **changes: str
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """An entry, and what it is once the page's own form was sent with some parts changed."""
    [entry] = [one for one in service.portrait(context, id_).values if one.field == field]
    forms = [one.fields for one in Page(browser.get("/profile").text).forms("/profile")]
    [form] = [one for one in forms if one.get("key") == entry.key and entry_form(one)]
    answer = browser.post(f"/candidates/{id_}/answers", data=form | changes)
    assert answer.status_code == 303
    after = value(service.portrait(context, id_), field, entry.key)
    assert after.standing is Standing.CORRECTED
    return entry.value, after.value


def test_correcting_a_part_changes_nothing_that_no_form_asks_for(
    browser: TestClient, world: Context, candidate: str
) -> None:
    client, id_ = browser, candidate
    read, after = corrected(client, world, id_, "experience", organisation="Zellij")
    assert (read["kind"], after["kind"]) == ("internship", "internship")
    assert after["organisation"]["value"] == "Zellij"
    read, after = corrected(client, world, id_, "education", studied="Réseaux")
    assert (read["level"], after["level"]) == (5, 5)
    assert (read["field"], after["field"]["value"]) == (None, "Réseaux")
    _, after = corrected(client, world, id_, "education", degree="Licence en informatique")
    assert after["level"] == 3
    _, after = corrected(client, world, id_, "education", degree="Parcours libre")
    assert after["level"] is None


def opened(page: str) -> list[str]:
    """The folded parts of a page that are open."""
    return re.findall(r"<details[^>]* open>.*?</details>", page, re.DOTALL)


def test_a_form_with_a_fault_is_open_and_holds_what_was_typed(
    browser: TestClient, world: Context, candidate: str
) -> None:
    address = f"/candidates/{candidate}/answers"
    typed = {"standing": "corrected", "field": "experience", "title": "Architecte", "start": "hier"}
    shown = service.portrait(world, candidate).values
    [entry] = [one for one in shown if one.field == "experience"]
    assert opened(browser.get("/profile").text) == []
    for place in ({"key": entry.key}, {"add": "1"}):
        [part] = opened(browser.post(address, data=typed | place).text)
        assert 'value="Architecte"' in part
        assert 'value="hier"' in part
        assert ('name="add"' in part) == ("add" in place)
