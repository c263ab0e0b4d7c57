"""Passkeys in the real browser, with an authenticator that the browser itself plays."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, func, select, update

from app.accounts.models import Account, StoredPasskey, StoredSession
from app.accounts.passwords import hashed
from app.context import Context
from app.kit.database import reading, writing
from app.kit.i18n import translator
from tests.app.contexts import with_settings
from tests.app.people import account, session_of
from tests.ports import free_port
from tests.web.conftest import served

GOOD = "trois chevaux jaunes 47"
TEXTS = translator("fr")
# What a phone is: it holds keys for itself, and knows its person.
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def here(empty_context: Context) -> Iterator[str]:
    """An application that is opened by a name, as passkeys want it."""
    port = free_port()
    context = with_settings(empty_context, port=port)
    with served(context, port):
        yield context.settings.public


@pytest.fixture
def nour(empty_context: Context) -> Account:
    made = account(empty_context, email="nour@example.ma")
    with writing(empty_context.database) as session:
        session.merge(made).password = hashed(GOOD)
    return made


@pytest.fixture
def phone(scripted: Page) -> Page:
    """A browser on a device that holds passkeys."""
    debugger = scripted.context.new_cdp_session(scripted)
    debugger.send("WebAuthn.enable")
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return scripted


def register(page: Page, here: str, secret: str) -> None:
    """Make a passkey in the account."""
    page.context.add_cookies([{"name": "wasl", "value": secret, "url": here}])
    page.goto(f"{here}/account/security")
    form = page.locator("form[data-passkey]")
    form.locator("[name=name]").fill("Mon téléphone")
    form.get_by_role("button").click()
    # The first factor of an account: codes for when it is lost are shown at once.
    expect(page.get_by_role("heading", name=TEXTS.text("account.codes"), level=1)).to_be_visible()
    page.get_by_role("link", name=TEXTS.text("account.kept")).click()
    expect(page.get_by_role("heading", name="Mon téléphone")).to_be_visible()
    page.context.clear_cookies()


def use(page: Page) -> None:
    page.get_by_role("button", name=TEXTS.text("sign_in.passkey")).click()


def count(context: Context, table: type) -> int:
    with reading(context.database) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_passkey_signs_its_person_in_by_itself(
    phone: Page, empty_context: Context, here: str, nour: Account
) -> None:
    register(phone, here, session_of(empty_context, nour))
    phone.goto(f"{here}/sign-in?next=/account")
    use(phone)
    expect(phone).to_have_url(f"{here}/account")
    with reading(empty_context.database) as session:
        last = session.scalars(select(StoredSession).order_by(StoredSession.created_at.desc()))
        opened = last.first()
    assert opened
    assert (opened.account_id, opened.method, opened.strong) == (nour.id, "passkey", True)


def test_a_passkey_is_the_second_factor_after_a_password(
    phone: Page, empty_context: Context, here: str, nour: Account
) -> None:
    register(phone, here, session_of(empty_context, nour))
    phone.goto(f"{here}/sign-in?next=/account")
    phone.get_by_label(TEXTS.text("sign_in.email")).fill(nour.email)
    phone.get_by_label(TEXTS.text("sign_in.password"), exact=True).fill(GOOD)
    phone.get_by_role("button", name=TEXTS.text("sign_in.enter"), exact=True).click()
    expect(phone).to_have_url(f"{here}/sign-in/factor")
    before = count(empty_context, StoredSession)
    use(phone)
    expect(phone).to_have_url(f"{here}/account")
    assert count(empty_context, StoredSession) == before + 1


def test_a_passkey_that_was_removed_opens_nothing(
    phone: Page, empty_context: Context, here: str, nour: Account
) -> None:
    register(phone, here, session_of(empty_context, nour))
    with writing(empty_context.database) as session:
        session.execute(delete(StoredPasskey))
    phone.goto(f"{here}/sign-in")
    use(phone)
    expect(phone.locator("#faults")).to_contain_text(TEXTS.text("sign_in_fault.passkey"))


def test_an_answer_to_an_earlier_question_is_refused(
    phone: Page, empty_context: Context, here: str, nour: Account
) -> None:
    register(phone, here, session_of(empty_context, nour))
    phone.goto(f"{here}/sign-in")
    # The browser's answer is held back, sent, and sent again.
    phone.evaluate("HTMLFormElement.prototype.submit = () => {}")
    use(phone)
    field = phone.locator("form[data-passkey] [name=credential]")
    expect(field).not_to_have_value("")
    answer = field.input_value()
    ours = {"sec-fetch-site": "same-origin"}
    sent = [
        phone.request.post(
            f"{here}/sign-in/passkey",
            form={"credential": answer, "next": "/account"},
            headers=ours,
            max_redirects=0,
        ).status
        for _ in range(2)
    ]
    assert sent == [303, 422]


def test_a_device_whose_key_was_copied_is_refused(
    phone: Page, empty_context: Context, here: str, nour: Account
) -> None:
    register(phone, here, session_of(empty_context, nour))
    with writing(empty_context.database) as session:
        # Another device has counted further.
        session.execute(update(StoredPasskey).values(sign_count=1000))
    phone.goto(f"{here}/sign-in")
    use(phone)
    expect(phone.locator("#faults")).to_contain_text(TEXTS.text("sign_in_fault.passkey"))


@pytest.mark.usefixtures("nour")
def test_a_browser_without_a_passkey_says_so_and_leaves_the_other_ways(
    scripted: Page, here: str
) -> None:
    debugger = scripted.context.new_cdp_session(scripted)
    debugger.send("WebAuthn.enable")
    known_nobody = PHONE | {"isUserVerified": False}
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": known_nobody})
    scripted.goto(f"{here}/sign-in")
    use(scripted)
    fault = scripted.locator("form[data-passkey] [role=alert]")
    expect(fault).to_have_text(TEXTS.text("sign_in.passkey_fault"), timeout=70_000)
    expect(scripted.get_by_label(TEXTS.text("sign_in.email"))).to_be_editable()


def test_without_scripts_passkeys_are_not_offered(visitor_page: Page, here: str) -> None:
    visitor_page.goto(f"{here}/sign-in")
    expect(visitor_page.locator("form[data-passkey]")).to_be_hidden()
    expect(visitor_page.get_by_label(TEXTS.text("sign_in.email"))).to_be_visible()
