"""The small world of the journeys of a notice, and the steps that all of them take."""

from datetime import timedelta

from sqlmodel import col, select

from models import Branch, Notice, Person
from tests.journey import Journey
from tests.notice_world import sent

MINUTE = timedelta(minutes=1)
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f"
    "141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432ffc0000b08000100010101"
    "1100ffc4001f0000010501010101010100000000000000000102030405060708090a0bffc400b5100002010303020403050504"
    "040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a2526"
    "2728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a"
    "92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6"
    "e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbd3ffd9"
)


class Cast:
    """The small world: a secretary, a deputy, a liaison and three members, one of them unbound."""

    secretary: Person
    deputy: Person
    liaison: Person
    zhang: Person
    li: Person
    unbound: Person


async def small_cast(journey: Journey) -> Cast:
    """Write the people of the small world, and let those who have a phone come in."""
    people = Cast()
    async with journey.given() as given:
        people.secretary = await given.secretary()
        people.deputy = await given.deputy()
        people.liaison = await given.liaison()
        people.zhang = await given.member("张三", group=2)
        people.li = await given.member("李四", group=2)
        people.unbound = await given.member("郑守义", group=2)
        bound = (people.secretary, people.deputy, people.liaison, people.zhang, people.li)
        for person in bound:
            await given.bind(person)
    await journey.meets(*bound)
    return people


async def writes(journey: Journey, who: Person, text: str, *choices: str) -> list[str]:
    """Write a notice and go on to its preview."""
    await journey.says(who, "发通知")
    await journey.says(who, text)
    shown: list[str] = []
    for choice in ("写好了", *(choices or ("按小组选", "第二党小组（3位）")), "选好了", "请回收到"):
        shown = await journey.presses(who, choice)
    return shown


async def sends(journey: Journey, who: Person, text: str) -> None:
    """Let a notice to the second group go out, and open its board."""
    async with journey.app.database.transaction() as session:
        branch = (await session.exec(select(Branch))).one()
        await sent(session, branch, who, text, audience={"groups": [2]}, now=journey.clock.now())
    await journey.passes(MINUTE)
    await journey.says(who, "看回音")
    await journey.presses(who, journey.buttons(who)[0])


async def newest_notice(journey: Journey) -> Notice:
    """Return the notice that was begun last."""
    async with journey.looking() as session:
        found = await session.exec(select(Notice).order_by(col(Notice.id).desc()).limit(1))
        return found.one()
