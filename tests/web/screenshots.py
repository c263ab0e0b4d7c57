"""Pictures of the main screens, for people to look at: `python -m tests.web.screenshots FOLDER`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from app.accounts.policy import Role
from app.context import Context
from app.network.importing import import_network
from app.profiles.importing import import_batch
from app.profiles.sources import SOURCES
from app.settings import settings
from ingestion import network
from matching.encoder import open_encoder
from tests.conftest import CATALOGUE, SAMPLES, application
from tests.web.conftest import CHROMIUM, FLAGS, served
from tests.web.screens import Screen, Viewer

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}
WIDE: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}

MAIN = {
    "welcome": Screen("/", None),
    "sign-in": Screen("/sign-in", None),
    "home-founder": Screen("/", Role.FOUNDER),
    "home-coach": Screen("/", Role.COACH),
    "home-manager": Screen("/", Role.MANAGER),
    "companies": Screen("/startups", Role.COACH),
    "company": Screen("/startups/{startup_id}", Role.FOUNDER),
    "financing": Screen("/startups/{startup_id}/financing", Role.FOUNDER),
    "why": Screen("/startups/{startup_id}/programmes/{programme_id}", Role.FOUNDER),
    "compare": Screen(
        "/startups/{startup_id}/compare",
        Role.FOUNDER,
        "programme=innov-start&programme=innov-idea&programme=azur-innovation-fund",
    ),
    "files": Screen("/intakes/{intake_id}", Role.SCHOOL),
    "candidate": Screen("/candidates/{candidate_id}", Role.SCHOOL),
    "talent": Screen("/startups/{startup_id}/talent", Role.FOUNDER),
    "offer": Screen("/offers/{offer_id}/confirm", Role.FOUNDER),
    "candidates": Screen("/offers/{offer_id}/candidates", Role.FOUNDER),
    "introduction": Screen("/introductions/{introduction_id}", Role.FOUNDER),
    "answer": Screen("/profile/requests/{introduction_id}", Role.CANDIDATE, "step=revealed"),
    "catalogue": Screen("/programmes", None, "q=prêt"),
    "programme": Screen("/programmes/{programme_id}", None),
    "network": Screen("/network", Role.MANAGER),
    "administration": Screen("/administration", Role.ADMINISTRATOR),
    "account": Screen("/account", Role.FOUNDER),
    "components": Screen("/components", Role.MANAGER),
}


@dataclass(frozen=True)
class Look:
    """A way to look at a screen: the language, the size, and what the reader's machine asks for."""

    language: str
    size: dict[str, Any]
    media: dict[str, Any] = field(default_factory=dict)


LOOKS = {
    "fr-desktop": Look("fr", DESKTOP),
    "fr-phone": Look("fr", PHONE),
    "ar-desktop": Look("ar", DESKTOP),
    "ar-phone": Look("ar", PHONE),
    "en-wide": Look("en", WIDE),
    "fr-dark": Look("fr", DESKTOP, {"color_scheme": "dark"}),
    "fr-print": Look("fr", {"viewport": {"width": 794, "height": 1123}}, {"media": "print"}),
}


@contextmanager
def catalogue() -> Iterator[Context]:
    """An application of its own with the whole catalogue."""
    with TemporaryDirectory() as home:
        context = application(Path(home), open_encoder(settings().home))
        for kind, path in SAMPLES.items():
            import_batch(context, kind, SOURCES[kind].read(path))
        import_network(context, network.read(CATALOGUE / "network"))
        context.prepare()
        yield context
        context.database.dispose()


def pictures(context: Context, folder: Path) -> Iterator[Path]:
    """Take every picture; gives each as it is there."""
    viewers = {role: Viewer.of(context, role) for role in {one.role for one in MAIN.values()}}
    with served(context) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for way, look in LOOKS.items():
            for name, screen in MAIN.items():
                viewer = viewers[screen.role]
                page = opened(browser, look, screen.cookies(context, viewer, address))
                page.goto(address + screen.address(context, viewer, look.language))
                path = folder / f"{name}-{way}.png"
                page.screenshot(path=path, full_page=True)
                page.context.close()
                yield path
        browser.close()


def opened(browser: Browser, look: Look, cookies: Any) -> Page:  # noqa: ANN401
    """A tab of somebody who looks in a way."""
    context = browser.new_context(locale=f"{look.language}-MA", **look.size)
    context.add_cookies(cookies)
    page = context.new_page()
    page.emulate_media(**look.media)
    return page


def main(folder: Path) -> None:
    """Write the pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with catalogue() as context:
        for path in pictures(context, folder):
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
