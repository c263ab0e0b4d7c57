from web.excerpts import leading, trailing

TEXT = "Offre\nIndispensable : Python et SQL pour nos rapports\nFin"
START = TEXT.index("Python")
END = START + len("Python")


def test_a_short_line_is_told_whole_and_without_its_neighbours() -> None:
    assert leading(TEXT, START, 40) == "Indispensable : "
    assert trailing(TEXT, END, 40) == " et SQL pour nos rapports"


def test_a_long_line_is_cut_between_words_and_says_so() -> None:
    assert leading(TEXT, START, 13) == "… : "
    assert trailing(TEXT, END, 10) == " et SQL …"


def test_no_part_of_a_word_is_told() -> None:
    assert leading(TEXT, START, 1) == "… "
    assert trailing(TEXT, END, 3).split() == ["…"]


def test_the_ends_of_a_text_are_ends_of_a_line() -> None:
    assert leading(TEXT, 0, 40) == trailing(TEXT, len(TEXT), 40) == ""
