"""What a person typed into the inputs of a form, read for the page that shows it again."""

from collections.abc import Iterable, Mapping

from app.kit.errors import Invalid
from app.matches.explained import AskedShown
from matching.criteria.facts import fact_types
from matching.profile import Value
from web.answers import Unfit, read, told
from web.data.kit import Input
from web.formats import Formats


def tried(
    asked: Iterable[AskedShown], typed: Mapping[str, str], formats: Formats
) -> tuple[tuple[Input, ...], dict[str, Value]]:
    """Each fact asked for as an input, and the values of those that were filled in well."""
    inputs, values = [], {}
    for one in asked:
        text = typed.get(one.field, "").strip()
        fault = ""
        if text:
            try:
                values[one.field] = read(fact_types()[one.field], text, formats.locale)
            except Unfit as unfit:
                fault = told(unfit, formats)
        inputs.append(Input(asked=one, typed=text, fault=fault))
    return tuple(inputs), values


def faults_of(invalid: Invalid, formats: Formats) -> dict[str, str]:
    """What is wrong with each field of a refused record, in words; of several faults the first."""
    return {str(one.path[0]): formats.label("fault", one.code) for one in reversed(invalid.faults)}
