"""One's API keys, by which programs come in."""

from fastapi import Request, Response

from app.accounts import keys, people
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.policy import Person, Visitor
from app.context import Context
from app.drafts import service as drafts
from app.drafts import submissions
from app.kit.database import writing
from app.kit.http import InContext
from app.kit.pages import Offset
from web.begun import Begun, Lists, refused, resumed, texts
from web.data.account import Done, KeyPage, KeysPage
from web.pages.kit import LINES, SentLists, existing, pages
from web.pages.proving import CHANGE, OWN, recently
from web.redirects import see
from web.rendering import render

router = pages()

KEYS = "/account/keys"
# For how many days an API key may be given.
DAYS = (30, 90, 365)
LONGEST_NAME = 100


@router.get(KEYS, dependencies=[OWN])
def api_keys(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    *,
    offset: Offset = 0,
    done: Done | None = None,
) -> Response:
    """One's API keys."""
    begun, typed = resumed(context, person, KEYS, {})
    page = keys_page(context, visitor, person, begun, typed, offset=offset)
    return render(request, page.model_copy(update={"done": done}))


def keys_page(
    context: Context,
    visitor: Visitor,
    person: Person,
    begun: Begun,
    typed: Lists,
    *,
    offset: int = 0,
) -> KeysPage:
    """The page of a person's API keys, with the form as it was left or sent."""
    return KeysPage(
        keys=existing(people.keys(context, offset, LINES, account_id=person.id)),
        scopes=people.key_scopes(visitor),
        typed=texts(typed),
        chosen=typed.get("scopes", ()),
        days=DAYS,
        faults={},
        begun=begun,
        done=None,
    )


@router.post(KEYS, dependencies=[CHANGE, recently(KEYS)])
def make_key(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    typed: SentLists,
) -> Response:
    """Make an API key, shown this once; the same form sent again makes no other."""
    name, days = (texts(typed).get(field, "").strip() for field in ("name", "days"))
    scopes = typed.get("scopes", ())
    if faults := wrong_key(name, days, scopes, people.key_scopes(visitor)):
        page = keys_page(context, visitor, person, refused(KEYS, typed), typed)
        return render(request, page.model_copy(update={"faults": faults}), 422)
    once = submissions.sending(typed)
    with writing(context.database) as session:
        if submissions.result(session, person.id, once):
            return see(f"{KEYS}?done={Done.KEY_MADE}")
        secret = keys.create(session, visitor, person.id, name=name, scopes=scopes, days=int(days))
        submissions.note(session, person.id, once, KEYS)
        drafts.drop(session, person.id, KEYS)
    return render(request, KeyPage(name=name, secret=secret))


def wrong_key(
    name: str, days: str, scopes: tuple[str, ...], known: tuple[str, ...]
) -> dict[str, str]:
    """What is wrong with a key that is asked for, by field."""
    wrong = {
        "name": "key_name" if not 0 < len(name) <= LONGEST_NAME else "",
        "scopes": "no_scope" if not scopes or not set(scopes) <= set(known) else "",
        "days": "no_days" if days not in map(str, DAYS) else "",
    }
    return {field: fault for field, fault in wrong.items() if fault}


@router.post("/account/keys/{key_id}/revoke", dependencies=[may("key.revoke")])
def revoke_key(context: InContext, visitor: InVisitor, person: InPerson, key_id: str) -> Response:
    """Have one of one's keys open nothing any more."""
    with writing(context.database) as session:
        keys.revoke(session, visitor, person.id, key_id)
    return see(f"{KEYS}?done={Done.KEY_REVOKED}")
