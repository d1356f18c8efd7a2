"""Zip files made in code, sound ones and others."""

import io
import zipfile


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def without_utf8_flags(data: bytes) -> bytes:
    """The zip as programs write it that put UTF-8 into names and do not say so."""
    changed = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place + 1] &= ~0x08
            at = changed.find(mark, at + 1)
    return bytes(changed)
