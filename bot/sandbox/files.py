"""Files that were sent through the sandbox, and the size of pictures."""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
import struct
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from bot.sandbox.answers import bad_request

Kind = Literal["photo", "document", "voice"]

# The beginnings of real file ids tell their kind, and so do ours: logs stay readable.
_PREFIX: dict[Kind, str] = {"photo": "AgAC", "document": "BQAC", "voice": "AwAC"}
_FOLDER: dict[Kind, str] = {"photo": "photos", "document": "documents", "voice": "voice"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file; the same bytes sent twice are two files with one unique id."""

    file_id: str
    kind: Kind
    number: int
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        return "AQAD" + _base64(hashlib.sha256(self.data).digest()[:9])

    @property
    def path(self) -> str:
        """Where the file endpoint serves it, e.g. documents/file_7.xlsx."""
        return f"{_FOLDER[self.kind]}/file_{self.number}{PurePosixPath(self.name).suffix}"

    def described(self) -> dict[str, Any]:
        """Return the part every description of a file has."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }

    def in_message(self) -> dict[str, Any]:
        """Return the field of a message that shows this file."""
        if self.kind == "photo":
            return {"photo": [self.described() | {"width": self.width, "height": self.height}]}
        if self.kind == "voice":
            return {"voice": self.described() | {"duration": 1, "mime_type": self.mime}}
        return {"document": self.described() | {"file_name": self.name, "mime_type": self.mime}}


def receive(kind: Kind, number: int, name: str, mime: str, data: bytes) -> StoredFile:
    """Take in an upload; refuses what Telegram refuses."""
    if not data:
        raise bad_request("file must be non-empty")
    width = height = 0
    if kind == "photo":
        width, height = picture_size(data)
        # Telegram recompresses every photo to JPEG and forgets its name; we keep the bytes.
        name = "photo.png" if data.startswith(b"\x89PNG") else "photo.jpg"
    mime = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
    file_id = _PREFIX[kind] + _base64(secrets.token_bytes(48))
    return StoredFile(file_id, kind, number, name or "file", mime, data, width, height)


def picture_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, GIF or JPEG, in pixels; refuses anything else."""
    if len(data) > 10 * 2**20:
        raise bad_request("file is too big")
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", data[16:24])
        elif data.startswith(b"GIF8"):
            width, height = struct.unpack("<HH", data[6:10])
        elif data.startswith(b"\xff\xd8"):
            width, height = _jpeg_size(data)
        else:
            raise bad_request("IMAGE_PROCESS_FAILED")
    except struct.error:
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header, which alone knows the size."""
    at = 2
    while True:
        marker, length = struct.unpack(">HH", data[at : at + 4])
        if 0xFFC0 <= marker <= 0xFFCF and marker not in (0xFFC4, 0xFFC8, 0xFFCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
