"""Mails that were kept as files go with the person they were for."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from activities.mail.transport import Outbox, file_name
from models.database import Database
from models.mail_tables import DeliveryRow


async def drop_forgotten(database: Database, outbox: Outbox) -> int:
    """Delete the files of which no delivery tells any more; answers how many. Forgetting deletes the deliveries."""
    files = await asyncio.to_thread(outbox.files)
    if not files:
        return 0
    async with database.read() as session:
        known = {file_name(each) for each in (await session.execute(sa.select(DeliveryRow.message_id))).scalars()}
    gone = [path for path in files if path.stem not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
