"""The last real contact with each member: a talk with himself, and nothing else."""

from datetime import timedelta

from bot.domain import contacts, followup_opening, followups
from bot.domain.contacts import Contact
from models import Partner, Via, Why
from tests.followup_world import SENT_AT, every, small_branch, task_of

DAY = timedelta(days=1)


async def spoken(session, branch, world, partner, now, cause, via=Via.PHONE):
    """Let 郑守义's cadre report a call."""
    people = [world.zheng.id]
    await followup_opening.open_for(
        session, branch, people, cause=cause, why=Why.ANNIVERSARY, words="您好。", now=SENT_AT
    )
    row = (await every(session))[-1]
    task = await task_of(session, world.cadre, row)
    await followups.told(session, task, world.cadre, via, partner, now)


async def test_the_latest_talk_with_himself_counts_with_who_and_how(session, branch, given):
    world = await small_branch(given)
    await spoken(session, branch, world, Partner.SELF, SENT_AT + 2 * DAY, "anniversary:2026", Via.VISIT)
    await spoken(session, branch, world, Partner.SELF, SENT_AT, "wish:1")

    last = await contacts.last_contacts(session, [world.zheng.id, world.zhang.id])

    assert last == {world.zheng.id: Contact(SENT_AT + 2 * DAY, world.cadre.id, "visit")}


async def test_a_talk_with_the_family_and_a_passed_on_word_are_no_contact(session, branch, given):
    world = await small_branch(given)
    await spoken(session, branch, world, Partner.FAMILY, SENT_AT, "wish:1")
    await spoken(session, branch, world, Partner.OTHER, SENT_AT, "wish:2")

    assert await contacts.last_contacts(session, [world.zheng.id]) == {}


async def test_a_mistake_that_was_taken_back_is_no_contact(session, branch, given):
    world = await small_branch(given)
    await spoken(session, branch, world, Partner.SELF, SENT_AT, "wish:1")
    task = await task_of(session, world.cadre, (await every(session))[0])
    await followups.take_back(session, task, world.cadre, SENT_AT)

    assert await contacts.last_contacts(session, [world.zheng.id]) == {}
