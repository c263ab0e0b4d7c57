"""The component library: every part of the pages in every state, in the three languages."""

from typing import Any

from fastapi import Request, Response

from app.accounts.gate import may
from app.kit.i18n import translator
from matching.profile import LANGUAGES
from web.data.components import ComponentsPage, Sample
from web.language import language_of
from web.pages.kit import pages
from web.rendering import TEMPLATES, helpers, render

# What macros that show a part in its states begin with.
PREFIX = "sample_"

router = pages()


@router.get("/components", dependencies=[may("components.read")])
def components(request: Request) -> Response:
    """The parts, in the page's language and beside it in the others."""
    first = language_of(request)
    order = sorted(LANGUAGES, key=lambda language: language != first)
    shown = {language: samples(request, language) for language in order}
    listed = [
        Sample(name=name, html={language: shown[language][name]() for language in order})
        for name in sorted(shown[first])
    ]
    return render(request, ComponentsPage(samples=tuple(listed)))


def samples(request: Request, language: str) -> dict[str, Any]:
    """The macros that show a part in its states, by its name, speaking one language."""
    template = TEMPLATES.env.get_template("components/samples.html")
    macros = vars(template.make_module(helpers(request, translator(language))))
    return {
        name.removeprefix(PREFIX): macro
        for name, macro in macros.items()
        if name.startswith(PREFIX)
    }
