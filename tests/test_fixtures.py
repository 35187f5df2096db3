"""The generator: the same seed gives the same bytes, and its truth holds of what it draws.

Runs with the fonts of fonts-nanum alone; what needs more is the committed samples.
"""

from __future__ import annotations

import io
import json
import random
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from fixtures import containers, dates, numbers, raster, samples, series, splits
from fixtures.applications import FAULTS_ACROSS, generate_application
from fixtures.damage import DAMAGES, apply
from fixtures.drawing import Canvas, Text
from fixtures.faults import FAULTS
from fixtures.fonts import FontMissing, locate
from fixtures.generate import Draft, Made, Wish, draw, expected, generate
from fixtures.papers import LAYOUTS
from fixtures.papers.telecom import CARRIERS
from fixtures.splits import SPLITS, split
from fixtures.story import SUBMITTED, story
from pipeline.document import Box, Kind, Verdict

WORLD = split("tune").of_package("fonts-nanum")
EMPLOYMENT, TELECOM = Kind.EMPLOYMENT_CERTIFICATE, Kind.TELECOM_SERVICE_CERTIFICATE


def make(seed: int, kind: Kind, **wish: object) -> Made:
    return generate(seed, Wish(kind, **wish), WORLD)  # type: ignore[arg-type]  # keywords of Wish


def drawn(seed: int, kind: Kind, **wish: object) -> Draft:
    return draw(seed, Wish(kind, **wish), WORLD)  # type: ignore[arg-type]  # keywords of Wish


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(document[number].get_textpage().get_text_bounded() for number in range(len(document)))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_same_seed_gives_the_same_bytes(damage: str) -> None:
    first, again = (make(7, EMPLOYMENT, damage=damage, small=True) for _ in range(2))
    assert first == again
    assert make(8, EMPLOYMENT, damage=damage, small=True).data != first.data


def test_other_kinds_and_splits_draw_other_stories() -> None:
    stories = {story(random.Random(f"1:{name}"), split(name)).company.name for name in SPLITS}
    assert len(stories) == 3


def parts(table: dict[str, object]) -> Iterator[tuple[str, set[str]]]:
    yield from ((f"companies.{group}", set(words)) for group, words in table["companies"].items())  # type: ignore[attr-defined]  # a TOML table
    yield from ((f"layouts.{kind}", set(names)) for kind, names in table["layouts"].items())  # type: ignore[attr-defined]  # likewise
    yield "fonts", {font["name"] for font in table["fonts"]}  # type: ignore[attr-defined]  # likewise
    yield "files", {font[face] for font in table["fonts"] for face in ("regular", "bold")}  # type: ignore[attr-defined]  # likewise


def test_splits_are_disjoint_and_complete() -> None:
    tables = tomllib.loads((Path(splits.__file__).parent / "splits.toml").read_text(encoding="utf-8"))
    assert set(tables) == set(SPLITS)
    for one, other in combinations(SPLITS, 2):
        theirs = dict(parts(tables[other]))
        for name, words in parts(tables[one]):
            assert not words & theirs[name], (one, other, name)
    used = {kind: {name for one in SPLITS for name in split(one).layouts[kind]} for kind in Kind}
    assert used == {kind: set(layouts) for kind, layouts in LAYOUTS.items()}


def test_fonts_script_installs_every_package() -> None:
    script = (Path(__file__).parents[1] / "scripts" / "fonts.sh").read_text(encoding="utf-8")
    packages = {family.package for name in SPLITS for family in split(name).families}
    assert {package for package in packages if package not in script.split('"')[1].split()} == set()


def test_a_missing_font_names_its_package() -> None:
    with pytest.raises(FontMissing, match="fonts-nobody"):
        locate("Nobody.ttf", "fonts-nobody")


@pytest.mark.parametrize("kind", Kind)
def test_every_layout_of_a_kind_has_its_lines_on_the_page(kind: Kind) -> None:
    for seed, layout in enumerate(LAYOUTS[kind]):
        truth = drawn(seed, kind, layout=layout).truth
        for line in truth["lines"]:
            box = Box(*line["box"])
            assert -0.01 <= box.left < box.right <= 1.01, (layout, line)
            assert 0 <= box.top < box.bottom <= 1, (layout, line)
        assert (truth["layout"], truth["page_kinds"]) == (layout, [kind.value])


@pytest.mark.parametrize("kind", [EMPLOYMENT, TELECOM, Kind.IDENTITY_CARD])
def test_a_born_digital_pdf_says_what_the_truth_says(kind: Kind) -> None:
    made = make(1, kind, container="pdf-text")
    shown = squeezed(text_of(made.data))
    assert made.truth["lines"]
    for line in made.truth["lines"]:
        assert squeezed(line["text"]) in shown


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (
            Kind.BUSINESS_REGISTRATION,
            {"company_name", "business_number", "representative", "opening_date", "issuance_date", "issuer", "stamp"},
        ),
        (EMPLOYMENT, {"company_name", "representative", "person_name", "issuance_date", "stamp", "resident_number"}),
        (
            TELECOM,
            {
                "company_name",
                "subscriber",
                "business_number",
                "phone_numbers",
                "issuance_number",
                "issuance_date",
                "issuing_institution",
                "issuer",
                "stamp",
                "opening_date",
            },
        ),
        (
            Kind.NUMBER_USAGE_CONSENT,
            {"company_name", "grantee", "representative", "phone_numbers", "issuance_date", "stamp", "signature"},
        ),
    ],
)
def test_good_papers_carry_the_fields_of_their_kind(kind: Kind, fields: set[str]) -> None:
    for seed, layout in enumerate(LAYOUTS[kind]):
        truth = drawn(seed, kind, layout=layout).truth
        assert fields <= set(truth["fields"]), layout
        assert truth["decision"] == "approved"
        assert date.fromisoformat(truth["fields"]["issuance_date"]["value"]) <= SUBMITTED


def test_check_digits_are_right_unless_broken() -> None:
    for seed in range(30):
        number = numbers.business_number(random.Random(seed), "81").replace("-", "")
        assert numbers.business_check(number[:9]) == int(number[9])
        broken = numbers.broken_business_number(random.Random(seed), number)
        assert numbers.business_check(broken[:9]) != int(broken[9])
    assert numbers.business_check("123456789") == 1  # worked example of the algorithm
    corporate = numbers.corporate_number(random.Random(1)).replace("-", "")
    assert (
        sum(int(digit) * (1 + place % 2) for place, digit in enumerate(corporate[:12])) % 10 == -int(corporate[12]) % 10
    )


def test_resident_numbers_belong_to_nobody() -> None:
    for seed in range(50):
        digits = numbers.resident_number(random.Random(seed), date(1990, 1, 1), male=True).replace("-", "")
        total = sum(int(one) * weight for one, weight in zip(digits[:12], numbers.RESIDENT_WEIGHTS, strict=True))
        assert (11 - total % 11) % 10 != int(digits[12])


@pytest.mark.parametrize(("kind", "fault"), [(kind, fault) for kind, faults in FAULTS.items() for fault in faults])
def test_every_fault_shows_in_the_truth(kind: Kind, fault: str) -> None:  # noqa: C901 - one case a fault
    truth = drawn(3, kind, broken=fault).truth
    fields = truth["fields"]
    assert (truth["decision"], truth["reasons"]) == ("rejected", [FAULTS[kind][fault]])
    match fault.partition("-"):
        case ("stamp", _, _):
            assert fields["stamp"]["value"] == "absent"
        case ("resident", _, _):
            assert fields["resident_number"]["value"] == "exposed"
        case ("date", _, "future"):
            assert fields["issuance_date"]["value"] > SUBMITTED.isoformat()
        case ("too", _, _):
            assert fields["issuance_date"]["value"] < "2026-08-21"
        case ("check", _, _):
            digits = fields["business_number"]["value"].replace("-", "")
            assert numbers.business_check(digits[:9]) != int(digits[9])
        case ("number", _, _):
            assert any("*" in one["value"] for one in fields["phone_numbers"])
        case ("name", _, _):
            assert "*" in fields["company_name"]["value"]
        case ("signature", _, _):
            assert (fields["stamp"]["value"], fields["signature"]["value"]) == ("absent", "absent")
        case ("phone", _, _):
            assert not fields.get("phone_numbers")
        case ("date", _, _):
            assert fields["issuance_date"]["value"] is None
        case _:
            assert fields[fault.removesuffix("-missing").replace("-", "_")]["value"] is None


def test_digits_under_a_drawn_bar_stay_in_the_text_alone() -> None:
    made = make(5, EMPLOYMENT, broken="resident-in-text-layer", layout="two-columns")
    assert re.search(r"\d{6}-\d{7}", text_of(made.data))
    assert not any(re.search(r"\d{6}-\d{7}", line["text"]) for line in made.truth["lines"])


def test_masked_numbers_leave_no_digits_to_be_read() -> None:
    for seed in range(40):
        draft = drawn(seed, EMPLOYMENT, layout="two-columns")
        assert draft.truth["fields"]["resident_number"]["value"] in {"masked", "absent"}
        texts = [item.text for canvas in draft.desk.pages for item in canvas.items if isinstance(item, Text)]
        number = draft.desk.story.employee.resident_number
        assert not any(number[:9] in text or text.endswith(number[-6:]) for text in texts), seed


def test_seals_lie_where_the_truth_says() -> None:
    made = make(2, EMPLOYMENT, container="png", layout="paragraph")
    picture = np.asarray(Image.open(io.BytesIO(made.data)).convert("RGB"), dtype=np.int16)
    stamp = Box(*made.truth["fields"]["stamp"]["box"]).crop(picture.astype(np.uint8))
    assert (stamp.min(axis=2) < 200).mean() > 0.05
    assert made.truth["fields"]["stamp"]["shape"] in {"square", "round", "oval"}


@pytest.mark.parametrize("damage", ["office", "photo", "fax", "lowres"])
def test_boxes_follow_the_damage(damage: str) -> None:
    canvas = Canvas(WORLD.font_set(random.Random(1)))
    canvas.area((100, 150, 130, 170), fill=(0, 0, 0))
    box = canvas.fractions(100, 150, 130, 170)
    shot = apply(random.Random(4), raster.render(canvas, 150), damage, 150)  # type: ignore[arg-type]  # a parameter
    pixels = np.asarray(shot.picture.convert("L"))
    assert shot.moved(box).grown(-0.01, -0.005).crop(pixels).mean() < 110
    assert shot.moved(Box(0.1, 0.1, 0.3, 0.2)).crop(pixels).mean() > 140


def test_every_container_holds_its_pages() -> None:
    pages = [Image.new("RGB", (200, 300), (250, 250, 250)) for _ in range(2)]
    for name in ("png", "jpeg", "webp", "tiff"):
        opened = Image.open(io.BytesIO(containers.pack(pages, name, 100)))  # type: ignore[arg-type]  # a container
        assert getattr(opened, "n_frames", 1) == (2 if name == "tiff" else 1)
    assert len(pypdfium2.PdfDocument(containers.pack(pages, "pdf-scan", 100))) == 2


def test_files_with_more_than_the_paper() -> None:
    terms = drawn(4, TELECOM, extra="terms")
    assert terms.truth["page_kinds"] == [TELECOM.value] * 2
    two = drawn(4, TELECOM, extra="second-paper")
    assert (two.truth["decision"], two.truth["reasons"]) == ("needs-review", ["several-documents"])
    assert two.truth["page_kinds"][0] != two.truth["page_kinds"][1]
    assert expected(Kind.UNKNOWN, ()) == (Verdict.NEEDS_REVIEW, ["kind-unknown"])


def test_dates_in_words_and_months_back() -> None:
    assert dates._in_words(date(2024, 6, 10)) == "이천이십사년 유월 십일"
    assert dates.months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)
    assert dates.months_before(date(2026, 11, 21), 3) == date(2026, 8, 21)


def test_a_series_is_mixed_and_repeatable() -> None:
    wished = list(series.wishes(7, "measure", 400))
    assert wished[:50] == list(series.wishes(7, "measure", 50))
    assert {wish.kind for _, wish in wished} == set(Kind)
    assert {wish.damage for _, wish in wished} == set(DAMAGES)
    assert 0.25 < sum(wish.broken is not None for _, wish in wished) / len(wished) < 0.45


def test_papers_of_an_application_agree() -> None:
    made = generate_application(1, "tune", None, ("clean",), world=WORLD)
    found = {document["kind"]: document["fields"] for document in made.truth["documents"]}
    assert set(found) == {kind.value for kind in FAULTS}
    assert found["business-registration"]["company_name"]["value"] == made.manifest["company_name"]
    assert found["employment-certificate"]["person_name"]["value"] == made.manifest["applicant"]["name"]
    number = made.manifest["sender_number"].replace("-", "")
    for kind in ("telecom-service-certificate", "number-usage-consent"):
        assert [one["value"] for one in found[kind]["phone_numbers"]] == [number]
    owners = {found[kind]["company_name"]["value"] for kind in ("telecom-service-certificate", "number-usage-consent")}
    assert len(owners) == 1
    assert made.truth["decision"] == "approved"


@pytest.mark.parametrize("fault", [*FAULTS_ACROSS, "employment-certificate:stamp-missing"])
def test_broken_applications_differ_where_they_say(fault: str) -> None:
    made = generate_application(2, "tune", fault, ("clean",), world=WORLD)
    found = {document["kind"]: document["fields"] for document in made.truth["documents"]}
    assert made.truth["decision"] != "approved"
    match fault:
        case "paper-missing":
            assert len(made.truth["missing"]) == 1
            assert len(made.papers) == 3
        case "identity-missing":
            assert "identity" not in made.manifest
        case "other-company":
            assert found["business-registration"]["company_name"]["value"] != made.manifest["company_name"]
        case "number-differs":
            shown = found["telecom-service-certificate"]["phone_numbers"][0]["value"]
            assert shown != made.manifest["sender_number"].replace("-", "")
        case "person-differs":
            assert found["employment-certificate"]["person_name"]["value"] != made.manifest["applicant"]["name"]
        case "owner-differs":
            assert found["number-usage-consent"]["company_name"] != found["telecom-service-certificate"]["company_name"]
        case _:
            assert found["employment-certificate"]["stamp"]["value"] == "absent"


def rendered(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json"]


def test_samples_are_all_there_with_their_truth() -> None:
    files = rendered(samples.FOLDER)
    assert len(files) == 24
    assert sum(path.stat().st_size for path in samples.FOLDER.rglob("*") if path.is_file()) < 6_000_000
    for name in samples.PAPERS:
        (path,) = (one for one in files if one.stem == name)
        truth = json.loads(path.with_name(f"{path.name}.json").read_text(encoding="utf-8"))
        assert (truth["file"], truth["split"]) == (path.name, "tune")
    for folder in (path for path in (samples.FOLDER / "applications").iterdir() if path.is_dir()):
        truth = json.loads(folder.with_name(f"{folder.name}.truth.json").read_text(encoding="utf-8"))
        manifest = json.loads((folder / "application.json").read_text(encoding="utf-8"))
        assert manifest["application_id"] == folder.name
        assert {path.name for path in rendered(folder)} == {document["file"] for document in truth["documents"]}
    assert {
        json.loads(path.read_text(encoding="utf-8"))["decision"]
        for path in samples.FOLDER.glob("applications/*.truth.json")
    } == {
        "approved",
        "rejected",
        "incomplete",
    }


@pytest.mark.parametrize("layout", LAYOUTS[TELECOM])
def test_a_missing_carrier_or_day_is_nowhere_on_the_page(layout: str) -> None:
    lines = drawn(6, TELECOM, layout=layout, broken="issuing-institution-missing").truth["lines"]
    assert not any(carrier.name in line["text"] for line in lines for carrier in CARRIERS.values())
    dateless = drawn(6, TELECOM, layout=layout, broken="date-missing")
    spelled = f"{dateless.desk.issued:%y. %m. %d.}"
    assert not any(spelled in line["text"] for line in dateless.truth["lines"])


@pytest.mark.parametrize("layout", LAYOUTS[Kind.NUMBER_USAGE_CONSENT])
def test_a_missing_owner_is_nowhere_on_the_page(layout: str) -> None:
    draft = drawn(6, Kind.NUMBER_USAGE_CONSENT, layout=layout, broken="company-name-missing")
    assert not any(draft.desk.story.owner.name in line["text"] for line in draft.truth["lines"])
