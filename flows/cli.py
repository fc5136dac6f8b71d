"""The command line: `eventwire COMMAND`, the same as `python -m flows.cli COMMAND`.

What a command needs is imported inside it, so that `show`, `query` and --help answer at once.
Exit status: 0 done; 1 failed (too many documents in quarantine, a fault); 2 the call or its files are wrong; 130 stopped by Ctrl-C.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from flows.settings import load_settings
from schemas.errors import EventwireError, UsageError

if TYPE_CHECKING:
    from flows.lake import Lake

PLAIN_WIDTH = 180


class Commands(typer.core.TyperGroup):
    """Commands whose errors end in one line on stderr and an exit status."""

    def invoke(self, ctx: Any) -> object:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            _say(f"eventwire: {error}")
            raise typer.Exit(2) from None
        except EventwireError as error:
            _say(f"eventwire: {error}")
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            _say("eventwire: stopped; run the same command again to finish, nothing is done twice")
            raise typer.Exit(130) from None


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")

sources_app = typer.Typer(no_args_is_help=True, help="Check the source specs, and look for gaps in what they give.")
app.add_typer(sources_app, name="sources")
gazetteer_app = typer.Typer(no_args_is_help=True, help="Make a larger gazetteer from a dump of GeoNames.")
app.add_typer(gazetteer_app, name="gazetteer")

LakeOption = Annotated[Path | None, typer.Option("--lake", help="Folder of the tables.  [dim]default: data/lake[/dim]", show_default=False)]
SourcesOption = Annotated[
    Path | None, typer.Option("--sources", help="Folder of the source specs.  [dim]default: data/sources[/dim]", show_default=False)
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes.  [dim]default: the processors there are[/dim]", show_default=False)
]
JsonLines = Annotated[Path, typer.Argument(metavar="IN.jsonl", help="JSON lines.")]
OutOption = Annotated[Path, typer.Option("--out", metavar="OUT.jsonl", help="One line for every line in, in order.")]


@app.callback(invoke_without_command=True)
def root(*, version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False) -> None:
    """News corpora in, audited event tables out."""
    if version:
        from importlib import metadata

        typer.echo(f"eventwire {metadata.version('eventwire')}")
        raise typer.Exit


@app.command()
def run(
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="INPUT...", help="Files and folders: .html .txt .md .jsonl .json .csv .parquet .xml .warc, .gz too."),
    ] = None,
    *,
    from_raw: Annotated[
        bool, typer.Option("--from-raw", help="Make the tables again from the raw archive (data/raw), and from nothing else.")
    ] = False,
    lake: LakeOption = None,
    published_date: Annotated[
        datetime | None, typer.Option("--published-date", formats=["%Y-%m-%d"], help="Day of publication of texts that do not say theirs.")
    ] = None,
    source_spec: Annotated[Path | None, typer.Option("--source-spec", help="YAML file that names the fields of the records.")] = None,
    workers: WorkersOption = None,
) -> None:
    """Read news, code its events and write the tables (a Prefect flow)."""
    from flows.plan import plan_archive, plan_run

    if from_raw == bool(inputs):
        raise UsageError("give files or folders to read, or --from-raw alone")
    day = published_date.date() if published_date else None
    if from_raw:
        plans = plan_archive(load_settings(lake=lake, workers=workers))
    else:
        plans = [plan_run(inputs or [], lake=lake, published_date=day, source_spec=source_spec, workers=workers)]
    with _prefect_at_work() as output:
        from flows.etl import RunFailed, planned, run_folder, run_from_raw
        from flows.summary import print_summary

        settings = plans[-1].settings
        try:
            with planned(plans):
                if from_raw:
                    summary = run_from_raw(str(settings.lake), settings.workers)
                else:
                    spec = str(source_spec) if source_spec else None
                    summary = run_folder([str(path) for path in inputs or []], str(settings.lake), day, spec, settings.workers)
        except RunFailed as error:
            print_summary(error.summary, output)
            raise
        print_summary(summary, output)


@app.command()
def fetch(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE...]", help="Ids of sources.  [dim]default: all that are due[/dim]")
    ] = None,
    folder: SourcesOption = None,
    lake: LakeOption = None,
    workers: WorkersOption = None,
) -> None:
    """Fetch what is new in the sources into the raw archive, and code it (a Prefect flow)."""
    from flows.sources.catalogue import choose_sources

    settings = load_settings(sources=folder, lake=lake, workers=workers)
    choose_sources(settings.sources, sources or [])
    with _prefect_at_work() as output:
        from flows.etl import RunFailed
        from flows.fetch_sources import fetch_sources, print_fetch
        from flows.summary import print_summary

        try:
            summary = fetch_sources(sources or [], str(settings.sources), str(settings.lake), settings.workers)
        except RunFailed as error:
            print_summary(error.summary, output)
            raise
        print_fetch(summary, output)


@sources_app.command("check")
def sources_check(folder: SourcesOption = None) -> None:
    """Read every source spec and say what is wrong; exit 2 if anything is."""
    from flows.sources.catalogue import check_sources

    specs, problems = check_sources(load_settings(sources=folder).sources)
    for problem in problems:
        _say(f"eventwire: {problem}")
    for spec in specs:
        typer.echo(f"{spec.id}: {spec.kind}, {len(spec.urls)} urls, {len(spec.paths)} paths")
    if problems:
        raise typer.Exit(2)


@sources_app.command("gaps")
def sources_gaps(folder: SourcesOption = None, lake: LakeOption = None) -> None:
    """List the days on which a source gave under half of the articles that its spec expects; exit 1 if there are any."""
    from flows.fetching.gaps import find_gaps
    from flows.sources.catalogue import choose_sources

    gaps = find_gaps(_lake_to_read(lake), choose_sources(load_settings(sources=folder).sources, []))
    for gap in gaps:
        typer.echo(f"{gap.source_id} {gap.day}: {gap.articles:,} articles, {gap.expected:g} expected")
    if gaps:
        raise typer.Exit(1)


@app.command()
def show(
    row_id: Annotated[str | None, typer.Argument(metavar="EVENT_ID|MENTION_ID", help="Id of an event or a mention.")] = None,
    *,
    text: Annotated[str | None, typer.Option("--text", metavar="WORDS", help="Code these words and explain what is read in them.")] = None,
    published_date: Annotated[
        datetime | None, typer.Option("--published-date", formats=["%Y-%m-%d"], help="Day from which --text is told.")
    ] = None,
    recode: Annotated[
        bool, typer.Option("--recode", help="Code the article of a mention again: grounds of its place, date and figures, and changes.")
    ] = False,
    lake: LakeOption = None,
) -> None:
    """Explain an event or a mention: its sentences with every value marked, the rule, why each party has its role."""
    if (row_id is None) == (text is None):
        raise UsageError("give the id of an event or a mention, or --text with words to code")
    if text is not None:
        from flows.show_text import show_text

        show_text(text, published_date.date() if published_date else None, Console())
    elif row_id is not None:
        from flows.show import show_row

        show_row(_lake_to_read(lake), row_id, Console(), recode=recode)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One query; the tables are views of their names.")],
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    lake: LakeOption = None,
) -> None:
    """Ask the tables in SQL (DuckDB)."""
    from flows.query import run_query

    run_query(_lake_to_read(lake), sql, form)


@app.command()
def load(
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="duckdb:PATH", help="Warehouse.  [dim]default: duckdb:LAKE/eventwire.duckdb[/dim]", show_default=False
        ),
    ] = None,
    lake: LakeOption = None,
) -> None:
    """Make the tables of a warehouse equal to the lake, row by row, by primary key."""
    from flows.warehouses.duckdb_file import load_duckdb

    source = _lake_to_read(lake)
    kind, _, place = (to or f"duckdb:{source.root / 'eventwire.duckdb'}").partition(":")
    if kind != "duckdb" or not place:
        raise UsageError(f"--to {to}: write duckdb:PATH, for example duckdb:events.duckdb")
    for done in load_duckdb(source, Path(place)):
        typer.echo(f"{done.table}: {done.rows:,} rows ({done.inserted:,} new, {done.updated:,} changed, {done.deleted:,} gone)")
    typer.echo(f"loaded into {place}")


@app.command()
def annotate(source: JsonLines, out: OutOption, workers: WorkersOption = None) -> None:
    """Code texts as they are given, without a lake: mentions, places and dates with their spans."""
    from flows.annotate import annotate_file

    settings = load_settings(workers=workers)
    if source.is_file():
        _say("eventwire: reading lexicons, gazetteer and parser ...")
    lines = annotate_file(source, out, settings.workers)
    _say(f"eventwire: {lines:,} lines -> {out}")


@app.command()
def clean(source: JsonLines, out: OutOption, workers: WorkersOption = None) -> None:
    """Clean web pages without a lake: title, authors, date and text."""
    from flows.clean_file import clean_file

    settings = load_settings(workers=workers)
    lines = clean_file(source, out, workers=settings.workers)
    _say(f"eventwire: {lines:,} lines -> {out}")


@app.command()
def cluster(
    source: JsonLines,
    out: OutOption,
    by: Annotated[str, typer.Option("--by", metavar="duplicates|stories", help="What a cluster is.")] = "stories",
) -> None:
    """Group articles without a lake: copies of each other, and news stories."""
    from flows.cluster import cluster_file

    if by not in ("duplicates", "stories"):
        raise UsageError(f"--by {by}: write duplicates or stories")
    lines = cluster_file(source, out, by="duplicates" if by == "duplicates" else "stories")
    _say(f"eventwire: {lines:,} lines -> {out}")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Option("--gold", metavar="DIR", help="Folder of gold files.")],
    *,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Gold files whose names begin so; may be repeated.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Reports.  [dim]default: data/reports/evaluate[/dim]")] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="DIR", help="Reports of the run to compare with.  [dim]default: the run before[/dim]"),
    ] = None,
    confusion: Annotated[bool, typer.Option("--confusion", help="Print which labels are taken for which.")] = False,
    pin: Annotated[bool, typer.Option("--pin-floors", help="Write the figures into floors.yaml of the gold folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and no table.")] = False,
    workers: WorkersOption = None,
) -> None:
    """Score the program on every gold file of a folder that it knows; exit 1 if a figure falls below its floor."""
    from flows import evaluate as evaluation
    from flows.evaluation_tables import print_report

    settings = load_settings(workers=workers)
    _say(f"eventwire: scoring on {gold} ...")
    report = evaluation.evaluate(gold, workers=settings.workers, out=out, only=only or (), against=against, say=_say)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        console = Console() if sys.stdout.isatty() else Console(width=PLAIN_WIDTH)
        print_report(report, console, with_confusion=confusion)
    if pin:
        for lowered in evaluation.pin_folder(report, gold):
            _say(f"eventwire: floor lowered, say why in CHANGELOG.md: {lowered}")
    elif breaches := evaluation.breaches_of_folder(report, gold):
        _say(f"eventwire: below the floors of {gold / evaluation.FLOORS.name}:\n{breaches}")
        raise typer.Exit(1)


@app.command("check-rules")
def check_rules(
    target: Annotated[
        str | None,
        typer.Argument(metavar="[RULE|FILE]", help="Id of a rule or the beginning of ids, or a file of rules.  [dim]default: all[/dim]"),
    ] = None,
) -> None:
    """Run the sentences of coding rules, and say what is read where a rule fails; exit 1 if one does."""
    from flows.check_rules import check

    if not check(target, Console()):
        raise typer.Exit(1)


@gazetteer_app.command("build")
def gazetteer_build(
    source: Annotated[
        Path,
        typer.Option("--from", metavar="FILE", help="allCountries.txt of GeoNames or the file of a country (CO.txt), also as .zip."),
    ],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where it is written.")] = Path("data/gazetteer-full"),
    countries: Annotated[
        str, typer.Option("--countries", metavar="CODES", help="Only rows of these countries: SYR,IRQ.  [dim]default: all[/dim]")
    ] = "",
    features: Annotated[
        str, typer.Option("--features", metavar="GROUPS", help="What is taken, of towns,divisions,sites,nature.")
    ] = "towns,divisions,sites,nature",
    min_population: Annotated[
        int | None,
        typer.Option(
            "--min-population",
            min=0,
            show_default=False,
            help="Least people of a town; 0: unknown too.  [dim]default: 0 for one country or with --countries, else 1[/dim]",
        ),
    ] = None,
    max_places: Annotated[int, typer.Option("--max-places", min=1, help="Stop if more would be taken.")] = 1_000_000,
) -> None:
    """Add the places of a dump of GeoNames to the shipped gazetteer: villages, districts, airports, camps, mountains, rivers.

    English names are taken from alternateNamesV2.txt, usual names of divisions from admin1CodesASCII.txt and admin2Codes.txt, where
    they lie beside the dump. Use the result with the environment variable EVENTWIRE_GAZETTEER=FOLDER. GeoNames is CC BY 4.0.
    """
    from flows.build.full_gazetteer import build_gazetteer
    from flows.build.geonames import GROUPS, Choice

    groups = frozenset(word.strip().lower() for word in features.split(",") if word.strip())
    if not groups or not groups <= set(GROUPS):
        raise UsageError(f"--features {features}: write one or more of {','.join(GROUPS)}")
    codes = frozenset(word.strip().upper() for word in countries.split(",") if word.strip())
    choice = Choice(groups, codes, min_population, max_places)
    build_gazetteer(source, out, choice, lambda line: _say(f"eventwire: {line}"))
    _say(f"eventwire: use it with EVENTWIRE_GAZETTEER={out}")


def main() -> None:
    """Run the command line; the entry point of `eventwire`."""
    app(prog_name="eventwire")


def _lake_to_read(lake: Path | None) -> "Lake":
    from flows.lake import open_lake

    return open_lake(load_settings(lake=lake).lake, for_reading=True)


@contextmanager
def _prefect_at_work() -> Iterator[Console]:
    """Hold a Prefect server for a flow and show the flow's progress; gives the console for its results."""
    _announce_prefect()
    from flows.embedded_prefect import prefect_server
    from flows.progress import watch

    with prefect_server() as server:
        if server:
            server.wait()
        with watch(Console(stderr=True)):
            yield Console()


def _announce_prefect() -> None:
    """Tell the user why nothing happens for some seconds."""
    server = os.environ.get("PREFECT_API_URL")
    _say(f"eventwire: starting Prefect ({f'server {server}' if server else 'embedded server, some seconds'}) ...")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
