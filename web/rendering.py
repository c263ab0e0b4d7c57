"""From documented data to HTML, in the language of the request."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.runtime import Context
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from app.accounts.policy import NOBODY, Visitor
from app.kit.days import today
from app.kit.http import NEVER, PRIVATE
from app.kit.i18n import Translator, translator
from app.matches.schemas import Shown
from app.programmes.upkeep import outdated
from matching.profile import LANGUAGES
from web import static_files
from web.data import PAGES
from web.formats import Formats
from web.language import COOKIE, PARAMETER, asked, language_of
from web.navigation import navigation

# What languages call themselves; no catalogue translates these.
NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}
YEAR = 365 * 24 * 3600
# A number that takes the plural of large ones in each language; Arabic has five others.
MANY = 100
# What compiled templates say of where a call stands, for what asks for their context.
TOLD_BY_TEMPLATES = frozenset({"_block_vars", "_loop_vars"})


class Calls(Context):
    """Calls what a template calls as it is: nothing of ours asks for the template's own context."""

    def call(self, called: Callable[..., object], /, *args: object, **named: object) -> object:
        """See `Context.call`, which looks at each of a thousand calls a page for what it asks."""
        for theirs in TOLD_BY_TEMPLATES & named.keys():
            del named[theirs]
        return called(*args, **named)


def environment() -> Environment:
    """Templates that escape what they are given and refuse a name they do not know."""
    made = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.context_class = Calls
    made.globals.update(
        static=static_files.address,
        direction=direction,
        worded=worded,
        coded=coded,
        navigation=navigation,
    )
    return made


def direction(language: str) -> str:
    """`rtl` or `ltr`, of a text in any language."""
    return "rtl" if language == "ar" else "ltr"


def coded(value: object) -> str:
    """A value as records write it, for who keeps the rules; a day as its ISO text."""
    return json.dumps(value, ensure_ascii=False, default=str)


def worded(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The language and text of the wording to show: in this language if there is one."""
    order = (language, *LANGUAGES)
    return next(((one, texts[one]) for one in order if texts.get(one)), (language, ""))


TEMPLATES = Jinja2Templates(env=environment())


def render(request: Request, page: Shown, status: int = 200) -> Response:
    """The page of a request; a language asked for in the address is kept from then on."""
    template = next(name for name, kind in PAGES.items() if type(page) is kind)
    language = language_of(request)
    content = {"page": page, **helpers(request, translator(language))}
    response = TEMPLATES.TemplateResponse(request, template, content, status_code=status)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = NEVER if visitor_of(request).person else PRIVATE
    response.headers["Vary"] = "Accept-Language, Cookie"
    if asked(request):
        response.set_cookie(COOKIE, language, max_age=YEAR, httponly=True, samesite="lax")
    return response


def formats_of(request: Request) -> Formats:
    """How the language of the answer to a request writes things."""
    return Formats(translator(language_of(request)))


def helpers(request: Request, texts: Translator) -> dict[str, Any]:
    """What every template may call, beside its page."""
    formats = Formats(texts)
    return {
        "t": texts.text,
        "tn": lambda key, number: texts.plural(key, number, shown=formats.number(number)),
        "label": formats.label,
        "unit": lambda unit: bare(texts, unit),
        "fmt": formats,
        "lang": texts.language,
        "visitor": visitor_of(request),
        "demo": demonstrated(request),
        "outdated": lambda stated: outdated(stated, today()),
        "path": request.url.path,
        "languages": [(one, NAMES[one], address(request.url, one)) for one in LANGUAGES],
        "part": lambda offset, parameter: relative(
            request.url.include_query_params(**{parameter: offset})
        ),
    }


def demonstrated(request: Request) -> bool:
    """Whether the application is a demonstration."""
    app = request.scope.get("app")
    return bool(app and app.state.context.demo)


def visitor_of(request: Request) -> Visitor:
    """Who asked, as far as the request came; nobody where an error came before that."""
    visitor: Visitor = getattr(request.state, "visitor", NOBODY)
    return visitor


def bare(texts: Translator, unit: str) -> str:
    """A unit by itself, as it follows a number of many."""
    return texts.plural(f"unit.{unit}", MANY, shown="").strip()


def address(url: URL, language: str) -> str:
    """The same page in another language."""
    return relative(url.include_query_params(**{PARAMETER: language}))


def relative(url: URL) -> str:
    """An address without its host, which a proxy or a header may have falsified."""
    # A second slash would begin the name of another host.
    path = "/" + url.path.lstrip("/")
    return f"{path}?{url.query}" if url.query else path
