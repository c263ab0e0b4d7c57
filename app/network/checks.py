"""What persons enter: held to the same forms as files, then to what is there."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from app.accounts.policy import Role, Visitor, reach
from app.kit.errors import Invalid
from app.kit.forms import faults as faults_of
from ingestion.checking import faults
from ingestion.raw import Fault
from ingestion.report import Data, Reason
from ingestion.schema import form

Form = TypeVar("Form", bound=BaseModel)


class Unfit(Invalid):
    """A value follows its form and does not fit what is there; `key` names the text that says why.

    The texts are those of `network_unfit.<key>`.
    """

    def __init__(self, field: str, key: str, message: str) -> None:
        super().__init__([Fault((field,), Reason.WRONG_VALUE, message)])
        self.field, self.key = field, key


def read(form_of: type[Form], fields: Mapping[str, Any]) -> Form:
    """What the fields of a form give, those left empty left out; raises `Invalid`."""
    try:
        return form_of.model_validate({name: value for name, value in fields.items() if value})
    except ValidationError as error:
        raise Invalid(faults_of(error)) from error


def checked(name: str, given: Mapping[str, Any]) -> Data:
    """What was given, typed by a form, empty fields left out; raises `Invalid`."""
    shape = form(name)
    said = {field: value for field, value in given.items() if value not in ("", None)}
    typed = cast("Data", shape.typed(said, shape.schema))
    if found := faults(typed, shape):
        raise Invalid(found)
    return typed


def author(visitor: Visitor, action: str) -> Role:
    """As what a visitor enters something: for the network, or for a site."""
    return Role.MANAGER if reach(visitor, action).everything else Role.COACH
