"""Upkeep: what nobody needs any more is swept away, and nothing else."""

from datetime import timedelta

from sqlmodel import col, select

from models import Dialog, Guess, Inbox, InboxState, Incident
from scheduler import upkeep
from tests.people import BOT_ID, NOON

MINUTE = timedelta(minutes=1)


async def test_what_is_old_goes_and_what_is_younger_stays(session):
    def incident(number: int, age: timedelta) -> Incident:
        return Incident(reference=f"R{number}", fingerprint="KeyError@help.py:1", at=NOON - age)

    def update(number: int, age: timedelta) -> Inbox:
        return Inbox(bot_id=BOT_ID, update_id=number, state=InboxState.DONE, received_at=NOON - age)

    def dialog(number: int, age: timedelta) -> Dialog:
        return Dialog(bot_id=BOT_ID, chat_id=number, form="help", updated_at=NOON - age)

    def guess(number: int, age: timedelta) -> Guess:
        return Guess(bot_id=BOT_ID, user_id=number, at=NOON - age)

    kept = {
        incident: upkeep.INCIDENTS_KEPT,
        update: upkeep.INBOX_KEPT,
        dialog: upkeep.DIALOG_KEPT,
        guess: upkeep.GUESSES_KEPT,
    }
    for make, age in kept.items():
        session.add_all([make(1, age + MINUTE), make(2, age - MINUTE)])
    await session.flush()

    await upkeep.tidy(session, NOON)

    assert (await session.exec(select(Incident.reference))).all() == ["R2"]
    for number in (Inbox.update_id, Dialog.chat_id, Guess.user_id):
        assert (await session.exec(select(number))).all() == [2]


async def test_an_update_that_was_never_settled_is_kept_however_old(session):
    session.add(
        Inbox(bot_id=BOT_ID, update_id=1, state=InboxState.OPEN, received_at=NOON - 9 * upkeep.INBOX_KEPT)
    )
    await session.flush()

    await upkeep.tidy(session, NOON)

    assert (await session.exec(select(col(Inbox.update_id)))).all() == [1]
