"""A real bad file for every error code that a file can meet."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pypdfium2
from PIL import Image


def pdf(pages: int = 1) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password: its encryption dictionary (RC4, 40 bit) was made for the password `secret`."""
    body = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <" + b"5a" * 32 + b"> /U <" + b"a5" * 32 + b"> >>",
    ]
    written, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(body, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(written)
    trailer = b"<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<" + b"00" * 16 + b"> <" + b"00" * 16 + b">] >>"
    return (
        written
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer\n"
        + trailer
        + b"\nstartxref\n%d\n%%%%EOF\n" % start
    )


def png(width: int = 40, height: int = 40, kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(written, kind)
    return written.getvalue()


def bomb() -> bytes:
    """A PNG of 100 kB that says it is 60,000 by 60,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(100_000_000)))
        + chunk(b"IEND", b"")
    )


def archive(name: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr(name, "content")
    return written.getvalue()


def tiff(pages: int) -> bytes:
    written = io.BytesIO()
    frames = [Image.new("1", (20, 20)) for _ in range(pages)]
    frames[0].save(written, "TIFF", save_all=True, append_images=frames[1:])
    return written.getvalue()


BAD_FILES = {
    "empty": (b"", "empty-file"),
    "text": (b"just words\n", "unsupported-type"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported-type"),
    "docx": (archive("[Content_Types].xml"), "office-file"),
    "hwp": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office-file"),
    "hwpx": (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/hwp+zip", "office-file"),
    "zip": (archive("scan.png"), "archive-file"),
    "gzip": (b"\x1f\x8b\x08" + bytes(30), "archive-file"),
    "encrypted pdf": (encrypted_pdf(), "encrypted-pdf"),
    "cut pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type", "damaged-file"),
    "cut png": (png(400, 400)[:60], "damaged-file"),
    "cut jpeg": (png(400, 400, "JPEG")[:150], "damaged-file"),
    "png in name only": (b"\x89PNG\r\n\x1a\n" + b"nonsense" * 9, "damaged-file"),
    "bomb": (bomb(), "page-too-large"),
    "long pdf": (pdf(31), "too-many-pages"),
    "long tiff": (tiff(31), "too-many-pages"),
    "heavy": (b"%PDF-" + bytes(50_000_001), "too-large"),
}


def write(folder: Path, name: str) -> Path:
    path = folder / name.replace(" ", "-")
    path.write_bytes(BAD_FILES[name][0])
    return path
