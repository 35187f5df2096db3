"""The way of `dojang look`: a file is read, its pages are drawn or listed, and shown, written or printed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import facts
from pipeline.document import Kind
from pipeline.errors import DojangError
from pipeline.facts import SeenPage, View
from pipeline.identifiers import scrub
from pipeline.looking import terminals
from pipeline.looking.listing import as_json, listing
from pipeline.looking.overlay import Layers, overlay
from pipeline.looking.terminals import Protocol
from pipeline.reporting import plain, print_json
from pipeline.reviewing import read_bytes
from pipeline.settings import settings

EVERYTHING = Layers()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of `look`: one page or all, what is drawn, and how it comes out.

    Without `output` pictures go to the terminal as `show` says (`None`: as it can), or else to a file in this folder.
    """

    page: int | None = None
    kind: Kind | None = None
    layers: Layers = EVERYTHING
    output: Path | None = None
    text: bool = False
    json: bool = False
    show: Protocol | None = None


def look(path: Path, wanted: Wanted) -> None:
    """Reads a file and shows what reading saw. Raises `read`'s errors, `page-unknown`, `file-unwritable`."""
    if wanted.output:
        _check(wanted.output, path)
    view = facts.look(read_bytes(path, settings().max_bytes), kind=wanted.kind)
    pages = _chosen(view, wanted.page)
    name = scrub(plain(path.name))
    if wanted.json:
        print_json(as_json(view, pages, name))
    elif wanted.text:
        _print("\n".join(listing(view, pages, name)))
    if wanted.output or not (wanted.json or wanted.text):
        _draw(view, pages, path, wanted)


def _chosen(view: View, page: int | None) -> tuple[SeenPage, ...]:
    if page is None:
        return view.pages
    found = tuple(one for one in view.pages if one.number == page)
    if not found:
        raise DojangError("page-unknown")
    return found


def _draw(view: View, pages: Sequence[SeenPage], path: Path, wanted: Wanted) -> None:
    """One picture a page: to the terminal, or to a file of which the path is printed."""
    how = _protocol(wanted)
    for page in pages:
        png = overlay(page, view.facts, scrub(plain(path.name)), wanted.layers)
        if how is Protocol.NONE:
            target = _target(path, page.number, wanted.output, alone=len(pages) == 1, whole=len(view.pages) == 1)
            _write(target, png, path)
            _say(str(target), to_error=wanted.text or wanted.json)
        else:
            columns = shutil.get_terminal_size().columns
            sys.stdout.buffer.write(terminals.encoded(png, how, columns, terminals.pixels_of(sys.stdout.fileno())))
            sys.stdout.buffer.flush()


def _protocol(wanted: Wanted) -> Protocol:
    if wanted.output:
        return Protocol.NONE
    if wanted.show is not None:
        return wanted.show
    return terminals.protocol(os.environ) if sys.stdout.isatty() else Protocol.NONE


def _target(path: Path, number: int, output: Path | None, *, alone: bool, whole: bool) -> Path:
    """The name asked for, with the page's number where several are written; else the file's name, here."""
    if output is not None:
        return output if alone else output.with_name(f"{output.stem}-{number}{output.suffix}")
    return Path(f"{scrub(path.stem)}.look.png" if whole else f"{scrub(path.stem)}.look-{number}.png")


def _check(target: Path, source: Path) -> None:
    """Whether a picture could be written there, and not over the file that is looked at: before that is read."""
    same = target.exists() and source.exists() and target.samefile(source)
    if same or target.is_dir() or not target.parent.is_dir():
        raise DojangError("file-unwritable")


def _write(target: Path, png: bytes, source: Path) -> None:
    """Readable by its owner only: it shows a paper."""
    _check(target, source)
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(png)
    except OSError:
        raise DojangError("file-unwritable") from None


def _say(text: str, *, to_error: bool) -> None:
    if to_error:
        sys.stderr.write(plain(text) + "\n")
    else:
        _print(plain(text))


def _print(text: str) -> None:
    """UTF-8, whatever the terminal's encoding."""
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()
