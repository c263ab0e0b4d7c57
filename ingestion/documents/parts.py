"""What a format's reader gives: lines as they stand in the file, before cleaning."""

from dataclasses import dataclass, field

from ingestion.documents.outcome import Line, Notice


@dataclass(slots=True)
class Found:
    """Lines in reading order, warnings, and text that the document holds but does not show."""

    lines: list[Line] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    pages: int = 1


class Blocks:
    """Collects paragraphs and tables of formats that know no places.

    A row of a table whose cells hold one line each is one line, with tabs; of any other row each
    cell is a block, read before the next: tables that only lay out a page are read by columns.
    """

    def __init__(self) -> None:
        self._open: list[list[Line]] = [[]]
        self._rows: list[list[list[Line]]] = []
        self._block = 0

    @property
    def lines(self) -> list[Line]:
        """The lines so far, outside tables that are still open."""
        return self._open[0]

    def add(self, text: str, heading: int = 0) -> None:
        """One paragraph: a line for each of its lines that holds something."""
        for one in text.splitlines():
            if one.strip():
                self._open[-1].append(Line(one.strip(), 1, self._block, heading))

    def boundary(self) -> None:
        """What follows belongs to another block."""
        self._block += 1

    def open_row(self) -> None:
        """A row of a table begins."""
        self._rows.append([])

    def open_cell(self) -> None:
        """A cell of the open row begins."""
        self.boundary()
        self._open.append([])

    def close_cell(self) -> None:
        """The open cell is complete."""
        self._rows[-1].append(self._open.pop())

    def close_row(self) -> None:
        """The open row is complete."""
        cells = [cell for cell in self._rows.pop() if cell]
        self.boundary()
        if all(len(cell) == 1 for cell in cells):
            heading = max((cell[0].heading for cell in cells), default=0)
            self.add("\t".join(cell[0].text for cell in cells), heading)
        else:
            self._open[-1] += [line for cell in cells for line in cell]
        self.boundary()
