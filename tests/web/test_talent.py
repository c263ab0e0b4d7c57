"""A company's talent desk: from an offer to the question who a candidate is, on plain pages."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.accounts.policy import Membership, Role, Scope
from app.candidates.schemas import Standing
from app.context import Context
from app.introductions import service as introductions
from app.introductions.models import Viewing
from app.introductions.schemas import StepGiven
from app.introductions.states import Step
from app.kit.database import reading
from app.kit.i18n import translator
from app.matches.models import StoredShortlist
from app.offers import showing
from app.offers.models import Offer
from app.offers.schemas import OfferShown
from app.offers.states import OfferState
from matching.profile import LANGUAGES, Desk
from matching.ranking.bands import Said, bands
from tests.app.cvs import schools
from tests.app.networks import small
from tests.app.people import account, signed_in
from tests.app.queries import statements
from tests.app.work import (
    ADVERT,
    FRENCH,
    NAMESAKE,
    draft,
    founder,
    offered,
    pooled,
)
from tests.web.factories import browsing

FOUNDER = Membership(Role.FOUNDER, Scope("startup", "aquanour"))
DESK = "/startups/aquanour/talent"
NEW = "/startups/aquanour/offers/new"
# What would say who the candidate is.
TELLING = ("Sanhaji", "badr", "example.ma", "661223344", "ENSIAS")


@pytest.fixture
def desk(world: Context) -> Iterator[TestClient]:
    """A browser in which a founder is signed in."""
    client = browsing(world)
    yield signed_in(client, world, account(world, FOUNDER))
    client.close()


def text(key: str, language: str = "fr", **values: object) -> str:
    return html.escape(translator(language).text(key, **values), quote=False)


def main(answer: Response) -> str:
    """What a page says beside its frame, which names who is signed in."""
    return answer.text.split("<main")[1]


def offer(context: Context, offer_id: str) -> OfferShown:
    return showing.offer(context, offer_id)


def standing(shown: OfferShown, field: str, key: str = "") -> Standing:
    return next(one.standing for one in shown.values if (one.field, one.key) == (field, key))


def fields(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form of a page, as it was shown."""
    body = page.split('class="form', 1)[1].split("</form>", maxsplit=1)[0]
    found: dict[str, list[str]] = {}
    for name, given in re.findall(r'<input[^>]*name="([^"]+)"[^>]* value="([^"]*)"', body):
        found.setdefault(name, []).append(html.unescape(given))
    for tag in re.findall(r'<input type="checkbox"[^>]*>', body):
        name, given = re.findall(r'(?:name|value)="([^"]*)"', tag)
        if " checked" not in tag:
            found[name].remove(given)
    for name, given in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n([^<]*)', body):
        found[name] = [html.unescape(given)]
    for name, options in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL
    ):
        found[name] = re.findall(r'value="([^"]*)" selected', options)[:1] or [""]
    return {name: given for name, given in found.items() if given and name != "form"}


def written(desk: TestClient, advert: str = ADVERT) -> str:
    """The id of an offer that was written by the form."""
    sent = {**fields(desk.get(NEW).text), "text": advert}
    answer = desk.post(NEW, data=sent)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).split("/")[2]


def confirm(desk: TestClient, offer_id: str, **changes: object) -> Response:
    address = f"/offers/{offer_id}/confirm"
    return desk.post(address, data={**fields(desk.get(address).text), **changes})


# Writing an offer


def test_what_is_read_in_a_text_is_shown_beside_its_words(desk: TestClient) -> None:
    page = desk.get(f"/offers/{written(desk)}/confirm").text
    told = fields(page)
    assert told["title"] == ["Développeur web Python"]
    assert (told["skill.python"], told["skill.docker"]) == (["core"], ["nice"])
    assert (told["contracts"], told["city"], told["years_least"]) == (
        ["cdi"],
        ["Casablanca"],
        ["2"],
    )
    assert told["language.fr"] == ["C1"]
    assert "Lieu : Casablanca" in page.split('id="f-city-hint"')[1].split("</p>")[0]
    assert "Docker serait un plus" in page.split('id="f-skill.docker-hint"')[1].split("</p>")[0]


def test_what_is_left_is_confirmed_and_what_is_written_otherwise_corrected(
    desk: TestClient, world: Context
) -> None:
    id_ = written(desk)
    changes = {"skill.docker": "", "city": "Rabat", "more_must": "Redis, Kotlin"}
    answer = confirm(desk, id_, **changes)
    assert answer.headers["location"] == f"/offers/{id_}?done=confirmed"
    shown = offer(world, id_)
    assert shown.waiting == 0
    assert standing(shown, "title") is Standing.CONFIRMED
    assert standing(shown, "skills", "python") is Standing.CONFIRMED
    assert standing(shown, "skills", "docker") is Standing.DENIED
    assert standing(shown, "skills", "redis") is Standing.CORRECTED
    assert (shown.city, standing(shown, "city")) == ("Rabat", Standing.CORRECTED)
    assert shown.state == OfferState.DRAFT
    again = confirm(desk, id_)
    assert again.status_code == 303
    assert offer(world, id_).values == shown.values


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    desk: TestClient, world: Context
) -> None:
    id_ = written(desk)
    wrong = {"years_least": "5", "years_most": "deux", "more_nice": "Blorbing", "city": "Fès"}
    answer = confirm(desk, id_, **wrong)
    assert answer.status_code == 422
    told = fields(answer.text)
    assert {name: told[name] for name in wrong} == {name: [one] for name, one in wrong.items()}
    assert re.findall(r'href="#f-(\w+)"', answer.text) == ["more_nice", "years_most"]
    assert text("offer.no_skill") in answer.text.split('id="f-more_nice-fault"')[1].split("</p>")[0]
    assert offer(world, id_).waiting


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("level", "wizard"),
        ("mode", "x"),
        ("degree", "9"),
        ("language.fr", "Z9"),
        ("title", "x" * 201),
    ],
)
def test_what_no_form_offers_is_refused(desk: TestClient, name: str, typed: str) -> None:
    answer = confirm(desk, written(desk), **{name: typed})
    assert answer.status_code == 422
    assert f'href="#f-{name}"' in answer.text


def test_an_offer_is_confirmed_opened_and_closed(desk: TestClient, world: Context) -> None:
    id_ = written(desk)
    assert confirm(desk, id_, open="1").headers["location"] == f"/offers/{id_}?done=opened"
    assert offer(world, id_).state == OfferState.OPEN
    assert text("offer_done.opened") in desk.get(f"/offers/{id_}?done=opened").text
    closed = desk.post(f"/offers/{id_}/state", data={"state": "closed"})
    assert closed.headers["location"] == f"/offers/{id_}?done=closed"
    assert offer(world, id_).state == OfferState.CLOSED
    assert text("offer_move.open") in desk.get(f"/offers/{id_}").text


def test_an_offer_that_says_nothing_is_asked_for_again_with_what_was_typed(
    desk: TestClient, world: Context
) -> None:
    answer = desk.post(NEW, data={"text": "Dev", "hides_school": "yes"})
    assert answer.status_code == 422
    assert text("offer.too_short") in answer.text.split('id="f-text-fault"')[1].split("</p>")[0]
    told = fields(answer.text)
    assert (told["text"], told["hides_school"]) == (["Dev"], ["yes"])
    with reading(world.database) as session:
        assert session.scalar(select(func.count()).select_from(Offer)) == 0


def test_a_form_that_is_sent_twice_makes_one_offer(desk: TestClient, world: Context) -> None:
    sent = {**fields(desk.get(NEW).text), "text": ADVERT}
    first, second = (desk.post(NEW, data=sent).headers["location"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("page", ["new", "edit", "confirm"])
def test_what_is_typed_and_kept_is_there_again(desk: TestClient, world: Context, page: str) -> None:
    form = NEW if page == "new" else f"/offers/{draft(world).id}/{page}"
    name = "city" if page == "confirm" else "text"
    answer = desk.post("/drafts", data={"form": form, "draft": "1", name: "Mot à mot"})
    assert answer.headers["location"] == f"{form}?kept=1"
    assert fields(desk.get(form).text)[name] == ["Mot à mot"]
    assert f'href="{form}"' in desk.get("/").text


def test_a_box_that_was_unticked_is_so_in_the_draft(desk: TestClient, world: Context) -> None:
    made = draft(world, hides_school=True)
    edit, asked = f"/offers/{made.id}/edit", f"/offers/{made.id}/confirm"
    assert "hides_school" in fields(desk.get(edit).text)
    assert "contracts" in fields(desk.get(asked).text)
    for form in (edit, asked):
        desk.post("/drafts", data={"form": form, "draft": "1", "text": ADVERT})
    assert "hides_school" not in fields(desk.get(edit).text)
    assert "contracts" not in fields(desk.get(asked).text)


def test_what_was_not_there_yet_when_the_form_was_opened_stays_as_it_is(
    desk: TestClient, world: Context
) -> None:
    id_ = written(desk)
    sent = fields(desk.get(f"/offers/{id_}/confirm").text)
    later = f"{ADVERT}\nKubernetes exigé. Russe courant exigé."
    desk.post(f"/offers/{id_}/edit", data={"text": later})
    places = (("skills", "kubernetes"), ("languages", "ru"))
    assert [standing(offer(world, id_), *one) for one in places] == [Standing.READ] * 2
    assert desk.post(f"/offers/{id_}/confirm", data=sent).status_code == 303
    assert [standing(offer(world, id_), *one) for one in places] == [Standing.READ] * 2


def test_a_contract_that_was_not_there_yet_when_the_form_was_opened_stays_as_it_is(
    desk: TestClient, world: Context
) -> None:
    id_ = written(desk)
    path, named = f"/offers/{id_}/confirm", offer(world, id_).contracts
    sent = fields(desk.get(path).text)
    later = ADVERT.replace("Contrat : CDI", "Contrat : CDI / freelance")
    desk.post(f"/offers/{id_}/edit", data={"text": later})
    assert standing(offer(world, id_), "contracts", "freelance") is Standing.READ
    unticked = {name: given for name, given in sent.items() if name != "contracts"}
    assert desk.post(path, data=unticked).status_code == 303
    shown = offer(world, id_)
    assert {standing(shown, "contracts", one) for one in named} == {Standing.DENIED}
    assert standing(shown, "contracts", "freelance") is Standing.READ
    assert desk.post(path, data=fields(desk.get(path).text) | {"contracts": []}).status_code == 303
    assert standing(offer(world, id_), "contracts", "freelance") is Standing.DENIED


def test_a_text_that_is_written_anew_keeps_what_was_confirmed(
    desk: TestClient, world: Context
) -> None:
    id_ = written(desk)
    confirm(desk, id_)
    answer = desk.post(f"/offers/{id_}/edit", data={"text": ADVERT.replace("Casablanca", "Fès")})
    assert answer.headers["location"] == f"/offers/{id_}/confirm"
    shown = offer(world, id_)
    assert (shown.city, "Fès" in shown.text) == ("Casablanca", True)


# Candidates


def test_candidates_are_shown_with_their_reasons_and_without_who_they_are(
    desk: TestClient, world: Context, tmp_path: Path
) -> None:
    pooled(world, tmp_path, FRENCH, "web")
    pooled(world, tmp_path, NAMESAKE, "books")
    page = main(desk.get(f"/offers/{offered(world, hides_school=True)}/candidates"))
    assert not [word for word in TELLING if word.lower() in page.lower()]
    first, second = re.split(r'<li class="match" id="c\d+">', page)[1:]
    assert "Développeur web" in first
    assert '<li class="tag met held">' in first
    assert "Docker" in first.split('class="tag met missing"')[1].split("</li>")[0]
    assert "Python" in first.split('class="rows proofs"')[1]
    assert f"<strong>{text('band.very_good')}</strong>" in first
    assert f"<strong>{text('band.none')}</strong>" in second
    best = bands(Desk.TALENT, Said.CLEAR)[0]
    assert text("score.band", judged=best.judged, suited=best.suited) in first
    assert text("candidate_verdict.eligible") in first
    assert text("candidate_verdict.to_verify") in second
    assert re.findall(r'<li class="(yes|no|unknown)">', second)
    with reading(world.database) as session:
        assert session.scalar(select(func.count()).select_from(Viewing)) == 2
        assert session.scalars(select(StoredShortlist)).one()


def test_an_implied_skill_is_marked_as_implied(
    desk: TestClient, world: Context, tmp_path: Path
) -> None:
    pooled(world, tmp_path, FRENCH.replace("Python", "Django"), "web")
    page = desk.get(f"/offers/{offered(world)}/candidates").text
    implied = page.split(text("skill_met.implied"))[1].split("</dd>")[0]
    assert "Python" in implied


def test_words_and_titles_stand_apart_from_a_page_in_arabic(
    desk: TestClient, world: Context
) -> None:
    page = desk.get(f"/offers/{draft(world).id}/confirm?lang=ar").text
    quoted = re.findall("«(.*?)»", page)
    assert quoted
    assert [one for one in quoted if (one[0], one[-1]) != ("\u2068", "\u2069")] == []
    assert "><bdi>Développeur web Python</bdi></a>" in page


def test_that_nobody_fits_is_said_plainly(desk: TestClient, world: Context, tmp_path: Path) -> None:
    pooled(world, tmp_path, NAMESAKE, "books")
    page = desk.get(f"/offers/{offered(world)}/candidates").text
    assert "Personne ne convient" in page.split('class="alert warning"')[1].split("</div>")[0]
    assert '<details class="rest" open>' in page


def test_nobody_at_all_is_said_too(desk: TestClient, world: Context) -> None:
    page = desk.get(f"/offers/{offered(world)}/candidates").text
    assert text("card.nobody") in page
    assert "Personne n’est encore dans le vivier" in page
    assert "Personne ne convient" not in page


def test_a_draft_has_no_candidates(desk: TestClient, world: Context) -> None:
    id_ = draft(world).id
    assert desk.get(f"/offers/{id_}/candidates").headers["location"] == f"/offers/{id_}"
    two = {"candidate": ["a", "b"]}
    assert desk.get(f"/offers/{id_}/compare", params=two).headers["location"] == f"/offers/{id_}"


def test_candidates_are_compared_side_by_side(
    desk: TestClient, world: Context, tmp_path: Path
) -> None:
    ids = [pooled(world, tmp_path, cv, str(at))[0] for at, cv in enumerate((FRENCH, NAMESAKE))]
    address = f"/offers/{offered(world)}/compare"
    page = main(desk.get(address, params={"candidate": ids}))
    assert page.count('<th scope="col">') == 2
    assert text("candidate_row.held") in page
    assert not [word for word in TELLING[:-1] if word.lower() in page.lower()]
    for wrong in ([ids[0]], [*ids, "0" * 32], []):
        refused = desk.get(address, params={"candidate": wrong})
        assert refused.status_code == 422
        assert text("card.not_comparable") in refused.text


# Introductions


def shortlisted(desk: TestClient, context: Context, candidate_id: str, offer_id: str) -> str:
    """The address of what is between a candidate and an offer, once the company shortlists them."""
    answer = desk.post(f"/offers/{offer_id}/introductions", data={"candidate_id": candidate_id})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).split("?")[0]


def test_who_a_candidate_is_is_asked_and_theirs_to_say(
    desk: TestClient, world: Context, tmp_path: Path
) -> None:
    someone, who = pooled(world, tmp_path)
    id_ = offered(world)
    address = shortlisted(desk, world, someone, id_)
    assert f'href="{address}/ask"' in desk.get(address).text
    asking = desk.get(f"{address}/ask").text
    assert text("asking.decides") in asking
    assert all(text(f"revealable.{name}") in asking for name in ("name", "emails", "education"))
    desk.post(address, data={"step": "asked"})
    waiting = desk.get(address).text
    assert text("step_note.asked") in waiting
    assert "Sanhaji" not in waiting
    assert f'href="{address}"' in desk.get(f"/offers/{id_}/candidates").text
    taken = StepGiven(step=Step.REVEALED, reveals=("name", "emails"))
    introductions.take(world, who, address.rsplit("/", 1)[1], taken)
    known = desk.get(address).text
    assert "Sanhaji" in known.split('id="revealed-title"')[1].split("</section>")[0]
    assert text("revealable.phones") not in known
    assert "Sanhaji" in desk.get(f"/offers/{id_}/introductions").text


def test_what_asking_means_is_told_to_who_takes_part_and_to_nobody_else(
    desk: TestClient, world: Context, tmp_path: Path
) -> None:
    someone, who = pooled(world, tmp_path)
    asking = f"{shortlisted(desk, world, someone, offered(world))}/ask"

    def opened(person: object) -> int:
        client = browsing(world)
        client.follow_redirects = False
        return signed_in(client, world, person).get(asking).status_code  # type: ignore[arg-type]

    assert desk.get(asking).status_code == 200
    assert opened(account(world, Membership(Role.FOUNDER, Scope("startup", "chari")))) == 403
    assert opened(account(world, Membership(Role.SCHOOL, Scope("organisation", "other")))) == 403
    assert opened(who.person) == 303
    nobody = browsing(world)
    led = nobody.get(asking, follow_redirects=False)
    assert led.headers["location"].startswith("/sign-in?next=")


def test_what_came_of_it_is_noted_and_a_refusal_says_why(
    desk: TestClient, world: Context, tmp_path: Path
) -> None:
    someone, who = pooled(world, tmp_path)
    address = shortlisted(desk, world, someone, offered(world))
    desk.post(address, data={"step": "asked"})
    id_ = address.rsplit("/", 1)[1]
    introductions.take(world, who, id_, StepGiven(step=Step.REVEALED))
    assert desk.post(address, data={"step": "met"}).status_code == 303
    silent = desk.post(address, data={"step": "not_hired", "reason": " "})
    assert silent.status_code == 422
    assert text("introduction_fault.none") in silent.text.split('id="f-reason-fault"')[1]
    long = desk.post(address, data={"step": "not_hired", "reason": "x" * 501})
    assert (long.status_code, "x" * 501 in long.text) == (422, True)
    desk.post(address, data={"step": "not_hired", "reason": "Le poste est pourvu."})
    assert "Le poste est pourvu." in desk.get(address).text
    assert introductions.introduction(world, founder(world), id_).state is Step.NOT_HIRED


def test_a_step_that_is_not_the_next_is_refused(
    desk: TestClient, world: Context, tmp_path: Path
) -> None:
    someone, _ = pooled(world, tmp_path)
    address = shortlisted(desk, world, someone, offered(world))
    assert desk.post(address, data={"step": "hired"}).status_code == 409
    desk.post(address, data={"step": "dropped"})
    assert desk.get(f"{address}/ask").headers["location"] == address


# The desks, and the homes


def test_a_desk_shows_what_waits(desk: TestClient, world: Context, tmp_path: Path) -> None:
    assert text("talent.none_title") in desk.get(DESK).text
    someone, _ = pooled(world, tmp_path)
    id_ = offered(world)
    address = shortlisted(desk, world, someone, id_)
    desk.post(address, data={"step": "asked"})
    page = desk.get(DESK).text
    assert f'href="/offers/{id_}"' in page
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["1", "0", "1", "0"]
    home = desk.get("/").text
    assert f'href="{DESK}"' in home
    assert re.findall(r"<dd>(\d+)</dd>", home) == ["1", "0", "1", "0"]


def test_a_page_of_offers_asks_no_more_for_many(
    desk: TestClient, world: Context, tmp_path: Path
) -> None:
    def more(*names: str) -> str:
        offer_id = offered(world)
        for name in names:
            someone, _ = pooled(world, tmp_path, FRENCH.replace("PostgreSQL", name), name)
            shortlisted(desk, world, someone, offer_id)
        return offer_id

    def asked(offer_id: str) -> list[int]:
        counts = []
        for address in (DESK, "/offers", f"/offers/{offer_id}/introductions"):
            with statements(world.database) as sent:
                assert desk.get(address).status_code == 200
            counts.append(len(sent))
        return counts

    few = asked(more("Redis"))
    assert asked(more("Kotlin", "Scrum", "Terraform")) == few


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_each_language(
    desk: TestClient, world: Context, tmp_path: Path, language: str
) -> None:
    someone, _ = pooled(world, tmp_path)
    id_ = offered(world)
    between = shortlisted(desk, world, someone, id_)
    for address in (
        *(DESK, NEW, "/offers", f"/offers/{id_}"),
        *(f"/offers/{id_}/{name}" for name in ("edit", "confirm", "candidates", "introductions")),
        *(between, f"{between}/ask"),
    ):
        answer = desk.get(address, params={"lang": language})
        assert answer.status_code == 200, address
        assert len(re.findall(r"<h1", answer.text)) == 1
        body = answer.text.split("<main")[1]
        assert re.findall(r"\b(?:offer|card|talent|introduction|asking)\.[a-z_]+\b", body) == []


def test_a_coach_proposes_for_the_companies_of_the_site(
    empty_context: Context, tmp_path: Path
) -> None:
    schools(empty_context, tmp_path / "schools", "ensias")
    small(empty_context, tmp_path)
    coach = account(empty_context, Membership(Role.COACH, Scope("site", "nord")))
    someone, _ = pooled(empty_context, tmp_path)
    theirs, other = (offered(empty_context, startup_id=one) for one in ("a", "c"))
    client = browsing(empty_context)
    signed_in(client, empty_context, coach)
    listed = client.get("/offers").text
    assert f'href="/offers/{theirs}"' in listed
    assert f'href="/offers/{other}"' not in listed
    assert 'href="/offers"' in client.get("/").text.split("<main")[1]
    assert text("step_action.proposed") in client.get(f"/offers/{theirs}/candidates").text
    address = shortlisted(client, empty_context, someone, theirs)
    assert text("step_note.proposed") in client.get(address).text
    assert re.findall(r"<dd>(\d+)</dd>", client.get("/offers").text) == ["1", "1", "0", "0"]
    assert client.get(f"/offers/{other}/candidates").status_code == 403
