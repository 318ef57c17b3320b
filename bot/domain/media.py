"""Media: the bytes of pictures and files, stored once."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models import Media, MediaKind


async def store(
    session: AsyncSession,
    branch_id: int,
    kind: MediaKind,
    filename: str,
    mime: str,
    data: bytes,
    now: datetime,
) -> int:
    """Keep a file and return its id; the same bytes under the same name are kept once."""
    digest = sha256(data).hexdigest()
    found = await session.exec(
        select(Media).where(
            Media.branch_id == branch_id,
            Media.sha256 == digest,
            Media.kind == kind,
            Media.filename == filename,
        )
    )
    media = found.first()
    if media is None:
        media = Media(
            branch_id=branch_id,
            sha256=digest,
            kind=kind,
            filename=filename,
            mime=mime,
            data=data,
            created_at=now,
        )
        session.add(media)
        await session.flush()
    elif media.data is None:
        media.data = data
        session.add(media)
    return media.id
