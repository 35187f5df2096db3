"""Sixty uploads that each expose a number which names a person: where it stands, and what digits it has. All fictitious.

They stand in pictures, text layers, names of files, manifests, and in what a file carries beside its pages.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from fpdf import FPDF
from PIL import Image, ImageDraw, PngImagePlugin

from fixtures.generate import Wish, draw, generate
from pipeline.document import Box, Kind
from pipeline.drawing import typeface
from pipeline.serving.manifests import sign

FIRST = 7100
"""Seeds of the drawn papers: none is anybody's for tuning."""
SUBMITTED = "2026-11-21T10:00:00+09:00"


@dataclass(frozen=True, slots=True)
class Exposing:
    """One upload. `digits`: all of the number's, `files` by key, `box` where it stands on the first page (an upright one)."""

    name: str
    digits: str
    files: dict[str, bytes] = field(repr=False)
    box: Box | None = None

    @property
    def rejected(self) -> str | None:
        """The key of the bare file that is to be rejected, if it is one."""
        keys = list(self.files)
        return keys[0] if len(keys) == 1 and "/" not in keys[0] else None


def papers(drawn: Collection[int] = range(26)) -> list[Exposing]:
    """All sixty, always the same; of the generator's only those `drawn`."""
    rng = random.Random(FIRST)
    return [*_drawn(drawn), *_cards(rng), *_carried(rng), *_named(rng), *_applications(rng)]


DRAWN_FOR_FEW = (0, 2, 14)


def few(every: Sequence[Exposing] = ()) -> list[Exposing]:
    """Eight of them, of every sort; `every` is `papers(DRAWN_FOR_FEW)` where that is at hand."""
    every = every or papers(DRAWN_FOR_FEW)
    return [every[at] for at in (0, 1, 2, 5, 14, 18, 26, 31)]


# --- drawn --------------------------------------------------------------------------------------

_WAYS: tuple[tuple[Kind, str, str], ...] = (
    *(
        (Kind.EMPLOYMENT_CERTIFICATE, "resident-exposed", one)
        for one in ("png", "jpeg", "pdf-scan", "tiff", "webp") * 2
    ),
    *((Kind.EMPLOYMENT_CERTIFICATE, "resident-exposed", "pdf-text"),) * 4,
    *((Kind.EMPLOYMENT_CERTIFICATE, "resident-in-text-layer", "pdf-text"),) * 4,
    *((Kind.EMPLOYMENT_CERTIFICATE, "resident-few-hidden", "png"),) * 2,
    *((Kind.EMPLOYMENT_CERTIFICATE, "resident-bar-short", "jpeg"),) * 2,
    *((Kind.IDENTITY_CARD, "resident-exposed", "jpeg"),) * 4,
)


def _drawn(wanted: Collection[int]) -> list[Exposing]:
    """Twenty-six papers of the generator."""
    found = []
    for number, (kind, fault, container) in enumerate(_WAYS):
        if number not in wanted:
            continue
        wish = Wish(kind=kind, broken=fault, container=container)  # type: ignore[arg-type]  # words of the generator
        made, story = generate(FIRST + number, wish), draw(FIRST + number, wish).desk.story
        shown = made.truth["fields"]["resident_number"]
        people = (story.employee, story.company.representative, story.owner.representative)
        person = next(one for one in people if one.name == made.truth["fields"]["person_name"]["value"])
        digits = person.resident_number.replace("-", "")
        suffix = made.name.rpartition(".")[2]
        box = Box(*shown["box"]) if fault == "resident-exposed" and kind is Kind.EMPLOYMENT_CERTIFICATE else None
        found.append(
            Exposing(f"{number:02} {kind} {fault} {container}", digits, {f"drawn-{number:02}.{suffix}": made.data}, box)
        )
    return found


def _cards(rng: random.Random) -> list[Exposing]:
    """Eight plain pages with a number that is no Korean's: aliens', driver's licences', passports'."""
    labels: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
        ("외국인등록번호", lambda one: resident(one, foreign=True)),
        ("주민등록번호", resident),
        ("운전면허번호", licence),
        ("여권번호", passport),
    )
    found = []
    for number in range(8):
        label, make = labels[number % len(labels)]
        told = make(rng)
        page = Image.new("RGB", (1240, 1754), "white")
        pen = ImageDraw.Draw(page)
        for row, text in enumerate(
            (
                "재 직 증 명 서",
                "성명  김하늘",
                f"{label}  {told}",
                "위와 같이 재직하고 있음을 증명합니다.",
                "2026년 11월 2일",
                "주식회사 한빛테크",
            )
        ):
            pen.text((160, 200 + 120 * row), text, "black", typeface.at(40))
        data = _saved(page, "PNG")
        found.append(Exposing(f"card {label}", _digits(told), {f"card-{number}.png": data}))
    return found


# --- beside the pages -----------------------------------------------------------------------------


def _carried(rng: random.Random) -> list[Exposing]:
    """Fourteen papers in order that carry a number where nobody looks."""
    clean = generate(FIRST + 900, Wish(kind=Kind.TELECOM_SERVICE_CERTIFICATE, container="png")).data
    page = Image.open(io.BytesIO(clean)).convert("RGB")
    found = []
    for number in range(14):
        told, (name, make) = resident(rng), _CARRIERS[number % len(_CARRIERS)]
        suffix, data = make(page, told)
        found.append(Exposing(f"carried {name}", _digits(told), {f"carried-{number:02}.{suffix}": data}))
    return found


def _png_text(page: Image.Image, told: str) -> tuple[str, bytes]:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", f"주민등록번호 {told}", zip=True)
    return "png", _saved(page, "PNG", pnginfo=info)


def _png_itxt(page: Image.Image, told: str) -> tuple[str, bytes]:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", f"김하늘 {told}", "ko", "제목")
    return "png", _saved(page, "PNG", pnginfo=info)


def _exif(page: Image.Image, told: str) -> tuple[str, bytes]:
    exif = Image.Exif()
    exif[0x010E] = f"resident {told}"
    return "jpg", _saved(page, "JPEG", exif=exif.tobytes())


def _user_comment(page: Image.Image, told: str) -> tuple[str, bytes]:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + f"{told}".encode("utf-16-le")
    return "jpg", _saved(page, "JPEG", exif=exif.tobytes())


def _jpeg_comment(page: Image.Image, told: str) -> tuple[str, bytes]:
    return "jpg", _saved(page, "JPEG", comment=told.encode())


def _tiff(page: Image.Image, told: str) -> tuple[str, bytes]:
    return "tiff", _saved(page, "TIFF", tiffinfo={270: f"RRN {told}", 315: "somebody"}, compression="tiff_lzw")


def _pdf(change: Callable[[FPDF, str], None]) -> Callable[[Image.Image, str], tuple[str, bytes]]:
    def make(page: Image.Image, told: str) -> tuple[str, bytes]:
        made = FPDF(format="A4")
        made.add_page()
        made.image(page, 0, 0, made.w, made.h)
        change(made, told)
        return "pdf", bytes(made.output())

    return make


def _outline(made: FPDF, told: str) -> None:
    made.start_section(f"Kim {told}")


def _xmp(made: FPDF, told: str) -> None:
    made.set_xmp_metadata(f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d>{told}</d></x:xmpmeta>')


def _note(made: FPDF, told: str) -> None:
    made.text_annotation(20, 20, f"see {told}")


def _attached(page: Image.Image, told: str) -> tuple[str, bytes]:
    document = pypdfium2.PdfDocument(_pdf(lambda *_: None)(page, told)[1])
    attachment = document.new_attachment("list.csv")
    attachment.set_data(f"이름,번호\n김하늘,{told}\n".encode("cp949"))
    packed = io.BytesIO()
    document.save(packed)
    return "pdf", packed.getvalue()


_CARRIERS: tuple[tuple[str, Callable[[Image.Image, str], tuple[str, bytes]]], ...] = (
    ("PNG text", _png_text),
    ("PDF title", _pdf(lambda made, told: made.set_title(f"Kim {told}"))),
    ("EXIF description", _exif),
    ("PDF outline", _pdf(_outline)),
    ("TIFF tag", _tiff),
    ("PDF XMP", _pdf(_xmp)),
    ("PDF attachment", _attached),
    ("PNG international text", _png_itxt),
    ("EXIF comment", _user_comment),
    ("PDF annotation", _pdf(_note)),
    ("JPEG comment", _jpeg_comment),
    ("PDF keywords", _pdf(lambda made, told: made.set_keywords(told.replace("-", " ")))),
)


# --- names and manifests ------------------------------------------------------------------------


def _named(rng: random.Random) -> list[Exposing]:
    """Six files in order but for their names."""
    clean = generate(FIRST + 901, Wish(kind=Kind.TELECOM_SERVICE_CERTIFICATE, container="png")).data
    shapes: tuple[Callable[[str], str], ...] = (
        lambda told: f"김하늘 {told}.png",
        lambda told: f"주민 {_digits(told)}.png",
        lambda told: f"{told.replace('-', ' ')} scan.png",
        lambda told: f"{''.join(chr(ord(one) + 0xFEE0) for one in told)}.png",
        lambda told: f"a[![x](http://a.example/{told})]<b>.png".replace("/", "_"),
        lambda told: f"{told.replace('-', '–')}\n=1+1.png",
    )
    found = []
    for shape in shapes:
        told = resident(rng)
        # a byte of its own behind the picture: the same bytes would be read once
        found.append(Exposing("named", _digits(told), {shape(told): clean + told[:6].encode() + bytes([len(found)])}))
    return found


def _applications(rng: random.Random) -> list[Exposing]:
    """Six applications: numbers in fields of the manifest (`overseas` makes it invalid), in a paper's name, in the folder's."""
    clean = generate(FIRST + 902, Wish(kind=Kind.TELECOM_SERVICE_CERTIFICATE, container="png")).data
    found = []
    paths = ("company_name", "applicant.name", "identity.first.name", "overseas", "file", "folder")
    for number, path in enumerate(paths):
        told = resident(rng)
        name = told if path == "folder" else f"L-{number}"
        body = json.dumps(_manifest(name, path, told), ensure_ascii=number % 2 == 0).encode()
        paper = f"{told}.png" if path == "file" else "1.png"
        files = {
            f"{name}/application.json": body,
            f"{name}/application.json.sig": sign(KEY.encode(), body).encode(),
            f"{name}/{paper}": clean + told[:6].encode(),
        }
        found.append(Exposing(f"manifest {path}", _digits(told), files))
    return found


KEY = "a fictitious key"


def _manifest(name: str, path: str, told: str) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "application_id": name,
        "channel": "sender-number",
        "submitted_at": SUBMITTED,
        "company_name": "주식회사 한빛테크",
        "business_number": "999-81-00015",
        "sender_number": "02-3456-7890",
        "overseas": False,
        "applicant": {"name": "김하늘", "email": f"leak-{name[-1]}@example.com", "phone": "010-2345-6789"},
        "identity": {one: {"name": "김하늘", "at": SUBMITTED} for one in ("first", "second")},
        "channel_profile": {"name": "한빛", "opened": True, "business": True, "home_on": True, "applied_by": "master"},
    }
    *way, last = path.split(".")
    place = manifest
    for one in way:
        place = place[one]
    if last in place:
        place[last] = f"한빛 {told}"
    return manifest


# --- numbers --------------------------------------------------------------------------------------


def resident(rng: random.Random, *, foreign: bool = False) -> str:
    """Six and seven digits, as a Korean's or a foreigner's."""
    born = f"{rng.randint(60, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return f"{born}-{rng.choice('56' if foreign else '12')}{rng.randint(0, 999_999):06}"


def licence(rng: random.Random) -> str:
    """A driver's licence's."""
    return f"{rng.randint(11, 28)}-{rng.randint(10, 25)}-{rng.randint(100_000, 999_999)}-{rng.randint(10, 99)}"


def passport(rng: random.Random) -> str:
    """A passport's."""
    return f"M{rng.randint(10_000_000, 99_999_999)}"


def _digits(told: str) -> str:
    return "".join(one for one in told if one.isdigit())


def _saved(page: Image.Image, kind: str, **how: Any) -> bytes:  # noqa: ANN401 - Pillow's
    packed = io.BytesIO()
    page.save(packed, kind, **how)
    return packed.getvalue()
