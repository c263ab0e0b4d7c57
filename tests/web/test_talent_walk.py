"""Talent in a real browser, from a school's folder of CVs to a name that somebody gives.

Five people at work, one after the other: a school, two who were in its folder and answer (the third
does not), and a startup. Each does what the pages offer, and nothing behind them.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.accounts.policy import Membership, Role, Scope
from app.context import Context
from app.intakes.beside import beside
from app.kit.database import reading
from app.mail.models import StoredMail
from tests.app.cvs import HAMZA, LEILA, SALMA, files, schools
from tests.app.work import FOUNDER, companies
from tests.web.conftest import served
from tests.web.visits import DESKTOP, PHONE, Visit, Way, visiting
from web.formats import Formats

pytestmark = pytest.mark.browser

# Read by another process, which has to begin.
READ_MS = 60_000
SCHOOL = Membership(Role.SCHOOL, Scope("organisation", "ensias"))
# Leïla says no yes: nobody but their school ever sees them.
CVS = {"salma": SALMA, "hamza": HAMZA, "leila": LEILA}
# Who they are, and where they were: nothing of it before they say so.
SALMAS = ("berrechid", "066120", "06 61 20", "atelier bleu")
OTHERS = ("الوزاني", "ouazzani", "066233", "مختبر الأطلس", "tahiri", "maison du code")
ADVERTS = {
    "fr": """Développeur ou développeuse Python
Lieu : Casablanca
Contrat : CDI

Vous développez nos services en Python et Django, avec PostgreSQL. Docker serait un plus.
Au moins 2 ans d'expérience. Français B2.
""",
    "ar": """مطور أو مطورة Python
المدينة: الدار البيضاء
نوع العقد: CDI

تطوير خدماتنا بلغة Python وDjango مع PostgreSQL. ويُستحسن إتقان Docker.
خبرة لا تقل عن سنتين. الفرنسية: B2
""",
}
WAYS: dict[str, Way] = {
    "fr-desktop": ("fr", DESKTOP, True),
    "fr-desktop-bare": ("fr", DESKTOP, False),
    "fr-phone": ("fr", PHONE, True),
    "ar-desktop": ("ar", DESKTOP, True),
    "ar-phone": ("ar", PHONE, True),
}


@dataclass
class Walk:
    """The people of a walk, each with a browser that knows nobody else."""

    browser: Browser
    context: Context
    address: str
    way: Way
    folder: Path
    tabs: ExitStack = field(default_factory=ExitStack)

    def somebody(self) -> Visit:
        """Somebody else."""
        visiting_now = visiting(self.browser, self.context, self.address, self.way)
        return self.tabs.enter_context(visiting_now)


@pytest.fixture(params=WAYS.values(), ids=list(WAYS))
def walk(
    request: pytest.FixtureRequest, browser: Browser, empty_context: Context, tmp_path: Path
) -> Iterator[Walk]:
    """A school and a startup of which nothing is known yet, served as `wasl serve` does."""
    schools(empty_context, tmp_path, "ensias")
    companies(empty_context, "aquanour")
    empty_context.prepare()
    folder = files(tmp_path / "cvs", **CVS)
    with beside(empty_context), served(empty_context) as address:
        walk = Walk(browser, empty_context, address, request.param, folder)
        with walk.tabs:
            yield walk


def test_a_folder_of_cvs_becomes_a_name_that_its_person_gives(walk: Walk) -> None:
    officer, founder = walk.somebody(), walk.somebody()
    gives_a_folder(officer, walk.folder)
    invites_all(officer)
    salma, hamza = walk.somebody(), walk.somebody()
    comes(salma, "salma.berrechid@example.ma", "Salma Berrechid")
    comes(hamza, "hamza.ouazzani@example.org", "حمزة الوزاني")
    checks_the_profile(salma)
    for person in (salma, hamza):
        agrees(person)
    offers_work(founder)
    sees_nobody_by_name(founder)
    compares(founder)
    asks_who(founder)
    reveals(salma)
    knows_what_was_given(founder)
    sees_who_saw(salma)
    counts(officer)


def gives_a_folder(school: Visit, folder: Path) -> None:
    """The school sends a folder, sees how far its reading is, then what became of each file."""
    page, t = school.page, school.t
    school.enter(SCHOOL)
    school.go(t.text("intake.send_title"))
    school.at("/organisations/ensias/intakes")
    page.get_by_label(t.text("intake.folder")).set_input_files(folder)
    school.press(t.text("intake.send"))
    school.at("/intakes/*")
    expect(page.get_by_role("progressbar")).to_be_visible()
    # With scripts or without, the page goes on by itself.
    over = page.locator("main").get_by_role("link", name=t.text("school.candidates"), exact=True)
    expect(over).to_be_visible(timeout=READ_MS)
    school.at("/intakes/*")
    for name in CVS:
        row = page.get_by_role("listitem").filter(has_text=f"{name}.txt")
        expect(row).to_contain_text(t.text("intake_outcome.read"))


def invites_all(school: Visit) -> None:
    """The school sees its candidates, and writes to all of them."""
    t = school.t
    school.go(t.text("school.candidates"))
    school.at("/organisations/ensias/candidates")
    expect(school.page.locator("main .rows h3")).to_have_count(len(CVS))
    school.go(t.text("school.invite_all"))
    school.at("/organisations/ensias/candidates/invite")
    school.press(t.text("school.invite_all"))
    school.at(f"/organisations/ensias/candidates?sent={len(CVS)}*")


def comes(person: Visit, email: str, name: str) -> None:
    """A candidate opens the mail, and comes."""
    chosen = select(StoredMail.body).where(StoredMail.recipient == email)
    with reading(person.context.database) as session:
        body = session.scalars(chosen).one()
    found = re.search(r"(/invitations/[^\s?]+)", body or "")
    assert found
    person.open(found[1])
    person.at("/invitations/*")
    expect(person.page.locator("[name=name]")).to_have_value(name)
    person.press(person.t.text("invitation.accept"))


def checks_the_profile(person: Visit) -> None:
    """A candidate confirms what was read, and corrects it."""
    page, t = person.page, person.t
    person.at("/**")
    person.go(t.text("candidate.profile"))
    person.at("/profile")
    person.told("candidate.not_in_pool")
    read = page.locator("section#skills li").filter(has_text=t.text("candidate.confirm")).first
    read.locator("button").first.click()
    person.at("/profile?of=*&done=said*")
    headline = page.locator("section#headline")
    headline.locator("summary").filter(has_text=t.text("candidate.correct")).click()
    headline.locator("[name=text]").fill("Ingénieure logiciel")
    person.press(t.text("candidate.save"), headline)
    person.at("/profile?of=*&done=said*")
    expect(page.locator("section#headline")).to_contain_text("Ingénieure logiciel")


def agrees(person: Visit) -> None:
    """A candidate is led to what is asked of them, and says yes to the pool and to the network."""
    page = person.page
    person.open("/")
    person.told("candidate.not_in_pool")
    person.go(person.t.text("candidate.purposes"))
    person.at("/profile/purposes")
    for purpose in ("talent_pool", "talent_network"):
        panel = page.locator(f"section#{purpose}")
        panel.get_by_role("button").click()
        person.at("/profile/purposes?done=given")
        expect(panel).to_contain_text(person.t.text("account.consent_given"))


def offers_work(startup: Visit) -> None:
    """The startup pastes an offer, and confirms what is proposed from it."""
    page, t = startup.page, startup.t
    startup.enter(FOUNDER)
    startup.go(t.text("offer.new"))
    startup.at("/startups/aquanour/offers/new")
    page.locator("[name=text]").fill(ADVERTS[t.language])
    startup.press(t.text("offer.read"))
    startup.at("/offers/*/confirm")
    expect(page.locator("[name=years_least]")).to_have_value("2")
    expect(page.locator("[name=contracts][value=cdi]")).to_be_checked()
    startup.press(t.text("offer.confirm_open"))
    startup.at("/offers/*?done=opened")


def sees_nobody_by_name(startup: Visit) -> None:
    """The startup sees who agreed, in order and with reasons, and not who they are."""
    page, t = startup.page, startup.t
    startup.go(t.text("offer.candidates"))
    startup.at("/offers/*/candidates")
    lines = page.locator("main .match")
    expect(lines).to_have_count(2)
    for reason in (".truths .yes", ".tag.held"):
        expect(lines.first.locator(reason).first).to_be_visible()
    unnamed(startup)


def unnamed(startup: Visit) -> None:
    """Nothing that the page holds tells who anybody is."""
    assert not told(startup, SALMAS + OTHERS)


def told(startup: Visit, words: Sequence[str]) -> list[str]:
    """The words that stand somewhere in the page, seen or not."""
    held = startup.page.content().lower()
    return [word for word in words if word in held]


def compares(startup: Visit) -> None:
    """The startup puts two side by side, and keeps the first."""
    page, t = startup.page, startup.t
    for box in page.locator("main [name=candidate]").all():
        box.check()
    startup.press(t.text("card.compare"))
    startup.at("/offers/*/compare?*")
    expect(page.locator("main table thead th")).to_have_count(2)
    expect(page.locator("main table tr.differs").first).to_be_visible()
    unnamed(startup)
    keep = t.text("step_action.shortlisted")
    startup.press(f"{keep} : {t.text('card.nth', number='1')}")


def asks_who(startup: Visit) -> None:
    """The startup asks who the candidate is."""
    startup.at("/introductions/*?done=shortlisted")
    startup.go(startup.t.text("step_action.asked"))
    startup.at("/introductions/*/ask")
    startup.press(startup.t.text("asking.yes"))
    startup.at("/introductions/*?done=asked")
    unnamed(startup)


def reveals(person: Visit) -> None:
    """A candidate gives a name and an address, and nothing else."""
    page, t = person.page, person.t
    person.open("/")
    person.go(t.plural("home.asked", 1))
    person.at("/profile/offers")
    person.told("candidate.asked", startup=Formats(t).isolated("Société aquanour"))
    person.go(t.text("own_step.revealed"))
    person.at("/profile/requests/*")
    page.get_by_label(t.text("cv_field.emails")).check()
    person.press(t.text("own_step.revealed"))
    person.at("/profile/offers?*done=revealed")


def knows_what_was_given(startup: Visit) -> None:
    """The startup sees the name, and nothing that it was not given."""
    startup.page.reload()
    known = startup.page.locator("section[aria-labelledby=revealed-title]")
    expect(known).to_contain_text("Salma Berrechid")
    expect(known).to_contain_text("salma.berrechid@example.ma")
    assert not told(startup, SALMAS[1:] + OTHERS)


def sees_who_saw(person: Visit) -> None:
    """A candidate sees which startup saw them, and what it was told."""
    person.go(person.t.text("candidate.seen"))
    person.at("/profile/seen")
    page = person.page
    expect(page.locator("section[aria-labelledby=views-title]")).to_contain_text("Société aquanour")
    told = page.locator("section[aria-labelledby=told-title]")
    expect(told).to_contain_text(person.t.text("cv_field.emails"))
    expect(told).not_to_contain_text(person.t.text("cv_field.phones"))


def counts(school: Visit) -> None:
    """The school sees how many were seen and proposed, and who came."""
    school.open("/organisations/ensias/candidates")
    for key, count in (("came", 2), ("agreed", 2), ("seen_figure", 2), ("proposed", 1)):
        figure = school.page.locator("main .stat").filter(has_text=school.t.text(f"school.{key}"))
        expect(figure).to_contain_text(str(count))
