"""Lines and fields in words, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.document import Json, Line, Word
from pipeline.facts import SeenPage, View
from pipeline.looking.fields import Item, items_of, paper_of


def listing(view: View, pages: Sequence[SeenPage], name: str) -> Iterator[str]:
    """What reading saw on these pages, line by line; nothing in it steers a terminal."""
    for page in pages:
        yield from (_plain(line) for line in _page(view, page, name))


def as_json(view: View, pages: Sequence[SeenPage], name: str) -> Json:
    """The same with every word and place; papers as they are kept, those of these pages only."""
    numbers = {page.number for page in pages}
    return {
        "schema": 1,
        "file": name,
        **view.facts.to_json(),
        "papers": [paper.to_json() for paper in view.facts.papers if numbers & set(paper.pages)],
        "pages": [_page_json(page) for page in pages],
    }


def _page(view: View, page: SeenPage, name: str) -> Iterator[str]:
    paper = paper_of(view.facts, page.number)
    told = f", {paper.kind.value} ({paper.kind_confidence:.2f})" if paper else ""
    turned = f", turned {page.turned:.1f} degrees clockwise" if page.turned else ""
    yield f"{name}: page {page.number} of {len(view.facts.page_kinds)}{told}{turned}"
    yield "  lines"
    for number, line in enumerate(page.lines, start=1):
        yield f"    {number:>3}  {line.confidence:.2f}  {line.text}"
        if line.second and _text(line.second) != line.text:
            yield f"               second look: {_text(line.second)}"
    yield "  fields"
    for item in items_of(view.facts, page.number):
        yield f"    {item.key:>3}  {_sure(item)}  {item.name:<20} {_value(item)}"


def _sure(item: Item) -> str:
    return "    " if item.confidence is None else f"{item.confidence:.2f}"


def _value(item: Item) -> str:
    value = "-" if item.value is None else item.value
    return f"{value} ({item.text})" if item.text and item.text != item.value else value


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _page_json(page: SeenPage) -> Json:
    return {
        "page": page.number,
        "turned": round(page.turned, 2),
        "covered": [box.to_json() for box in page.covered],
        "lines": [_line_json(number, line) for number, line in enumerate(page.lines, start=1)],
    }


def _line_json(number: int, line: Line) -> Json:
    found: Json = {
        "number": number,
        "text": line.text,
        "confidence": round(line.confidence, 3),
        "box": line.box.to_json(),
        "words": [_word_json(word) for word in line.words],
    }
    return found | ({"second": [_word_json(word) for word in line.second]} if line.second else {})


def _word_json(word: Word) -> Json:
    return {"text": word.text, "confidence": round(word.confidence, 3), "box": word.box.to_json()}
