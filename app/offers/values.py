"""What an offer says: what was read in its text, with what a person says laid over it.

What nobody confirmed is proposed, and decides nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from app.candidates.schemas import Standing
from app.kit.errors import Invalid, NotFound
from app.kit.forms import faults, one_of
from app.offers.models import Offer, OfferAnswer
from app.offers.schemas import OfferValue
from ingestion import offers
from ingestion.cv.places import canonical
from ingestion.offers import model as read
from ingestion.offers.model import Proposed, Rank
from ingestion.offers.reading import NOT_SKILLS
from ingestion.offers.words import contracts, group, languages
from ingestion.raw import Fault
from ingestion.report import Reason
from matching.skills.lexicon import lexicon
from matching.talent.conditions import LEVELS

# What a person says, as opposed to what was read.
SURE = frozenset({Standing.CONFIRMED, Standing.CORRECTED})


class NotAValue(Invalid):
    """What was said of an offer is no value of that field."""

    title = "Not a value"


@cache
def skills() -> frozenset[str]:
    """What can be asked for as a skill."""
    return frozenset(one.id for one in lexicon().entries.values() if one.kind not in NOT_SKILLS)


def city(name: str) -> str:
    """A city by the name that it is known by here, or as it is written."""
    return canonical(name) or name


Count = Annotated[int, Field(ge=0, le=60)]


@dataclass(frozen=True)
class Asked:
    """See `ingestion.offers.model.Asked`."""

    skill: Annotated[str, one_of(skills)]
    rank: Rank


@dataclass(frozen=True)
class Years:
    """See `ingestion.offers.model.Years`."""

    least: Count | None
    most: Count | None = None


@dataclass(frozen=True)
class Spoken:
    """See `ingestion.offers.model.Spoken`."""

    code: Annotated[str, one_of(lambda: languages().values())]
    level: Annotated[str, one_of(lambda: LEVELS)]


@dataclass(frozen=True)
class Degree:
    """See `ingestion.offers.model.Degree`."""

    level: Annotated[int, Field(ge=0, le=8)]
    demanded: bool


Line = Annotated[str, Field(min_length=1, max_length=200)]
# What a value of each field is, in the order in which they are shown.
FORMS: Mapping[str, TypeAdapter[Any]] = {
    "title": TypeAdapter(Line),
    "skills": TypeAdapter(Asked),
    "level": TypeAdapter(Annotated[str, one_of(lambda: group("levels").values())]),
    "years": TypeAdapter(Years),
    "contracts": TypeAdapter(Annotated[str, one_of(lambda: contracts().values())]),
    "city": TypeAdapter(Annotated[Line, AfterValidator(city)]),
    "mode": TypeAdapter(Literal["remote", "hybrid", "mobile", "on_site"]),
    "languages": TypeAdapter(Spoken),
    "degree": TypeAdapter(Degree),
}
# What each of several values is known again by.
KEYS: Mapping[str, Callable[[Any], str]] = {
    "skills": lambda value: str(value["skill"]),
    "contracts": str,
    "languages": lambda value: str(value["code"]),
}


def fit(field: str, value: Any) -> tuple[str, Any]:  # noqa: ANN401 - whatever the field holds
    """The key and form of a value that a person gives; raises `NotAValue`."""
    if field not in FORMS:
        message = f"An offer has no “{field}”."
        raise NotAValue([Fault((field,), Reason.UNKNOWN_FIELD, message)])
    try:
        plain = FORMS[field].dump_python(FORMS[field].validate_python(value), mode="json")
    except ValidationError as error:
        raise NotAValue(faults(error, field)) from error
    return key_of(field, plain), plain


def key_of(field: str, value: Any) -> str:  # noqa: ANN401 - whatever the field holds
    """Which of several a value is; empty where there is one."""
    return KEYS[field](value) if field in KEYS else ""


def proposals(text: str, language: str) -> tuple[str, list[dict[str, Any]]]:
    """The language of a text, and what is read in it, as the database keeps it."""
    found = offers.read(text, language)
    return found.language, [proposal for field in FORMS for proposal in proposed(field, found)]


def proposed(field: str, found: read.Offer) -> Iterator[dict[str, Any]]:
    """What was read of a field."""
    held = getattr(found, field)
    for one in held if isinstance(held, tuple) else filter(None, [held]):
        value = one.value if isinstance(one.value, str) else asdict(one.value)
        place = {"start": one.start, "end": one.end}
        yield {"field": field, "key": key_of(field, value), "value": value, **place}


def values(offer: Offer) -> tuple[OfferValue, ...]:
    """Every value, by field: what a person said stays, whatever is read later."""
    answers = {(one.field, one.key): one for one in offer.answers}
    laid = {
        (one["field"], one["key"]): OfferValue(**one, standing=Standing.READ)
        for one in offer.proposed
    }
    for place, answer in answers.items():
        said = {"standing": Standing(answer.standing), "value": answer.value}
        known = laid.get(place) or OfferValue(field=place[0], key=place[1], **said)
        laid[place] = known.model_copy(update=said)
    order = list(FORMS)
    return tuple(sorted(laid.values(), key=lambda one: order.index(one.field)))


def at(shown: Iterable[OfferValue], field: str, key: str) -> OfferValue:
    """The value at a field and key; raises `NotFound`."""
    found = next((one for one in shown if (one.field, one.key) == (field, key)), None)
    if found is None:
        message = f"Nothing is known at {field} “{key}”."
        raise NotFound(message)
    return found


def confirmed(offer: Offer) -> read.Offer:
    """The offer as matching may read it: its text, and what a person said of its values."""
    sure = [one for one in values(offer) if one.standing in SURE]
    said: dict[str, Any] = {
        field: tuple(placed(one) for one in sure if one.field == field) for field in KEYS
    }
    said |= {one.field: placed(one) for one in sure if one.field not in KEYS}
    return read.Offer(text=offer.text, language=offer.language, **said)


# Values that are more than a text, as reading gives them.
READ: Mapping[str, TypeAdapter[Any]] = {
    "skills": TypeAdapter(read.Asked),
    "years": TypeAdapter(read.Years),
    "languages": TypeAdapter(read.Spoken),
    "degree": TypeAdapter(read.Degree),
}


def placed(one: OfferValue) -> Proposed[Any]:
    """A value as reading gives it, with its place."""
    value = READ[one.field].validate_python(one.value) if one.field in READ else one.value
    return Proposed(value, one.start or 0, one.end or 0)


def answered(offer: Offer, field: str, key: str, standing: Standing, value: Any) -> OfferAnswer:  # noqa: ANN401
    """What a person says of a value, as it is kept; raises `NotFound` and `NotAValue`."""
    if standing is Standing.CORRECTED:
        key, value = fit(field, value)
    else:
        value = at(values(offer), field, key).value
    return OfferAnswer(offer_id=offer.id, field=field, key=key, standing=standing, value=value)
