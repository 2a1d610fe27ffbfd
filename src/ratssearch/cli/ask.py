"""search, release, tag: what is in the corpus, and what a text names."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from ratssearch.cli import editions
from ratssearch.cli.context import configuration, search_service, workspace
from ratssearch.cli.output import bold, marked, plain
from ratssearch.errors import QueryError
from ratssearch.models import ExtractedPage, Facet, FacetValue, Hit, Mention, MentionKind
from ratssearch.search import FACETS, Answer, ReleaseView, SearchService, as_json
from ratssearch.search.wording import gaps
from ratssearch.web.asking import search_request
from ratssearch.web.dates import partial_iso
from ratssearch.web.params import SEARCH, Arguments, parse

_KINDS = {
    MentionKind.COUNTRY: "Countries: ",
    MentionKind.ORGANISATION: "Bodies:    ",
    MentionKind.UNLISTED: "Unlisted:  ",
    MentionKind.PERSON: "Persons:   ",
}


def search(options: argparse.Namespace) -> int:
    """Print what a search finds, the way the search page would list it."""
    service = search_service(configuration(options))
    asked = search_arguments(options)
    request = search_request(asked, service)
    try:
        answer = service.run_search(request)
    except QueryError as error:
        error.text = request.text
        raise
    if options.json:
        print(json.dumps(as_json.answer_json(answer, service.label, service.ancestors), ensure_ascii=False, indent=1))
        return 0
    _print_answer(answer, service, facets=options.facets)
    if options.explain:
        for hit in answer.results.hits:
            print(f"\n{hit.id}\n{plain(service.explain(request, hit.id))}")
    return 0


def search_arguments(options: argparse.Namespace) -> Arguments:
    """The options as the parameters of /search, checked by the same rules."""
    query = options.query
    given = [
        ("q", query if isinstance(query, str) else " ".join(query)),
        ("match", options.match),
        ("date_from", options.date_from),
        ("date_to", options.date_to),
        ("sort", options.sort),
        ("page", str(getattr(options, "page", ""))),
        ("per_page", str(getattr(options, "per_page", ""))),
        *((facet, value) for facet in FACETS for value in getattr(options, facet)),
    ]
    return parse(SEARCH, [(name, value) for name, value in given if value])


def _print_answer(answer: Answer, service: SearchService, *, facets: bool) -> None:
    results = answer.results
    years = ""
    if results.first_date and results.last_date:
        first, last = results.first_date.year, results.last_date.year
        years = f", {first}" if first == last else f", {first}-{last}"
    releases = "1 release" if results.total == 1 else f"{results.total:,} releases"
    print(f"{releases}{years}: {plain(answer.description)}" if answer.description else f"{releases}{years}")
    for warning in answer.warnings:
        print(f"Note: {plain(warning)}", file=sys.stderr)
    if results.suggestion:
        print(f"Did you mean: {plain(results.suggestion)}")
    for relief in answer.advice:
        values = f" {', '.join(relief.values)}" if relief.values else ""
        print(f"Without {relief.parameter}{plain(values)}: {relief.total:,}")
    for hit in results.hits:
        _print_hit(hit, service)
    if facets:
        for facet in results.facets:
            _print_facet(facet, service)


def _print_hit(hit: Hit, service: SearchService) -> None:
    day = partial_iso(hit.date, hit.date_precision) if hit.date else "no date"
    countries = [service.label("country", code) for code in hit.countries[:4]]
    print(f"\n{bold(marked(hit.title, hit.title_marks))}")
    print(f"  {' · '.join([day, service.label('source', hit.source), hit.language, *map(plain, countries)])}")
    before, *after = gaps(hit.snippets)
    for snippet, gap in zip(hit.snippets, after, strict=True):
        print(f"  {before}{marked(snippet.text, snippet.marks)}{gap}")
        before = ""
    print(f"  {plain(hit.url)}  [{hit.id}]")


def _print_facet(facet: Facet, service: SearchService) -> None:
    print(f"\n{bold(facet.name)}")
    for entry in facet.values:
        print(f"  {_sign(entry)} {entry.count:>7,}  {plain(service.label(facet.name, entry.value))} ({entry.value})")
    if facet.other:
        print(f"    and {facet.other:,} more")


def _sign(entry: FacetValue) -> str:
    return "+" if entry.selected else "-" if entry.excluded else " "


def release(options: argparse.Namespace) -> int:
    """Print one release: facts, text, its editions, what changed between them, and on request what was removed."""
    service = search_service(configuration(options))
    if options.diff is not None:
        return editions.print_difference(service, options.id, options.diff, as_data=options.json)
    view = service.get_release(options.id)
    if options.json:
        print(json.dumps(as_json.release_json(view, service.label), ensure_ascii=False, indent=1))
        return 0
    lines = editions.edition_lines(view) if options.editions else _release_lines(view, service, removed=options.removed)
    for line in lines:
        print(line)
    return 0


def _release_lines(view: ReleaseView, service: SearchService, *, removed: bool) -> Iterator[str]:
    page, tags = view.release.page, view.release.tags
    yield bold(plain(page.title))
    published = page.published
    day = "not known"
    if published:
        known = partial_iso(published.first, published.precision)
        day = f"{known} ({published.basis}: {plain(published.evidence)})"
    yield f"Published: {day}"
    yield f"Source:    {plain(view.publisher)}, {plain(view.release.url)}"
    yield f"Seen:      {editions.seen(view.release)}"
    if len(view.editions) > 1:
        yield f"Editions:  {len(view.editions)}; `ratssearch release {view.release.id} --editions` lists them"
    for event in page.events:
        yield f"Event:     {event.first} to {event.last} ({plain(event.evidence)})"
    for kind, name in _KINDS.items():
        if tags.values(kind):
            yield name + ", ".join(plain(service.label(kind.value, value)) for value in tags.values(kind))
    yield from _elsewhere(view, service)
    yield from _beside(page)
    yield ""
    yield plain(page.body, keep_lines=True)
    if page.signature:
        yield f"\n{plain(page.signature, keep_lines=True)}"
    if removed:
        for block in page.removed:
            shared = f", shared by {block.pages} pages of the site" if block.pages > 1 else ""
            yield f"\n[removed by {block.rule}, before paragraph {block.paragraph + 1}{shared}]"
            yield plain(block.text, keep_lines=True)


def _elsewhere(view: ReleaseView, service: SearchService) -> Iterator[str]:
    """The release in other languages, at other sources, at other addresses."""
    for linked in view.siblings:
        language = service.label("language", linked.release.page.language)
        yield f"Language:  {language}: {plain(linked.release.page.title)} [{linked.release.id}]"
    for linked in view.copies:
        yield f"Copy:      {plain(linked.publisher)}, {linked.relation.evidence} [{linked.release.id}]"
    for address in view.release.addresses:
        if address != view.release.url:
            yield f"Also at:   {plain(address)}"


def _beside(page: ExtractedPage) -> Iterator[str]:
    """What stands beside the text."""
    for name, value in (("Number:   ", page.serial_number), ("Place:    ", page.place)):
        if value:
            yield f"{name} {plain(value)}"
    for item in page.attachments:
        yield f"Document:  {plain(item.label)} ({plain(item.url)})"
    for image in page.images:
        yield f"Image:     {plain(image.caption or image.alt)} ({plain(image.url)})"


def tag(options: argparse.Namespace) -> int:
    """Print the countries, organisations and persons of a text, each with the words that prove it."""
    text = sys.stdin.read() if options.text == "-" else options.text
    gazetteer = workspace(configuration(options)).gazetteer()
    page = ExtractedPage(title="", paragraphs=(text,), language="und", published=None)
    tags = gazetteer.tag(page)
    labels = {(fact.kind, fact.entity): fact.label for fact in tags.entities}
    for mention in tags.mentions:
        label = labels[mention.kind, mention.entity] or gazetteer.label(mention.kind, mention.entity)
        print("\t".join(_mention(mention, label)))
    if not tags.mentions:
        print("Nothing that the gazetteer knows, and no name that looks like a body's or a person's.", file=sys.stderr)
    return 0


def _mention(mention: Mention, label: str) -> tuple[str, ...]:
    probable = "probable" if mention.distance else f"{mention.confidence:.2f}"
    place = f"{mention.start}-{mention.end}"
    row = mention.kind, mention.entity, plain(label), plain(mention.words), place, mention.rule, probable
    return (*row, plain(mention.office)) if mention.office else row
