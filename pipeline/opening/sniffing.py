"""What bytes are, whatever the file is called; and why what is neither PDF nor picture is refused."""

from __future__ import annotations

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"GIF8")
_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"))
"""ISO base media files that hold pictures: HEIC and AVIF (ISO/IEC 23008-12)."""
_OFFICE = (b"\xd0\xcf\x11\xe0", b"HWP Document File", b"{\\rtf")
_ZIPPED_OFFICE = (b"[Content_Types].xml", b"mimetypeapplication/hwp+zip", b"mimetypeapplication/vnd.oasis")
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"ALZ\x01",
    b"EGGA",
)


def sniff(data: bytes) -> str:
    """What the bytes are: `pdf`, `picture`, or an empty string for anything else."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    is_boxed = data[4:8] == b"ftyp" and data[8:12] in _BRANDS
    return "picture" if data.startswith(_PICTURES) or is_webp or is_boxed else ""


def refusal(data: bytes) -> str:
    """The code for a file that is neither PDF nor picture."""
    if data.startswith(_OFFICE):
        return "office-file"
    if data.startswith(b"PK") and any(mark in data[:4096] for mark in _ZIPPED_OFFICE):
        return "office-file"
    return "archive-file" if data.startswith(_ARCHIVES) else "unsupported-type"
