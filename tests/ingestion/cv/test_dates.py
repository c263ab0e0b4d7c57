"""Dates in words and figures of three languages."""

import pytest

from ingestion.cv.dates import periods
from ingestion.cv.folding import fold
from ingestion.cv.model import Moment, Period


def period(text: str) -> Period:
    [found] = periods(fold(text))
    return found.period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("sept. 2018 – juil. 2021", "2018-09", "2021-07"),
        ("09/2019 – 07/2021", "2019-09", "2021-07"),
        ("2023-09 - 2024-06", "2023-09", "2024-06"),
        ("du 01/09/2020 au 30/06/2021", "2020-09", "2021-06"),
        ("d'octobre 2020 à mai 2021", "2020-10", "2021-05"),
        ("June 2025 to August 2025", "2025-06", "2025-08"),
        ("Jan '21 - Mar '22", "2021-01", "2022-03"),
        ("sept. – déc. 2021", "2021-09", "2021-12"),
        ("شتنبر 2014 – يوليوز 2016", "2014-09", "2016-07"),
        ("من غشت ٢٠٢٠ إلى دجنبر ٢٠٢١", "2020-08", "2021-12"),
        ("آب 2020 – كانون الأول 2021", "2020-08", "2021-12"),
        ("2016 – 2019", "2016", "2019"),
        ("2019/2020", "2019", "2020"),
        ("2019-20", "2019", "2020"),
        ("Année universitaire 2022-2023", "2022", "2023"),
        ("de octobre 2024 à\nseptembre 2025", "2024-10", "2025-09"),
    ],
)
def test_ranges(text: str, start: str, end: str) -> None:
    found = period(text)
    assert (str(found.start), str(found.end), found.ongoing) == (start, end, False)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("depuis mars 2019", "2019-03"),
        ("Mars 2020 à ce jour", "2020-03"),
        ("01/2024 – aujourd’hui", "2024-01"),
        ("since September 2025", "2025-09"),
        ("2021 – to date", "2021"),
        ("Jan 2022 – Present", "2022-01"),
        ("منذ 2018", "2018"),
        ("من شتنبر ٢٠٢٠ إلى الآن", "2020-09"),
        ("09/2021 – إلى اليوم", "2021-09"),
    ],
)
def test_what_lasts_to_this_day(text: str, start: str) -> None:
    found = period(text)
    assert (str(found.start), found.end, found.ongoing) == (start, None, True)


def test_a_year_alone_says_that_its_months_are_unknown() -> None:
    assert period("2016 – 07/2019") == Period(Moment(2016), Moment(2019, 7))


def test_a_season_is_approximate() -> None:
    assert period("été 2023") == Period(Moment(2023), Moment(2023), approximate=True)


def test_a_range_extracted_from_right_to_left_is_turned_and_said_to_be_unsure() -> None:
    assert period("2020 – 2015") == Period(Moment(2015), Moment(2020), approximate=True)


def test_a_day_is_no_period() -> None:
    assert periods(fold("Né le 28/03/2000")) == ()


def test_the_place_is_that_of_the_words() -> None:
    text = "Développeur — depuis mars 2019"
    folded = fold(text)
    [found] = periods(folded)
    start, end = folded.span(found.start, found.end)
    assert text[start:end] == "depuis mars 2019"
