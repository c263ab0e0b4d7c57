"""Companies on pages: brought, corrected, kept as drafts, listed, compared."""

import html
import re
from collections.abc import Iterator, Mapping

import pytest
from starlette.testclient import TestClient

from app.accounts.policy import Membership, Role, Scope
from app.context import Context
from app.kit.i18n import translator
from app.profiles.importing import import_batch
from matching.profile import LANGUAGES, Kind
from tests.app.factories import batch, programme, startup
from tests.app.people import account, client_as, membership, signed_in
from tests.ingestion.factories import condition
from tests.web.factories import HERE
from web.main import create_app

NEW = "/startups/new"
SAID = {
    "name": "Aqua Nour",
    "description": "Nous vendons des capteurs aux agriculteurs.",
    "sectors": ["watertech", "", ""],
    "stage": "mvp",
}
RULED = programme("fonds-a", eligibility=[condition("company_age_years", "<=", 5)])


@pytest.fixture
def founder(empty_context: Context) -> Iterator[TestClient]:
    """Somebody with a company before three programmes."""
    import_batch(
        empty_context, Kind.PROGRAMME, batch(RULED, programme("fonds-b"), programme("fonds-c"))
    )
    import_batch(empty_context, Kind.STARTUP, batch(startup(), startup("other")))
    own = membership(Role.FOUNDER, Scope("startup", "aquanour"))
    client = TestClient(create_app(empty_context), HERE, follow_redirects=False)
    with signed_in(client, empty_context, account(empty_context, own)) as signed:
        yield signed


def filled(page: str) -> dict[str, list[str]]:
    """What a browser would send of the page's main form, were nothing typed."""
    form = page.split('class="form"')[1].split("</form>", maxsplit=1)[0]
    pairs = re.findall(r'<input[^>]*? name="(\w+)"[^>]*? value="([^"]*)"([^>]*)>', form)
    sent = [
        (name, text)
        for name, text, rest in pairs
        if not name.startswith("seeks") or "checked" in rest
    ]
    ticked = {name for name, text in sent if re.search(rf'type="radio" name="{name}"', form)}
    sent = [pair for pair in sent if pair[0] not in ticked]
    sent += re.findall(r'type="radio" name="(\w+)" value="([^"]*)"[^>]* checked', form)
    sent += re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    for name, options in re.findall(
        r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        sent.append((name, chosen[0] if chosen else ""))
    found: dict[str, list[str]] = {}
    for name, text in sent:
        found.setdefault(name, []).append(html.unescape(text))
    return found


def faults(page: str) -> list[str]:
    """The fields beside which something is said to be wrong."""
    return re.findall(r'id="f-(\w+)-fault"', page)


def counted(page: str, label: str) -> str:
    """The figure beside a label."""
    return page.split(f"<dt>{label}")[1].split("<dd>")[1].split("</dd>", maxsplit=1)[0]


def test_what_is_closed_is_told_where_nothing_else_is_possible(empty_context: Context) -> None:
    closed = programme("fonds-c", status="closed", eligibility=[])
    import_batch(empty_context, Kind.PROGRAMME, batch(closed))
    import_batch(empty_context, Kind.STARTUP, batch(startup()))
    own = membership(Role.FOUNDER, Scope("startup", "aquanour"))
    client = TestClient(create_app(empty_context), HERE)
    with signed_in(client, empty_context, account(empty_context, own)) as signed:
        page = html.unescape(signed.get("/", params={"lang": "fr"}).text)
    words = translator("fr")
    assert words.text("home.no_possible") in page
    assert counted(page, words.text("list_part.aside")) == "1"
    assert counted(page, words.text("list_part.open")) == "0"


# Bringing a company


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_says_too_little_names_what_lacks_in_a_summary_and_beside_it(
    founder: TestClient, language: str
) -> None:
    answer = founder.post(f"{NEW}?lang={language}", data={"name": " ", "description": "court"})
    assert answer.status_code == 422
    assert faults(answer.text) == ["name", "description", "sectors", "stage"]
    summary = answer.text.split('id="faults"')[1].split("</div>")[0]
    assert re.findall(r'href="#f-(\w+)"', summary) == faults(answer.text)
    assert "company." not in answer.text.split("<main")[1]
    assert ">\ncourt</textarea>" in answer.text


def test_a_company_is_brought_with_four_answers_and_has_a_list(founder: TestClient) -> None:
    answer = founder.post(NEW, data=SAID)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/startups/aqua-nour/financing"
    assert 'id="p1"' in founder.get(answer.headers["location"]).text


def test_a_company_brought_twice_by_the_same_form_is_one(founder: TestClient) -> None:
    once = filled(founder.get(NEW).text)["once"]
    answers = [founder.post(NEW, data={**SAID, "once": once}) for _ in range(2)]
    assert {one.headers["location"] for one in answers} == {"/startups/aqua-nour/financing"}
    assert founder.get("/startups/aqua-nour-2").status_code == 403


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ({"founded": "12/03/2021"}, {"company_creation_date": "2021-03-12"}),
        ({"founded": "٠٣/٢٠٢١"}, {"company_creation_date": "2021-03"}),
        ({"founded": "2021"}, {"founded_year": 2021}),
        ({"team_size": "١٢"}, {"employees": 12}),
        ({"city": "أكادير"}, {"city": "Agadir", "region": "Souss-Massa"}),
        ({"city": "agadir", "region": ""}, {"city": "Agadir", "region": "Souss-Massa"}),
        (
            {"city": "agadir", "region": "Souss-Massa"},
            {"city": "Agadir", "region": "Souss-Massa"},
        ),
        ({"city": "Ailleurs"}, {"city": "Ailleurs"}),
        ({"city": "Ailleurs", "region": "Oriental"}, {"city": "Ailleurs", "region": "Oriental"}),
        ({"url": "https://aqua.example/"}, {"url": "https://aqua.example/"}),
    ],
)
def test_what_is_typed_is_read_as_people_write_it(
    founder: TestClient, empty_context: Context, typed: Mapping[str, str], facts: dict[str, object]
) -> None:
    founder.post(f"{NEW}?lang=ar", data={**SAID, **typed})
    known = client_as(founder, empty_context, Role.MANAGER).get("/api/v1/startups/aqua-nour").json()
    found = {one["name"]: one["value"] for one in known["facts"]}
    assert {name: found[name] for name in facts} == facts


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("founded", "hier"),
        ("founded", "31/02/2021"),
        ("founded", "/"),
        ("team_size", "beaucoup"),
        ("team_size", "1,5"),
        ("team_size", "-1"),
        ("url", "aqua.example"),
        ("amount_mad", "1e9"),
        ("amount_mad", "9" * 400),
        ("stage", "licorne"),
        ("sectors", "alchimie"),
        ("legal_form", "SNC"),
        ("name", "\u202eAqua"),
    ],
)
def test_what_is_no_answer_comes_back_as_typed_with_its_reason(
    founder: TestClient, field: str, typed: str
) -> None:
    answer = founder.post(NEW, data={**SAID, field: typed})
    assert answer.status_code == 422
    assert faults(answer.text) == [field]
    assert founder.get("/startups/aqua-nour").status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_region_that_is_not_the_citys_is_refused_beside_it(
    founder: TestClient, language: str
) -> None:
    elsewhere = {"city": "agadir", "region": "Rabat-Salé-Kénitra"}
    answer = founder.post(f"{NEW}?lang={language}", data={**SAID, **elsewhere})
    assert (answer.status_code, faults(answer.text)) == (422, ["region"])
    assert translator(language).text("fault.other_region") in html.unescape(answer.text)
    form = "/startups/aquanour/edit"
    founder.post(form, data={**filled(founder.get(form).text), "city": ["Agadir"]})
    sent = filled(founder.get(form).text)
    answer = founder.post(form, data={**sent, "region": ["Rabat-Salé-Kénitra"]})
    assert (answer.status_code, faults(answer.text)) == (422, ["region"])


def test_a_region_follows_the_city_that_is_typed_anew(founder: TestClient) -> None:
    form = "/startups/aquanour/edit"
    sent = filled(founder.get(form).text)
    founder.post(form, data={**sent, "city": ["Ailleurs"], "region": ["Oriental"]})
    sent = filled(founder.get(form).text)
    assert founder.post(form, data={**sent, "city": ["Rabat"]}).status_code == 303
    assert "Rabat-Salé-Kénitra" in founder.get("/startups/aquanour").text


def test_a_description_is_kept_in_the_language_it_is_typed_in(
    founder: TestClient, empty_context: Context
) -> None:
    arabic = "نبيع للفلاحين أجهزة استشعار تكشف تسرب المياه."
    for text in (
        arabic,
        "We sell sensors that find water leaks to farmers.",
        "Nous vendons du miel.",
    ):
        founder.post(NEW, data={**SAID, "name": "Trois", "description": text})
    manager = client_as(founder, empty_context, Role.MANAGER)
    told = [manager.get(f"/api/v1/startups/trois{end}").json() for end in ("", "-2", "-3")]
    assert [list(one["description"]) for one in told] == [["ar"], ["en"], ["fr"]]


# Correcting it


def test_a_form_sent_as_it_is_states_nothing(founder: TestClient) -> None:
    sent = filled(founder.get("/startups/aquanour/edit").text)
    assert sent["name"] == ["Société aquanour"]
    assert founder.post("/startups/aquanour/edit", data=sent).status_code == 303
    assert 'id="answers"' not in founder.get("/startups/aquanour").text


def test_what_is_typed_otherwise_is_stated_by_the_startup(founder: TestClient) -> None:
    sent = filled(founder.get("/startups/aquanour/edit").text)
    changed = {**sent, "city": ["Rabat"], "sectors": ["fintech", "", ""], "seeks": ["grant"]}
    answer = founder.post("/startups/aquanour/edit", data=changed)
    page = founder.get(answer.headers["location"]).text
    edited = re.findall(r'name="field" value="([\w.]+)"', page)
    assert sorted(edited) == ["city", "sectors", "seeks"]
    assert "déclaré par la startup" in page
    again = filled(founder.get("/startups/aquanour/edit").text)
    assert (again["city"], again["sectors"][0], again["seeks"]) == (["Rabat"], "fintech", ["grant"])


def test_what_an_answer_withdrawn_would_leave_without_its_least_stays(founder: TestClient) -> None:
    founder.post(NEW, data=SAID)
    refused = founder.post("/startups/aqua-nour/release", data={"field": "name"})
    assert refused.status_code == 422
    assert "Aqua Nour" in founder.get("/startups/aqua-nour").text


def test_another_company_is_out_of_reach(founder: TestClient) -> None:
    for path in ("", "/edit", "/financing", "/compare?programme=fonds-a&programme=fonds-b"):
        assert founder.get(f"/startups/other{path}").status_code == 403
    sent = filled(founder.get("/startups/aquanour/edit").text)
    assert founder.post("/startups/other/edit", data=sent).status_code == 403


def test_who_goes_back_and_types_otherwise_is_heard(founder: TestClient) -> None:
    form = "/startups/aquanour/edit"
    sent = filled(founder.get(form).text)
    for city in ("Rabat", "Fès", "Fès"):
        founder.post(form, data={**sent, "city": [city]})
    assert filled(founder.get(form).text)["city"] == ["Fès"]


# Drafts


def test_a_draft_does_not_keep_that_a_form_was_sent(founder: TestClient) -> None:
    sent = filled(founder.get(NEW).text) | SAID
    founder.post(NEW, data=sent)
    founder.post("/drafts", data={**sent, "form": NEW})
    resumed = filled(founder.get(NEW).text)
    assert resumed["once"] != sent["once"]
    assert founder.post(NEW, data=resumed).headers["location"] == "/startups/aqua-nour-2/financing"


def test_what_is_kept_for_later_is_there_again_and_says_so(founder: TestClient) -> None:
    kept = {**SAID, "form": NEW, "draft": "1"}
    answer = founder.post("/drafts", data=kept)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{NEW}?kept=1")
    page = founder.get(answer.headers["location"]).text
    assert filled(page)["name"] == ["Aqua Nour"]
    assert filled(page)["sectors"] == ["watertech", "", ""]
    assert "Brouillon enregistré" in page
    assert "Brouillon du" in page
    assert f'href="{NEW}"' in founder.get("/").text.split("<main")[1]


def test_a_draft_that_is_dropped_leaves_the_form_as_it_was(founder: TestClient) -> None:
    founder.post("/drafts", data={**SAID, "form": NEW})
    assert founder.post("/drafts/drop", data={"form": NEW}).headers["location"] == NEW
    assert filled(founder.get(NEW).text)["name"] == [""]


def test_a_draft_that_a_script_keeps_is_answered_in_brief(founder: TestClient) -> None:
    answer = founder.post("/drafts", data={**SAID, "form": NEW})
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("form", ["//evil.example", "https://evil.example", "javascript:x", ""])
def test_no_draft_leads_elsewhere(founder: TestClient, form: str) -> None:
    for path in ("/drafts", "/drafts/drop"):
        assert founder.post(path, data={"form": form, "draft": "1"}).status_code == 422


def test_a_draft_of_a_correction_lies_over_what_is_known(founder: TestClient) -> None:
    form = "/startups/aquanour/edit"
    sent = filled(founder.get(form).text)
    founder.post("/drafts", data={**sent, "city": ["Rabat"], "form": form})
    assert filled(founder.get(form).text)["city"] == ["Rabat"]
    founder.post(form, data=filled(founder.get(form).text))
    assert "Rabat" in founder.get("/startups/aquanour").text
    assert "Brouillon du" not in founder.get(form).text


def test_an_answer_that_was_not_sent_is_asked_first_with_what_was_typed(
    founder: TestClient,
) -> None:
    form = "/startups/aquanour/financing"
    founder.post("/drafts", data={"form": form, "field": "trl", "value": "7"})
    page = founder.get(form).text
    first = page.split('class="ask"')[1].split("</form>")[0]
    assert 'name="field" value="trl"' in first
    assert 'value="7"' in first
    founder.post(form, data={"field": "has_mvp", "value": "yes"})
    assert "Brouillon du" in founder.get(form).text
    founder.post(form, data={"field": "trl", "value": "7"})
    assert "Brouillon du" not in founder.get(form).text


def test_each_question_keeps_what_was_typed_for_it(founder: TestClient) -> None:
    form = "/startups/aquanour/financing"
    for field, value in (("trl", "7"), ("annual_turnover_mad", "812345")):
        sent = {"form": f"{form}?ask={field}", "field": field, "value": value}
        assert founder.post("/drafts", data=sent).status_code == 204
    home = founder.get("/").text
    assert {f"{form}?ask=trl", f"{form}?ask=annual_turnover_mad"} <= set(
        re.findall(r'href="([^"]+)"', home)
    )
    assert 'value="7"' in founder.get(f"{form}?ask=trl").text
    assert 'value="812345"' in founder.get(f"{form}?ask=annual_turnover_mad").text
    founder.post(form, data={"field": "trl", "value": "7"})
    assert 'value="812345"' in founder.get(form).text
    assert f'{form}?ask=trl"' not in founder.get("/").text
    # Sent when a session has lapsed, an answer is kept as the form names itself.
    assert f'<form method="post" action="{form}?ask=trl"' in founder.get(f"{form}?ask=trl").text


# The list, and programmes compared


def test_the_list_is_in_the_address(client: TestClient) -> None:
    page = client.get("/startups?q=agri&stage=mvp&stage=prototype").text
    chips = [html.unescape(one) for one in re.findall(r'class="tag" href="([^"]+)"', page)]
    assert chips == ["/startups?q=agri&stage=prototype", "/startups?q=agri&stage=mvp"]
    assert page.count("checked") == 2
    told = client.get("/api/v1/startups?q=agri&stage=mvp&stage=prototype").json()
    assert f"{told['total']} startups" in page


def test_who_sees_no_company_is_not_told_of_commands(
    founder: TestClient, empty_context: Context
) -> None:
    nowhere = membership(Role.COACH, Scope("site", "nowhere"))
    page = signed_in(founder, empty_context, account(empty_context, nowhere)).get("/startups").text
    assert "wasl ingest" not in page
    assert "Aucune startup ici pour" in page


def test_a_founder_is_not_offered_a_list_of_all(founder: TestClient, client: TestClient) -> None:
    assert "mine=1" not in founder.get("/startups").text
    assert "mine=1" not in client.get("/startups").text


def test_who_sees_all_and_has_their_own_may_see_those_alone(
    visitor_client: TestClient, context: Context
) -> None:
    roles = (
        membership(Role.MANAGER),
        Membership(Role.FOUNDER, Scope("startup", "chari")),
    )
    client = signed_in(visitor_client, context, account(context, *roles))
    assert "mine=1" in client.get("/startups").text
    own = client.get("/startups?mine=1").text
    assert re.findall(r'<h3><a href="/startups/([^"]+)"', own) == ["chari"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 422),
        ("programme=fonds-a", 422),
        ("&".join(f"programme=p{number}" for number in range(5)), 422),
        ("programme=fonds-a&programme=nothing", 404),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_compared_is_said_in_words(
    founder: TestClient, asked: str, status: int, language: str
) -> None:
    answer = founder.get(f"/startups/aquanour/compare?{asked}&lang={language}")
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert "compare_fault" not in answer.text
    assert 'href="/startups/aquanour/financing"' in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_founder_is_told_what_an_answer_changed(founder: TestClient, language: str) -> None:
    address = f"/startups/aquanour/financing/changes?lang={language}"
    empty = founder.get(address).text
    assert 'name="since"' not in empty
    founder.get("/startups/aquanour/financing")
    founder.post("/startups/aquanour/financing", data={"field": "company_age_years", "value": "9"})
    founder.get("/startups/aquanour/financing")
    page = founder.get(address).text
    t = translator(language)
    assert t.text("cause.fact") in page
    assert t.text("field.company_age_years") in page
    assert 'name="since"' in page
    assert "Fonds fonds-" in page


def test_lists_of_others_are_not_compared(founder: TestClient) -> None:
    answer = founder.get("/startups/aquanour/financing/changes?since=9999")
    assert answer.status_code == 404


def test_a_comparison_tells_what_is_met_open_and_failed(founder: TestClient) -> None:
    founder.post("/startups/aquanour/financing", data={"field": "company_age_years", "value": "9"})
    page = founder.get("/startups/aquanour/compare?programme=fonds-a&programme=fonds-b").text
    rows = dict(re.findall(r'<th scope="row">([^<]+).*?</th>(.*?)</tr>', page, re.DOTALL))
    cells = {name: re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for name, row in rows.items()}
    assert ["ineligible" in one for one in cells["Réponse"]] == [True, False]
    assert ["<li>" in one for one in cells["Conditions non remplies"]] == [True, False]
    assert ["<li>" in one for one in cells["Conditions à vérifier"]] == [False, True]
    assert re.search(r'<tr class="differs"><th scope="row">Réponse', page)
    assert re.search(r'<tr><th scope="row">Type', page)


def test_what_is_ticked_in_a_list_is_compared(founder: TestClient) -> None:
    page = founder.get("/startups/aquanour/financing").text
    form = page.split('action="/startups/aquanour/compare"')[1].split("</form>")[0]
    ticked = re.findall(r'name="programme" value="([^"]+)"', form)
    answer = founder.get("/startups/aquanour/compare", params={"programme": ticked[:2]})
    assert answer.status_code == 200


@pytest.mark.parametrize("seeks", [[], ["grant"]])
def test_a_need_that_is_not_stated_is_said_to_be_none_of_theirs(
    founder: TestClient, empty_context: Context, seeks: list[str]
) -> None:
    empty_context.prepare()
    import_batch(empty_context, Kind.STARTUP, batch(startup(seeks=seeks) if seeks else startup()))
    page = founder.get("/startups/aquanour/financing").text
    needs = re.findall(r'<th scope="row">Besoin(.*?)</th>', page)
    assert needs
    said = translator("fr").text("score.need_unsaid")
    assert all((said in one) == (not seeks) for one in needs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_on_which_nothing_suits_is_empty_and_says_why(
    founder: TestClient, empty_context: Context, language: str
) -> None:
    empty_context.prepare()
    wanted = startup(seeks=["personal_consumer_loan"], stage="growth")
    import_batch(empty_context, Kind.STARTUP, batch(wanted))
    told = translator(language).text("lack.need")
    desk = "/startups/aquanour/financing"
    page = founder.get(desk, params={"lang": language}).text
    assert html.escape(told, quote=False) in page
    assert 'class="match' not in page
    assert 'class="match' in founder.get(desk, params={"show": "all"}).text
    assert html.escape(told, quote=False) in founder.get("/", params={"lang": language}).text
    shown = founder.get("/api/v1/startups/aquanour/matches").json()
    assert (shown["lack"], shown["matches"]) == ("need", [])


def test_a_line_says_how_good_it_is_and_what_stands_behind_the_word(
    founder: TestClient, empty_context: Context
) -> None:
    empty_context.prepare()
    refusing = programme("fonds-d", eligibility=[condition("jurisdiction", "==", "FR")])
    import_batch(empty_context, Kind.PROGRAMME, batch(refusing))
    wanted = startup(seeks=["grant"], facts={"jurisdiction": "MA"})
    import_batch(empty_context, Kind.STARTUP, batch(wanted))
    lines = founder.get("/api/v1/startups/aquanour/matches").json()["matches"]
    page = founder.get("/startups/aquanour/financing", params={"lang": "fr"}).text
    said = [one["band"] for one in lines if one["verdict"] != "ineligible"]
    assert said
    for one in said:
        assert translator("fr").text(f"band.{one['name']}") in page
        assert 0 < one["suited"] <= one["judged"]
    assert [one["band"] for one in lines if one["verdict"] == "ineligible"] == [None]


def test_how_good_a_line_is_is_told_to_nobody_who_does_not_say_what_they_seek(
    founder: TestClient,
) -> None:
    lines = founder.get("/api/v1/startups/aquanour/matches").json()["matches"]
    assert {one["band"] for one in lines} == {None}
