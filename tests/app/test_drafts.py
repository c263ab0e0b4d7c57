"""What is typed and not sent is kept for one person, and what was sent makes nothing twice."""

import pytest
from sqlalchemy import select

from app.context import Context
from app.drafts import submissions
from app.drafts.models import Submission
from app.drafts.service import LARGEST, MOST, NoForm, TooLong, drafts, drop, keep, kept
from app.kit.database import reading, writing
from tests.app.people import account

FORM = "/startups/new"
TOKEN = "0" * 32


def test_what_was_typed_is_there_again_with_every_value_of_a_field(empty_context: Context) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session:
        keep(session, person.id, FORM, {"name": "Aqua", "sectors": ["watertech", "IoT"]})
    with reading(empty_context.database) as session:
        draft = kept(session, person.id, FORM)
    assert draft is not None
    assert draft.fields == {"name": ("Aqua",), "sectors": ("watertech", "IoT")}


def test_a_draft_is_its_persons_own(empty_context: Context) -> None:
    one, other = account(empty_context), account(empty_context)
    with writing(empty_context.database) as session:
        keep(session, one.id, FORM, {"name": "Aqua"})
        assert kept(session, other.id, FORM) is None
        drop(session, other.id, FORM)
        assert kept(session, one.id, FORM) is not None
        drop(session, one.id, FORM)
        assert kept(session, one.id, FORM) is None


def test_one_of_a_companys_questions_is_a_form_of_its_own(empty_context: Context) -> None:
    person = account(empty_context)
    form = "/startups/aqua/financing?ask=employees"
    with writing(empty_context.database) as session:
        keep(session, person.id, form, {"value": "7"})
        assert [one.form for one in drafts(session, person.id)] == [form]


def test_what_is_typed_later_takes_the_place_of_what_was(empty_context: Context) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session:
        keep(session, person.id, FORM, {"name": "Aqua", "city": "Agadir"})
        keep(session, person.id, FORM, {"name": "AquaNour"})
    with reading(empty_context.database) as session:
        assert [dict(one.fields) for one in drafts(session, person.id)] == [{"name": ("AquaNour",)}]


@pytest.mark.parametrize("form", ["/account/password", "/account/confirm", "/sign-in", "/join"])
def test_forms_that_ask_for_what_opens_a_door_keep_nothing(
    empty_context: Context, form: str
) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session, pytest.raises(NoForm):
        keep(session, person.id, form, {"new": "Sésame 12", "name": "Nour"})


@pytest.mark.parametrize("form", ["/account", "/account/keys"])
def test_of_an_account_only_what_opens_nothing_is_kept(empty_context: Context, form: str) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session:
        keep(session, person.id, form, {"new": "Sésame 12", "proof": "123456", "name": "Nour"})
        assert [dict(one.fields) for one in drafts(session, person.id)] == [{"name": ("Nour",)}]


@pytest.mark.parametrize(
    "form",
    [
        "",
        "startups",
        "//evil.example/",
        "https://evil.example/",
        "/a?b=c",
        "/a\nb",
        "/\\evil",
        "/é",
        "/startups/new?ask=name",
        "/startups/aqua/edit?ask=name",
        "/sites/agadir/edit?ask=name",
        "/startups/aqua/financing?ask=",
    ],
)
def test_a_form_is_named_by_a_page_of_ours(empty_context: Context, form: str) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session, pytest.raises(NoForm):
        keep(session, person.id, form, {"name": "Aqua"})


def test_a_draft_has_an_end(empty_context: Context) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session:
        with pytest.raises(TooLong):
            keep(session, person.id, FORM, {"description": "x" * LARGEST})
        assert kept(session, person.id, FORM) is None


def test_of_too_many_drafts_the_oldest_give_way(empty_context: Context) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session:
        for number in range(MOST + 3):
            keep(session, person.id, f"/startups/s{number}/edit", {"name": str(number)})
        left = drafts(session, person.id)
    assert len(left) == MOST
    assert left[0].form == f"/startups/s{MOST + 2}/edit"
    assert "/startups/s2/edit" not in {one.form for one in left}


def test_a_form_sent_again_leads_where_it_led(empty_context: Context) -> None:
    one, other = account(empty_context), account(empty_context)
    with writing(empty_context.database) as session:
        submissions.note(session, one.id, TOKEN, "/startups/aqua/financing")
    with reading(empty_context.database) as session:
        assert submissions.result(session, one.id, TOKEN) == "/startups/aqua/financing"
        assert submissions.result(session, other.id, TOKEN) is None


def test_a_form_without_a_token_is_not_recognised(empty_context: Context) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session:
        submissions.note(session, person.id, "", "/startups/aqua")
        submissions.note(session, person.id, "not a token", "/startups/aqua")
        assert session.scalars(select(Submission)).all() == []
