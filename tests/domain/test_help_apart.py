"""One call for help that cannot be looked after does not silence another."""

from datetime import timedelta

from sqlmodel import select

from bot.database import failures
from bot.domain import help as help_
from bot.domain import help_watch
from bot.domain.help import Asker
from models import Branch, HelpRequest, Matter
from tests.people import NOON, Given, chat_of


async def test_an_alarm_is_repeated_whatever_becomes_of_the_call_before_it(session, branch, given):
    other = Branch(name="没有时区的支部")
    session.add(other)
    await session.flush()
    for each in (Given(session, other), given):
        await each.bind(await each.secretary())
        zhang = await each.member("张桂英")
        asker = Asker(chat_of(zhang), zhang)
        await help_.ask(session, each.branch, asker, "救命", NOON, matter=Matter.EMERGENCY)
    other.zone = "Nowhere/Land"
    session.add(other)
    await session.flush()
    later = NOON + timedelta(minutes=5)

    await help_watch.look_after(session, later)

    calls = (await session.exec(select(HelpRequest).order_by(HelpRequest.id))).all()
    assert [call.due_at > later for call in calls] == [False, True]
    assert len(failures(session)) == 1
