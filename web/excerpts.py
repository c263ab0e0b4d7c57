"""What stands around words in their line, cut between words where it is long."""


def leading(text: str, start: int, most: int) -> str:
    """What stands before a place in its line; of more than `most` letters, whole words of them."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return before if len(before) <= most else f"… {before[-most:].partition(' ')[2]}"


def trailing(text: str, end: int, most: int) -> str:
    """What stands after a place in its line; of more than `most` letters, whole words of them."""
    after = text[end:].partition("\n")[0]
    return after if len(after) <= most else f"{after[:most].rpartition(' ')[0]} …"
