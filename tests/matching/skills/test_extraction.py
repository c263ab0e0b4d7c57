from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.skills import How, Mention, extract
from matching.skills.lexicon import lexicon


def explicit(text: str, language: str = "") -> set[str]:
    return {one.skill for one in extract(text, language) if one.how is not How.IMPLIED}


def the(skill: str, text: str) -> Mention:
    return next(one for one in extract(text) if one.skill == skill)


@pytest.mark.parametrize(
    ("text", "skill", "evidence"),
    [
        ("Développement en C++ et en C#.", "cpp", "C++"),
        ("Développement en C++ et en C#.", "csharp", "C#"),
        ("Services en .NET, déployés.", "dotnet", ".NET"),
        ("Back end in Node.js.", "nodejs", "Node.js"),
        ("Ansible9, Spring Boot", "ansible", "Ansible"),
        ("Suivi et gestion du stock", "inventory-management", "gestion du stock"),
        ("تطوير تطبيقات بفلاتر", "flutter", "فلاتر"),
        ("إتقان الإكسل والباوربوينت", "powerpoint", "والباوربوينت"),
        ("خبرة فـReact و تطوير الويب", "react", "React"),
        ("power-bi et powerBI", "power-bi", "power-bi"),
    ],
)
def test_evidence_is_the_words_of_the_text_as_given(text: str, skill: str, evidence: str) -> None:
    found = the(skill, text)
    assert text[found.start : found.end] == evidence


@pytest.mark.parametrize(
    ("meant", "else_", "skill"),
    [
        ("Développeur Java, Maven", "Un voyage sur l'île de Java et Bali", "java"),
        ("API in Go and gRPC", "We go to Tangier twice a month", "go-lang"),
        ("Statistiques sous R", "Villa R+4, rue R", "r-lang"),
        ("Applications Spring, Java", "We spent the spring semester hiking", "spring"),
        ("Niveau avancé en Excel, Word", "You will excel in your work", "excel"),
        ("Docker, Ansible", "La salle Docker est au deuxième étage", "docker"),
        ("Scripts Python, SQL", "Un serpent python au zoo", "python"),
        ("iOS apps in Swift", "A swift answer to candidates", "swift"),
        ("Front end in React, Redux", "You react quickly when guests complain", "react"),
        ("مطور بلغة جافا", "سافرت إلى جزيرة جافا في إندونيسيا", "java"),
        ("تحليل البيانات ببايثون", "ثعبان البايثون في حديقة الحيوانات", "python"),
    ],
)
def test_homonyms_are_told_by_the_words_around(meant: str, else_: str, skill: str) -> None:
    assert skill in explicit(meant)
    assert skill not in explicit(else_)


@pytest.mark.parametrize(
    "text",
    [
        "Excellent relationnel",
        "J'ai dix-huit ans",
        "Contact : docker.java@example.com",
        "C'est un plus",
        "I do my best",
        "Nous recrutons : à vous de jouer",
        "",
    ],
)
def test_nothing_is_seen_where_nothing_is_said(text: str) -> None:
    assert not explicit(text) - {"interpersonal-skills"}


@pytest.mark.parametrize(
    "text",
    [
        "Sans connaissance de Docker",
        "Je n'ai jamais utilisé Docker ni Kubernetes",
        "No experience with Docker",
        "I do not know Docker yet",
        "Docker n'est pas exigé",
        "Docker is not required",
        "لا أعرف Docker",
        "ليست لدي خبرة في Docker",
    ],
)
def test_what_is_denied_is_no_evidence(text: str) -> None:
    assert "docker" not in explicit(text)


def test_a_denial_ends_where_the_sentence_turns() -> None:
    assert explicit("Je n'ai jamais utilisé Docker mais je maîtrise Ansible") == {"ansible"}


@pytest.mark.parametrize(
    ("text", "skill", "level"),
    [
        ("Notions de Docker", "docker", "basic"),
        ("Maîtrise de Docker", "docker", "advanced"),
        ("إتقان الفوتوشوب", "adobe-photoshop", "advanced"),
        ("مبادئ في الفوتوشوب", "adobe-photoshop", "basic"),
        ("Projets avec Docker", "docker", ""),
        ("Langues : français courant, anglais débutant", "french", "advanced"),
        ("Langues : français courant, anglais débutant", "english", "basic"),
        ("Langues : français courant, anglais", "english", ""),
        ("Maîtrise de Java, Docker et Ansible", "ansible", "advanced"),
        ("Notions de Java, maîtrise de Docker", "docker", "advanced"),
    ],
)
def test_the_level_is_what_stands_beside(text: str, skill: str, level: str) -> None:
    assert the(skill, text).level == level


def test_a_word_of_another_language_counts_less_than_one_of_the_texts() -> None:
    text = "Conduite du changement, droit"
    assert "corporate-law" in explicit(text, "fr")
    assert "corporate-law" not in explicit(text, "en")


def test_the_longest_form_counts() -> None:
    assert explicit("Application en React Native") == {"react-native"}


@pytest.mark.parametrize(
    ("text", "skill"),
    [("Photohsop, Canva", "adobe-photoshop"), ("Elasticsaerch", "elasticsearch")],
)
def test_a_slip_in_a_long_word_is_forgiven_with_less_confidence(text: str, skill: str) -> None:
    found = the(skill, text)
    assert found.how is How.FUZZY
    assert 0.8 < found.confidence < 1


def test_what_a_skill_implies_is_marked_with_its_evidence() -> None:
    found = the("javascript", "Next.js, SQL")
    assert found.how is How.IMPLIED
    assert (found.start, found.end) == (0, len("Next.js"))
    assert found.confidence < the("nextjs", "Next.js, SQL").confidence


def test_what_is_written_is_not_also_implied() -> None:
    found = [one.how for one in extract("Next.js, JavaScript") if one.skill == "javascript"]
    assert found == [How.EXACT]


def test_a_title_gives_its_occupation_and_its_products_but_only_implies_its_field() -> None:
    hows = {one.skill: one.how for one in extract("Développeuse backend Java, Casablanca")}
    assert hows["backend-developer"] is How.EXACT or hows["java-developer"] is How.EXACT
    assert hows["java"] is How.EXACT
    assert hows.get("backend-development") is How.IMPLIED


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_most_labels_are_found_alone_as_in_a_list_of_skills(language: str) -> None:
    missed = [
        one.id
        for one in list(lexicon().entries.values())[::7]
        if one.id not in {found.skill for found in extract(one.label[language], language)}
    ]
    assert len(missed) <= 5, missed


@given(st.text(max_size=200))
def test_any_text_gives_mentions_inside_it(text: str) -> None:
    for one in extract(text):
        assert 0 <= one.start < one.end <= len(text)
        assert 0 < one.confidence <= 1
        assert one.skill in lexicon().entries


@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("Développeur Java, Spring; anglais courant. خبرة في المحاسبة العامة.\n", 20),
        ("java,", 200),
        ("a", 10_000),
        ("a-", 10_000),
        ("a@", 10_000),
        ("\n ", 10_000),
    ],
)
def test_time_grows_with_the_text_not_faster(piece: str, count: int) -> None:
    extract("")
    times = []
    for number in (count, 4 * count):
        start = process_time()
        extract(piece * number)
        times.append(process_time() - start)
    assert times[1] < 10 * times[0] + 0.2
