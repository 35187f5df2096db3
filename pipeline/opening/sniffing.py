"""What bytes are, whatever the file is called; and why what is neither PDF nor picture is refused.

The first bytes count: a file that is made to be two things at once (a polyglot) is what it begins as, so that nobody who
opens it sees one paper where another is read. Only what begins as nothing known is looked through for a PDF further on.
"""

from __future__ import annotations

_PDF, _PDF_HEAD, _HEAD_BYTES = b"%PDF-", b"%PDF", 1024
"""PDF's first words, and within how many bytes readers look for them (PDF 32000-1, annex H.3)."""
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"BM", b"GIF8")
_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"))
"""ISO base media files that hold pictures: HEIC and AVIF (ISO/IEC 23008-12)."""
_OFFICE = (b"\xd0\xcf\x11\xe0", b"HWP Document File", b"{\\rtf")
"""HWP 5 and Word's, Excel's and PowerPoint's old files (OLE2), HWP 3, RTF."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ZIPPED_OFFICE = (
    b"[Content_Types].xml",
    b"mimetypeapplication/hwp+zip",
    b"mimetypeapplication/vnd.oasis",
    b"Contents/content.hpf",
    b"Index/Document.iwa",
)
"""Entries of Office Open XML, HWPX, OpenDocument, HWPX again, and Pages, Numbers and Keynote."""
_ENDS = 70_000
"""Bytes at each end of a ZIP file in which an entry's name is looked for: its directory stands last."""
_ARCHIVES = (
    *_ZIP,
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
    b"ALZ\x01",
    b"EGGA",
)
_TAR, _LZH = (257, b"ustar"), (2, b"-lh")
"""Where two more archives have their mark."""


def sniff(data: bytes) -> str:
    """What the bytes are: `pdf`, `picture`, or an empty string for anything else."""
    if data.startswith(_PDF_HEAD):
        return "pdf"
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    is_boxed = data[4:8] == b"ftyp" and data[8:12] in _BRANDS
    if data.startswith(_PICTURES) or is_webp or is_boxed:
        return "picture"
    return "pdf" if _PDF in data[:_HEAD_BYTES] and refusal(data) == "unsupported-type" else ""


def refusal(data: bytes) -> str:
    """The code for a file that is neither PDF nor picture."""
    if data.startswith(_OFFICE):
        return "office-file"
    if data.startswith(_ZIP):
        ends = data[:_ENDS] + data[-_ENDS:]
        return "office-file" if any(mark in ends for mark in _ZIPPED_OFFICE) else "archive-file"
    marked = any(data.startswith(mark, at) for at, mark in (_TAR, _LZH))
    return "archive-file" if marked or data.startswith(_ARCHIVES) else "unsupported-type"
