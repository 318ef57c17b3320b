"""A relative reads nothing that is not for the member she stands in for, whichever way she tries."""

from dataclasses import fields
from itertools import product

import sqlalchemy as sa
from sqlmodel import col, select

from bot.access import granted
from bot.database import Database
from bot.domain import people
from bot.domain.notice_recall import withdraw
from bot.presses import encode
from bot.texts import relatives as say
from handlers.relative_requests import INTRODUCE
from handlers.routes import FORMS, ROUTES
from models import (
    Channel,
    DeathReport,
    Dialog,
    FollowUp,
    HelpRequest,
    HelpWord,
    Matter,
    Outbox,
    Role,
    Why,
)
from tests.notice_world import sent
from tests.people import BOT_ID, NOON, TODAY, Given, chat_of
from tests.relative_world import agreed, family
from tests.test_roles import Door, _founded, door

__all__ = ["door"]  # the fixture

HERS = granted({Role.RELATIVE})
SECRETS = ("郑守义", "13900001234", "给别人的话", "只对本人说的话", "许家的女儿")

KNOWN = ("person_id", "notice_id", "proxy_id", "task_id", "report_id", "request_id", "claim_id")
WORDS = {"how": ("", "face")}


async def test_no_entrance_shows_a_relative_what_is_not_for_her(door: tuple[Door, Database]) -> None:
    entrances, database = door
    async with database.transaction() as session:
        given = await _founded(session)
        world = await family(given)
        ids = await _everything_else(given, world)
        daughter = world.daughter

    tried = 0
    for route in ROUTES:
        for way in _ways(route, ids):
            await entrances.tries(chat_of(daughter), way)
            tried += 1
    for form in FORMS:
        for words in ("郑", "第二党小组"):
            async with database.transaction() as session:
                await session.exec(sa.delete(Dialog))
                session.add(_open(form, daughter, ids))
            await entrances.tries(chat_of(daughter), {"text": words})
            tried += 1

    async with database.reading() as session:
        found = await session.exec(
            select(Outbox.text)
            .where((col(Outbox.chat_id) == chat_of(daughter)) | (col(Outbox.person_id) == daughter.id))
            .order_by(col(Outbox.id))
        )
        read = found.all()
        roles = await people.roles_of(session, daughter, None, TODAY)
    assert [text for text in read if any(secret in text for secret in SECRETS)] == []
    # She was let in all the while, and what is for her father she did read.
    assert roles == {Role.RELATIVE}
    assert any("给父亲的话" in text for text in read)
    assert any(text.startswith(say.addressed("吴长贵")) for text in read)
    assert tried > 200


def test_every_number_that_an_entrance_of_hers_takes_is_tried():
    """Whoever opens a new entrance to relatives writes down what leads to somebody else's there."""
    unknown = {
        (route.press.__name__, field.name)
        for route in ROUTES
        if route.press is not None and route.needs in HERS
        for field in fields(route.press)
        if field.type is int and field.name.endswith("_id") and field.name not in KNOWN
    }

    assert unknown == set()


def _open(form, person, ids):
    """Return a question of this form that is open in her chat, about somebody who is none of hers."""
    stranger, father = map(str, ids["person_id"])
    notice = str(ids["notice_id"][0])
    # What she is to him is only asked of who holds his invitation, where his name stands.
    invited_for = father if form is INTRODUCE else stranger
    answers = {"member": invited_for, "person": stranger, "who": f"#{stranger}", "notice": notice}
    answers |= {"request": str(ids["request_id"][0]), "claim": "1"}
    return Dialog(
        bot_id=BOT_ID,
        chat_id=chat_of(person),
        person_id=person.id,
        form=form.name,
        answers=answers,
        updated_at=NOON,
    )


def _ways(route, ids):
    """Return every way in: its words, and its press with each number that leads to somebody else."""
    for words in (route.word, *route.phrases):
        if words:
            yield {"text": words}
    if route.command:
        yield {"text": f"/{route.command}"}
    if route.press is not None:
        values = [
            ids.get(f.name, (0,)) if f.type is int else WORDS.get(f.name, ("x",)) for f in fields(route.press)
        ]
        for chosen in product(*values):
            yield {"data": encode(route.press(*chosen))}


async def _everything_else(given: Given, world) -> dict[str, tuple[int, ...]]:
    """Fill the branch with what is none of her business; return the numbers that lead there."""
    session, branch = given.session, given.branch
    await agreed(session, world.father, world.daughter, world.liaison)
    await given.bind(world.stranger)
    world.stranger.phone = "13900001234"
    other = await given.person("许家的女儿")
    proxy = await agreed(session, world.stranger, other, world.liaison)
    his, him = {"people": [world.stranger.id]}, {"people": [world.father.id]}
    for_him = await sent(session, branch, world.secretary, "给父亲的话", audience=him)
    alone = await sent(session, branch, world.secretary, "只对本人说的话", audience=him, family=False)
    foreign = await sent(session, branch, world.secretary, "给别人的话", audience=his)
    gone = await sent(session, branch, world.secretary, "给别人的话，撤回", audience=his)
    await withdraw(session, gone.id, world.secretary, branch.id, NOON)
    (await given.member_row(world.stranger)).channel = Channel.RELATIVE
    report = DeathReport(branch_id=branch.id, person_id=world.stranger.id, reported_at=NOON)
    task = FollowUp(
        branch_id=branch.id,
        cause="notice:0",
        person_id=world.stranger.id,
        helper_id=world.cadre.id,
        why=Why.PHONE,
        words="给别人的话",
        created_at=NOON,
        ask_at=NOON,
        changed_at=NOON,
    )
    call = HelpRequest(
        branch_id=branch.id,
        person_id=world.stranger.id,
        chat_id=0,
        matter=Matter.HELP,
        helper_id=world.cadre.id,
        due_at=NOON,
        created_at=NOON,
        opened_at=NOON,
    )
    session.add_all((report, task, call))
    await session.flush()
    session.add(HelpWord(request_id=call.id, words="给别人的话", at=NOON))
    return {
        "person_id": (world.stranger.id, world.father.id),
        "notice_id": (foreign.id, alone.id, gone.id, for_him.id),
        "proxy_id": (proxy.id,),
        "task_id": (task.id,),
        "report_id": (report.id,),
        "request_id": (call.id,),
        "claim_id": (1,),
        "group": (1, 2),
    }
