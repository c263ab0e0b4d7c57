import unicodedata

import pytest

from matching.profile import Kind, Passage, Profile
from matching.ranking.quoting import LENGTH, repeated

OWN = "Une subvention pour les projets qui économisent l’eau dans les oasis du Sud-Est."


def saying(*texts: str, kind: Kind = Kind.STARTUP) -> Profile:
    return Profile("p", kind, "P", tuple(Passage("need", "fr", text) for text in texts))


def quotes(seeker: Profile, offer: Profile) -> bool:
    (repeats,) = repeated(seeker, [offer])
    return repeats


PROGRAMME = saying(OWN, kind=Kind.PROGRAMME)


@pytest.mark.parametrize(
    "text",
    [
        f"Nous irriguons des oasis. {OWN.upper()}",
        unicodedata.normalize("NFD", OWN),
        OWN.replace("subvention", "sub\u00advention").replace("’", "'"),
        OWN.replace("économisent", "economisent").replace(" pour ", ", pour : "),
    ],
)
def test_what_is_repeated_is_found_however_it_is_spelt(text: str) -> None:
    assert quotes(saying(text), PROGRAMME)


def test_vowel_signs_and_stretched_letters_hide_nothing() -> None:
    arabic = "منحة للمشاريع التي تقتصد الماء في واحات الجنوب الشرقي وتشغل شباب القرى"
    offer = saying(arabic, kind=Kind.PROGRAMME)
    assert quotes(saying(arabic.replace("منحة", "مِنْحَة").replace("الماء", "المـــاء")), offer)


def test_as_many_words_in_a_row_repeat_and_one_fewer_do_not() -> None:
    words = OWN.split()
    ten = "Une subvention pour les projets qui économisent l’eau dans"
    assert len(ten.replace("’", " ").split()) == LENGTH
    assert quotes(saying(ten), PROGRAMME)
    assert not quotes(saying(ten.removesuffix(" dans")), PROGRAMME)
    assert not quotes(saying(*words), PROGRAMME)
    assert not quotes(saying(""), PROGRAMME)
    assert not quotes(saying(), saying())
