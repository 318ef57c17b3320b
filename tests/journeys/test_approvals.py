"""等我批: whatever waits stands in one list, for those who may decide it and for nobody else."""

from bot.domain import invitations
from models import Medium, Person
from tests.journey import Journey
from tests.notice_world import confirmed, drafted

NEWCOMER = 700
NOTHING = "现在没有等您批的事，您歇一会儿。"


async def officials(journey: Journey) -> dict[str, Person]:
    async with journey.given() as given:
        people = {
            "secretary": await given.secretary(),
            "liaison": await given.liaison(),
            "zheng": await given.member("郑守义", group=2),
        }
        await given.bind(people["secretary"])
        await given.bind(people["liaison"])
    await journey.meets(people["secretary"], people["liaison"])
    return people


async def invite(journey: Journey, person: Person, by: Person) -> str:
    async with journey.given() as given:
        issued = await invitations.invite(
            given.session,
            person,
            medium=Medium.PHONE,
            by=by,
            now=journey.clock.now(),
            secret=b"a key for tests",
        )
    return issued.token


async def test_a_phone_that_wants_in_is_admitted_from_the_list(journey: Journey) -> None:
    people = await officials(journey)
    token = await invite(journey, people["zheng"], people["secretary"])
    await journey.opens(NEWCOMER, token)
    await journey.presses(NEWCOMER, "是我")

    (waiting,) = await journey.says(people["liaison"], "等我批")
    assert waiting == "等您批的有1件\n\n1. 郑守义同志的手机想接通"
    await journey.presses(people["liaison"], "1. 郑守义接通")
    await journey.presses(people["liaison"], "同意")

    assert any("接通了" in text for text in journey.sees(NEWCOMER))
    for name in ("secretary", "liaison"):
        assert await journey.says(people[name], "等我批") == [NOTHING]


async def test_a_relatives_visit_stays_until_somebody_has_called(journey: Journey) -> None:
    people = await officials(journey)
    token = await invite(journey, people["zheng"], people["secretary"])
    await journey.opens(NEWCOMER, token)
    await journey.presses(NEWCOMER, "我是家属")

    (waiting,) = await journey.says(people["secretary"], "等我批")
    assert "1. 郑守义同志的家属来过" in waiting
    await journey.presses(people["secretary"], "1. 郑守义家属")
    await journey.presses(people["secretary"], "联系过了")

    assert await journey.says(people["secretary"], "等我批") == [NOTHING]


async def test_a_risky_notice_waits_for_somebody_else_than_its_author(journey: Journey) -> None:
    people = await officials(journey)
    async with journey.given() as given:
        draft = await drafted(given.session, people["secretary"], "请看 http://example.org/a 上的学习材料")
        await confirmed(given.session, given.branch, people["secretary"], draft)
    await journey.settles()

    (waiting,) = await journey.says(people["liaison"], "等我批")
    assert "1. 通知要再看一眼" in waiting
    assert await journey.says(people["secretary"], "等我批") == [NOTHING]

    await journey.presses(people["liaison"], "1. 看这份通知")
    await journey.presses(people["liaison"], "同意发出")
    assert await journey.says(people["liaison"], "等我批") == [NOTHING]
