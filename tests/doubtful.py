"""Cases that need a person however well the reader reads: a sample with one field blurred, an application without an identity."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter

from pipeline.serving.manifests import sign

SAMPLES = Path(__file__).parents[1] / "fixtures" / "samples"


def truth(sample: str, field: str) -> dict[str, Any]:
    """What a sample's field holds, and where."""
    found: dict[str, Any] = json.loads((SAMPLES / f"{sample}.json").read_bytes())["fields"][field]
    return found


def blurred(sample: str, field: str, strength: float = 1 / 3) -> bytes:
    """A sample with that field blurred beyond reading, as JPEG; `strength`: of the field's height."""
    picture = Image.open(SAMPLES / sample)
    size = (picture.width, picture.height) * 2
    left, top, right, bottom = (round(one * side) for one, side in zip(truth(sample, field)["box"], size, strict=True))
    part = picture.crop((left, top - 4, right, bottom + 4)).filter(ImageFilter.GaussianBlur((bottom - top) * strength))
    picture.paste(part, (left, top - 4))
    saved = io.BytesIO()
    picture.save(saved, "JPEG", quality=90)
    return saved.getvalue()


def drop_application(inbox: Path, name: str, email: str, key: str) -> None:
    """An application that says nothing of its applicant's identity, signed with the key, dropped as a folder."""
    draft = inbox / f".{name}.part"
    shutil.copytree(SAMPLES / "applications" / "A-1101", draft)
    manifest = json.loads((draft / "application.json").read_bytes()) | {"application_id": name}
    del manifest["identity"]
    manifest["applicant"]["email"] = email
    body = json.dumps(manifest).encode()
    (draft / "application.json").write_bytes(body)
    (draft / "application.json.sig").write_text(sign(key.encode(), body))
    draft.rename(inbox / name)
