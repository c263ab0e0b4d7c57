"""`wasl evaluate` and `wasl bench`: what we claim, measured."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.kit import err, out, progress
from app.settings import settings

evaluate = typer.Typer(no_args_is_help=True, help="Measure quality on judged collections.")
bench = typer.Typer(no_args_is_help=True, help="Measure speed and memory.")

Folders = Annotated[
    list[Path] | None,
    typer.Argument(help="Folders of collections, or above them; default: WASL_DATASETS."),
]
Output = Annotated[
    Path | None,
    typer.Option("--json", help="Write the result to this file; - for standard output."),
]
Split = Annotated[str | None, typer.Option(help="Keep this split where a set has splits.")]


@evaluate.callback()
def _evaluate() -> None:
    """Measure quality on judged collections."""


@bench.callback()
def _bench() -> None:
    """Measure speed and memory."""


@evaluate.command()
def retrieval(
    folders: Folders = None,
    json_: Output = None,
    split: Split = None,
    scores: Annotated[
        Path | None, typer.Option(help="Keep every query's scores in this file, to compare runs.")
    ] = None,
) -> None:
    """nDCG@10, Recall@10, MRR, MAP and RP@10 of the lexical, dense and fused legs.

    A collection with a prior (pop.tsv) is also ranked by it alone, and by it with the texts.
    """
    from evaluation import retrieval as measuring
    from matching.encoder import open_encoder

    encoder = open_encoder(settings().home, settings().model)
    root = settings().datasets
    with progress() as move:
        result = measuring.run(
            folders or [root],
            encoder,
            cache=settings().home / "evaluation",
            root=root,
            split=split,
            scores=scores,
            report=lambda what, done, total: move(done, total, what),
        )
    give(result, json_, retrieval_table(result))


@evaluate.command()
def compare(
    before: Annotated[Path, typer.Argument(help="Scores that `evaluate retrieval` kept.")],
    after: Annotated[Path, typer.Argument(help="Those of another run on the same sets.")],
    measure: Annotated[
        str, typer.Option(help="ndcg@10, recall@10, mrr, map or rp@10.")
    ] = "ndcg@10",
    json_: Output = None,
) -> None:
    """Two runs query by query: differences with intervals, and whether they may be chance."""
    from evaluation.measured import comparison

    result = comparison(before, after, measure)
    give(result, json_, compare_table(result))


@evaluate.command()
def report(
    output: Annotated[Path, typer.Argument(help="The page to write, HTML.")],
    folders: Folders = None,
    *,
    financing: Annotated[
        Path | None, typer.Option(help="Judged financing set; its development part is told.")
    ] = None,
    talent: Annotated[Path | None, typer.Option(help="Judged talent set.")] = None,
    scores: Annotated[
        Path | None,
        typer.Option(help="Scores of this run: taken where the file is there, else kept in it."),
    ] = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(help="Scores of another run to compare with: another model, an older state."),
    ] = None,
) -> None:
    """One page: retrieval and the desks, with intervals, tests, ablations and plots."""
    from evaluation.report.page import write
    from matching.encoder import open_encoder

    with progress() as move:
        told = write(
            output,
            open_encoder(settings().home, settings().model),
            collections=folders or [settings().datasets],
            root=settings().datasets,
            cache=settings().home / "evaluation",
            beside=beside or (),
            financing=financing,
            talent=talent,
            scores=scores,
            report=lambda what, done, total: move(done, total, what),
        )
    out.print(f"{output}: {len(told)} sections")


@evaluate.command()
def financing(
    folders: Annotated[list[Path], typer.Argument(help="Judged financing sets.")],
    json_: Output = None,
    split: Split = None,
) -> None:
    """nDCG@10 by language, parity, verdicts, abstention, bands; what copied text gains."""
    from evaluation.financing.measuring import run

    result = run(folders, split)
    give(result, json_, figures(result))


@evaluate.command()
def skills(
    cvs: Annotated[
        Path | None, typer.Argument(help="Folder of CVs whose skills are known, for recall.")
    ] = None,
    json_: Output = None,
    split: Split = None,
) -> None:
    """Precision, recall and F1 of skills found in sentences, by split and language."""
    from evaluation.skills import run

    result = run(cvs, split)
    give(result, json_, skills_table(result))


@evaluate.command()
def cv(
    folder: Annotated[Path, typer.Argument(help="Folder with files, truth.jsonl and skills.yaml.")],
    json_: Output = None,
) -> None:
    """Precision, recall and F1 of what is read from CVs, by field, format and language."""
    from evaluation.cv import run

    result = run(folder)
    give(result, json_, cv_table(result))


@evaluate.command()
def talent(
    folder: Annotated[
        Path, typer.Argument(help="Folder of files, truth.jsonl, offers.jsonl and qrels.tsv.")
    ],
    json_: Output = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Only CVs from the truth, or from the files.")
    ] = None,
) -> None:
    """nDCG@10 by pair of languages against BM25 and dense alone; abstention; fairness."""
    from evaluation.talent.measuring import run
    from evaluation.talent.sets import SOURCES
    from evaluation.talent.tables import tables

    result = run(folder, source or tuple(SOURCES))
    give(result, json_, *tables(result))


@bench.command()
def encode(
    folders: Folders = None,
    json_: Output = None,
    texts: Annotated[int | None, typer.Option(min=1, help="Texts timed.")] = None,
) -> None:
    """Texts a second, and quality, against sentence-transformers on torch float32."""
    from evaluation.bench_encode import run

    result = run(folders or [settings().datasets], texts)
    give(result, json_, figures(result))


@bench.command()
def match(
    sizes: Annotated[list[int] | None, typer.Argument(help="Numbers of profiles.")] = None,
    json_: Output = None,
) -> None:
    """Latency and memory of a list as the catalogue grows."""
    from evaluation.bench_match import run

    result = run(sizes or [100, 10_000, 100_000])
    give(result, json_, figures(result))


@bench.command()
def verdicts(
    number: Annotated[int, typer.Argument(min=1, help="Verdicts timed, at least.")] = 100_000,
    json_: Output = None,
) -> None:
    """Seconds for all programmes at once, against judging pair by pair; fails if they differ."""
    from evaluation.bench_verdicts import run

    result = run(number)
    give(result, json_, figures(result))
    if result["different"]:
        raise typer.Exit(1)


@bench.command()
def pages(
    companies: Annotated[
        list[int] | None, typer.Option(min=300, help="Companies; again for another size.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Requests of each page.")] = 60,
    json_: Output = None,
) -> None:
    """The server's time for each main page, its SQL statements and its size."""
    from evaluation.bench_pages import COMPANIES, run

    result = run(companies or COMPANIES, rounds)
    give(result, json_, pages_table(result))


@bench.command()
def documents(
    folder: Annotated[Path, typer.Argument(help="Folder with files/ and truth.jsonl.")],
    json_: Output = None,
) -> None:
    """What is recovered of CVs by format and language, how fast; exits with 1 when bad/ differs."""
    from evaluation.bench_documents import run

    result = run(folder)
    give(result, json_, documents_table(result))
    if result["astray"]:
        raise typer.Exit(1)


@bench.command()
def intake(
    folder: Annotated[Path, typer.Argument(help="A folder of CVs, copied until there are enough.")],
    files: Annotated[int, typer.Option(min=1, help="Files given.")] = 500,
    kills: Annotated[int, typer.Option(min=0, help="How often to kill.")] = 20,
    json_: Output = None,
) -> None:
    """Give a school's files and kill the process at random moments; exits with 1 if any is lost."""
    from evaluation.bench_intake import run

    result = run(folder, files, kills)
    give(result, json_, figures(result))
    if result["faults"]:
        raise typer.Exit(1)


@bench.command()
def crash(
    times: Annotated[int, typer.Option(min=1, help="How often to kill.")] = 20,
    json_: Output = None,
) -> None:
    """Kill the server and an import at random moments; exits with 1 when anything is amiss."""
    from evaluation.faults import run

    result = run(times)
    give(result, json_, figures(result))
    if result["faults"]:
        raise typer.Exit(1)


def give(result: Mapping[str, Any], output: Path | None, *tables: Table) -> None:
    """Print the tables, and write the JSON where it is asked for; `-` prints the JSON alone."""
    if output == Path("-"):
        typer.echo(json.dumps(result, ensure_ascii=False))
        return
    for table in tables:
        out.print(table)
    if "model" in result:
        out.print(f"{result['model']} · wasl {result['version']} · {result['seconds']:.1f} s")
    if output is None:
        return
    try:
        output.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        err.print(f"error: {output}: {error.strerror}", style="red", markup=False)
        raise typer.Exit(1) from error


def retrieval_table(result: Mapping[str, Any]) -> Table:
    """A line for each leg of each collection; beside nDCG@10 its interval over the queries."""
    table = Table("collection", "queries", "documents", "leg")
    for name in ("nDCG@10", "95 %", "Recall@10", "MRR", "MAP", "RP@10"):
        table.add_column(name, justify="right")
    for one in result["datasets"]:
        heading = [one["name"], str(one["queries"]), str(one["documents"])]
        for leg, found in one["legs"].items():
            first, *others = (f"{value:.3f}" for value in found.values())
            ends = "–".join(f"{end:.3f}" for end in one["intervals"][leg]["ndcg@10"])
            table.add_row(*heading, leg, first, ends, *others)
            heading = ["", "", ""]
        table.add_section()
    return table


def compare_table(result: Mapping[str, Any]) -> Table:
    """A line for each leg of each collection that both runs measured."""
    table = Table("collection", "leg", title=result["measure"])
    for name in ("before", "after", "difference", "95 %", "p"):
        table.add_column(name, justify="right")
    for one in result["datasets"]:
        found = one["difference"]
        ends = f"{found['low']:+.3f} to {found['high']:+.3f}"
        values = [f"{one['before']:.3f}", f"{one['after']:.3f}", f"{found['value']:+.3f}", ends]
        table.add_row(one["name"], one["leg"], *values, f"{one['p']:.4f}")
    models = " → ".join(", ".join(result[side]) for side in ("before", "after"))
    table.caption = f"{models}; p of all lines together (Benjamini–Hochberg)"
    return table


def skills_table(result: Mapping[str, Any]) -> Table:
    """A line for each language of each split."""
    table = Table("split", "language")
    for name in ("sentences", "precision", "recall", "F1", "empty", "alarms"):
        table.add_column(name, justify="right")
    for split, languages in result["splits"].items():
        for language, one in languages.items():
            shares = [f"{one[name]:.3f}" for name in ("precision", "recall", "f1")]
            counts = str(one["sentences"]), str(one["empty"])
            table.add_row(
                split, language, counts[0], *shares, counts[1], f"{one['false_alarms']:.3f}"
            )
        table.add_section()
    if "cvs" in result:
        found = result["cvs"]
        table.caption = f"Skills of CVs: {found['recall']:.3f} of {found['skills']} found"
    return table


def cv_table(result: Mapping[str, Any]) -> Table:
    """A line for each field of each group of files."""
    table = Table("group", "field")
    for name in ("expected", "found", "precision", "recall", "F1"):
        table.add_column(name, justify="right")
    for group, fields in result["groups"].items():
        heading = f"{group} ({fields['files']})"
        for field, one in fields.items():
            if field != "files":
                shares = [f"{one[name]:.3f}" for name in ("precision", "recall", "f1")]
                table.add_row(heading, field, str(one["expected"]), str(one["found"]), *shares)
                heading = ""
        table.add_section()
    table.caption = f"{result['recognised']} of {result['files']} files taken for CVs"
    return table


def pages_table(result: Mapping[str, Any]) -> Table:
    """A line for each page at each number of companies; times in milliseconds."""
    table = Table("page")
    for name in ("companies", "p50", "p95", "max", "cpu p50", "cpu p95", "SQL", "kB", "kB sent"):
        table.add_column(name, justify="right")
    sizes = result["sizes"]
    for name in sizes[-1]["pages"]:
        for size in sizes:
            told = name if size is sizes[0] else ""
            table.add_row(told, str(size["companies"]), *page_cells(size["pages"][name]))
    absent, growing = sizes[-1]["absent"], result["growing"]
    table.caption = "\n".join(
        [f"Other statements for more companies: {', '.join(growing) or 'no page'}"]
        + ([f"Not there: {', '.join(absent)}"] if absent else [])
    )
    return table


def page_cells(page: Mapping[str, float]) -> Iterator[str]:
    """The figures of a page."""
    for time in ("p50_ms", "p95_ms", "max_ms", "cpu_p50_ms", "cpu_p95_ms"):
        yield f"{page[time]:.1f}"
    least, most = page["statements_least"], page["statements_most"]
    yield str(most) if least == most else f"{least}–{most}"
    for size in ("bytes", "bytes_sent"):
        yield f"{page[size] / 1000:.1f}"


def documents_table(result: Mapping[str, Any]) -> Table:
    """A line for each format and language; shares of 1, milliseconds."""
    table = Table("documents")
    for name in ("files", "strings", "recovered", "parts", "whole", "p50", "cpu p50"):
        table.add_column(name, justify="right")
    for name, one in result["cells"].items():
        counts = [str(one[count]) for count in ("files", "strings", "parts")]
        shares = [f"{one[share]:.3f}" for share in ("recovered", "whole")]
        times = [f"{one[time]:.0f}" for time in ("p50_ms", "cpu_p50_ms")]
        table.add_row(name, *counts[:2], shares[0], counts[2], shares[1], *times)
    minute = result["cells"]["all"]["files_a_minute"]
    table.caption = f"{minute:.0f} files a minute · {result['memory_mb']:.0f} MiB"
    if result["astray"]:
        table.caption += f" · not as expected: {', '.join(result['astray'])}"
    return table


def figures(result: Mapping[str, Any]) -> Table:
    """A line for each figure, named by its path in the result."""
    table = Table("figure", "value")
    for name, value in leaves(result):
        table.add_row(name, f"{value:.4g}" if isinstance(value, float) else str(value))
    return table


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Values inside nested mappings and lists, each with the dotted path to it."""
    if isinstance(value, Mapping):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    else:
        yield path, value
        return
    for name, inner in inside:
        yield from leaves(inner, f"{path}.{name}" if path else str(name))
