"""Visits: what is written down, what follows from it, and who may read it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import (
    contacts,
    followup_opening,
    followups,
    media,
    occasions,
    visit_items,
    visit_ledger,
    visit_people,
    visit_photos,
    visits,
)
from bot.domain.visits import Entry
from bot.errors import Refusal
from bot.texts import visit_ledger as ledger_words
from bot.texts import visits as say
from bot.texts.occasions import Occasion
from models import (
    Attachment,
    Branch,
    Change,
    FollowUp,
    FollowUpState,
    Media,
    MediaKind,
    Member,
    Notice,
    Partner,
    Person,
    Status,
    Via,
    Visit,
    VisitDelay,
    VisitMedia,
    VisitOccasion,
    VisitOutcome,
    VisitState,
    VisitWay,
    Why,
)
from tests.followup_world import World, every, small_branch, speaker, task_of
from tests.people import NOON, TODAY, Given, messages_to

DAY = timedelta(days=1)


@pytest.fixture
async def world(given: Given) -> World:
    return await small_branch(given)


def seen(*whom: Person, **more: Any) -> Entry:
    fields: dict[str, Any] = {"way": VisitWay.HOME, "on": TODAY, "state": VisitState.GOOD} | more
    return Entry(whom=tuple(person.id for person in whom), **fields)


async def test_a_visit_counts_as_a_contact_from_the_moment_it_is_written_down(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    await visits.record(session, branch, world.cadre, seen(world.zheng), NOON)

    contact = (await contacts.last_contacts(session, [world.zheng.id]))[world.zheng.id]
    assert (contact.at, contact.by_id, contact.way) == (NOON, world.cadre.id, VisitWay.HOME)


async def test_a_late_entry_counts_from_the_day_of_the_visit(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    await visits.record(session, branch, world.cadre, seen(world.zheng), NOON)
    await visits.record(session, branch, world.cadre, seen(world.zhang, on=date(2026, 11, 11)), NOON)

    found = await contacts.last_contacts(session, [world.zheng.id, world.zhang.id])
    assert found[world.zhang.id].at == datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
    assert found[world.zheng.id].at == NOON


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"on": TODAY + DAY}, say.not_yet()),
        ({"state": None}, say.empty()),
    ],
)
async def test_a_day_to_come_and_an_empty_record_are_refused(
    session: AsyncSession, branch: Branch, world: World, entry: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refusal, match=reason[:10]):
        await visits.record(session, branch, world.cadre, seen(world.zheng, **entry), NOON)


async def test_a_couple_in_one_record_is_one_visit_to_two_people(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    visit = await visits.record(session, branch, world.cadre, seen(world.zheng, world.zhang), NOON)

    assert await visits.whom(session, visit.id) == [world.zheng.id, world.zhang.id]
    assert set(await contacts.last_contacts(session, [world.zheng.id, world.zhang.id])) == {
        world.zheng.id,
        world.zhang.id,
    }


async def test_of_somebody_who_has_died_the_family_was_seen(
    session: AsyncSession, branch: Branch, given: Given, world: World
) -> None:
    xie = await given.member("谢永年", status=Status.DECEASED)

    visit = await visits.record(session, branch, world.liaison, seen(xie, words="家属情绪稳定"), NOON)

    assert visit.outcome is VisitOutcome.FAMILY
    assert await contacts.last_contacts(session, [xie.id]) == {}


async def test_the_same_record_a_moment_later_is_a_second_tap(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    first = await visits.record(session, branch, world.cadre, seen(world.zheng), NOON)
    second = await visits.record(session, branch, world.cadre, seen(world.zheng), NOON + timedelta(minutes=1))
    later = await visits.record(session, branch, world.cadre, seen(world.zheng), NOON + timedelta(hours=3))

    assert second.id == first.id != later.id


async def test_an_attempt_is_no_contact_and_is_tried_again_on_the_next_working_day(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    attempt = seen(world.zheng, way=VisitWay.PHONE, outcome=VisitOutcome.NO_ANSWER, state=None)
    await visits.record(session, branch, world.cadre, attempt, NOON)

    assert await contacts.last_contacts(session, [world.zheng.id]) == {}
    delay = (await session.exec(select(VisitDelay))).one()
    assert (delay.member_id, delay.until_on) == (world.zheng.id, TODAY + DAY)
    assert await messages_to(session, world.liaison) == []


async def test_the_second_attempt_since_a_contact_goes_to_the_liaison_once(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    attempt = seen(world.zheng, way=VisitWay.PHONE, outcome=VisitOutcome.NO_ANSWER, state=None)
    for days in range(3):
        entry = replace(attempt, on=TODAY + days * DAY)
        await visits.record(session, branch, world.cadre, entry, NOON + days * DAY)
    assert len(await messages_to(session, world.liaison)) == 1

    await visits.record(session, branch, world.cadre, seen(world.zheng, on=TODAY + 3 * DAY), NOON + 3 * DAY)
    await visits.record(session, branch, world.cadre, replace(attempt, on=TODAY + 4 * DAY), NOON + 4 * DAY)
    assert len(await messages_to(session, world.liaison)) == 1


async def test_a_wish_becomes_a_task_of_whoever_heard_it_with_a_day_and_the_member_hears_one_line(
    session: AsyncSession, branch: Branch, given: Given, world: World
) -> None:
    await given.bind(world.zheng)

    visit = await visits.record(
        session, branch, world.cadre, seen(world.zheng, need="下次带药", need_by=date(2026, 12, 9)), NOON
    )

    task = (await every(session))[0]
    assert (task.cause, task.why, task.words) == (f"wish:{visit.id}", Why.WISH, "下次带药")
    assert (task.person_id, task.helper_id) == (world.zheng.id, world.cadre.id)
    assert task.due_at is not None
    assert task.due_at.date() == date(2026, 12, 9)
    assert await messages_to(session, world.zheng) == [say.wish_noted("丁海涛").words]


async def test_a_correction_keeps_the_old_version_and_moves_the_wish(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    first = await visits.record(session, branch, world.cadre, seen(world.zheng, need="带书"), NOON)

    corrected = await visits.record(
        session,
        branch,
        world.cadre,
        replace(seen(world.zhang, need="带大字版的书"), corrects=first.id),
        NOON + timedelta(hours=1),
    )

    versions = (await session.exec(select(Visit).order_by(col(Visit.id)))).all()
    assert [(v.need, v.ended_at is None, v.corrects) for v in versions] == [
        ("带书", False, None),
        ("带大字版的书", True, first.id),
    ]
    assert set(await contacts.last_contacts(session, [world.zheng.id, world.zhang.id])) == {world.zhang.id}
    tasks = {task.cause: task.state for task in await every(session)}
    assert tasks == {
        f"wish:{first.id}": FollowUpState.CANCELLED,
        f"wish:{corrected.id}": FollowUpState.VISIT,
    }
    change = (await session.exec(select(Change).where(Change.entity == "visit"))).one()
    assert (change.field, change.old, change.new) == ("corrected", str(first.id), str(corrected.id))


async def test_only_the_writer_corrects_and_only_the_last_version(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    visit = await visits.record(session, branch, world.cadre, seen(world.zheng), NOON)

    with pytest.raises(Refusal, match="不是您记的"):
        await visits.take_back(session, world.liaison, visit.id, NOON)
    await visits.take_back(session, world.cadre, visit.id, NOON)
    with pytest.raises(Refusal, match="已经改过"):
        await visits.take_back(session, world.cadre, visit.id, NOON)

    assert await visits.latest(session, [world.zheng.id]) == {}


async def test_the_words_are_read_by_the_pair_the_liaison_the_secretary_and_nobody_else(
    session: AsyncSession, branch: Branch, given: Given, world: World
) -> None:
    other = await given.cadre("邱雨晴")
    deputy = await given.deputy()
    await visits.record(session, branch, world.cadre, seen(world.zheng, words="想家了"), NOON)

    async def reads(person: Person) -> bool:
        asks = await speaker(session, person)
        found = await session.exec(select(Visit.id).where(visit_people.readable(asks, TODAY)))
        return found.first() is not None

    assert [await reads(one) for one in (world.cadre, world.liaison, world.secretary, deputy)] == [True] * 4
    assert [await reads(one) for one in (other, world.leader, world.zheng, world.zhang)] == [False] * 4

    wish = seen(world.zheng, need="想换个病房", on=TODAY - DAY)
    await visits.record(session, branch, world.cadre, wish, NOON)
    for person, sees in ((world.cadre, True), (world.leader, False)):
        found = await session.exec(
            select(FollowUp.words)
            .join(Member, col(Member.person_id) == col(FollowUp.person_id))
            .where(followups.visible(await speaker(session, person), TODAY))
        )
        assert bool(found.all()) is sees

    await given.pair(other, world.zheng)  # who takes over

    assert await reads(other)


async def test_a_cadre_writes_down_only_whom_he_is_paired_with_and_his_sentence_names_nobody_else(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    asks = await speaker(session, world.cadre)

    await visit_people.check(session, asks, [world.zheng.id], TODAY)
    with pytest.raises(Refusal):
        await visit_people.check(session, asks, [world.zheng.id, world.zhang.id], TODAY)
    known = {one.name: (one.own, one.seen) for one in await visit_people.known(session, asks, TODAY)}
    assert known["郑守义"] == (True, True)
    assert known["张桂英"] == (False, False)


async def test_one_record_settles_what_was_open(session: AsyncSession, branch: Branch, world: World) -> None:
    asks = await speaker(session, world.cadre)
    earlier = await visits.record(session, branch, world.cadre, seen(world.zheng, need="带大字版的书"), NOON)
    visit = await visits.record(session, branch, world.cadre, seen(world.zheng), NOON + DAY / 4)

    items = await visit_items.open_items(session, asks, visit, [world.zheng.id], TODAY)
    assert [item.label for item in items] == ["办好了：带大字版的书"]
    await visit_items.settle(session, asks, visit, items[0].what, TODAY, NOON + DAY / 4)

    task = (await session.exec(select(FollowUp).where(FollowUp.cause == f"wish:{earlier.id}"))).one()
    assert task.state is FollowUpState.DONE
    assert await visit_items.open_items(session, asks, visit, [world.zheng.id], TODAY) == []


async def test_a_wish_that_was_kept_stays_kept_however_often_its_record_is_corrected(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    entry = seen(world.zheng, need="带书", words="很高兴")
    visit = await visits.record(session, branch, world.cadre, entry, NOON)
    [task] = await every(session)
    await followups.told(
        session, await task_of(session, world.cadre, task), world.cadre, Via.VISIT, Partner.SELF, NOON
    )

    for again, words in enumerate(("很高兴，爱说话", "很高兴，话多"), 1):
        corrected = replace(entry, words=words, corrects=visit.id)
        visit = await visits.record(session, branch, world.cadre, corrected, NOON + again * DAY / 24)

    [kept] = await every(session)
    assert (kept.cause, kept.state) == (f"wish:{visit.id}", FollowUpState.DONE)
    [record] = (await visit_ledger.of(session, branch.id, TODAY, TODAY)).records
    assert ledger_words.wish(record) == "办好了"


async def test_what_went_on_to_the_liaison_is_settled_by_the_visit_of_the_pair_all_the_same(
    session: AsyncSession, branch: Branch, given: Given, world: World
) -> None:
    await visits.record(session, branch, world.cadre, seen(world.zheng, need="带大字版的书"), NOON)
    [task] = await every(session)
    task.helper_id = world.liaison.id
    session.add(task)
    later = NOON + 20 * DAY
    visit = await visits.record(session, branch, world.cadre, seen(world.zheng, on=TODAY + 20 * DAY), later)

    asks = await speaker(session, world.cadre)
    [item] = await visit_items.open_items(session, asks, visit, [world.zheng.id], TODAY + 20 * DAY)
    await visit_items.settle(session, asks, visit, item.what, TODAY + 20 * DAY, later)

    assert (item.label, (await every(session))[0].state) == ("办好了：带大字版的书", FollowUpState.DONE)
    stranger = await speaker(session, await given.cadre("邱雨晴"))
    assert await visit_items.open_items(session, stranger, visit, [world.zheng.id], TODAY + 20 * DAY) == []


async def test_a_visit_that_settles_an_occasion_counts_for_it(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    asks = await speaker(session, world.cadre)
    await followup_opening.open_for(
        session,
        branch,
        [world.zheng.id],
        cause="occasion:double-ninth-2026",
        why=Why.OCCASION,
        words="重阳快到了",
        now=NOON - DAY,
        state=FollowUpState.VISIT,
    )
    visit = await visits.record(session, branch, world.cadre, seen(world.zheng), NOON)

    [item] = await visit_items.open_items(session, asks, visit, [world.zheng.id], TODAY)
    assert item.label == "重阳走访：去过了"
    await visit_items.settle(session, asks, visit, item.what, TODAY, NOON)

    assert visit.occasion is VisitOccasion.DOUBLE_NINTH


async def test_who_says_he_has_been_there_and_then_writes_it_down_has_written_down_the_occasion(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    asks = await speaker(session, world.cadre)
    ids = await occasions.open_one(
        session, branch, world.zheng.id, Occasion.SPRING, 2027, NOON - DAY, until=TODAY
    )
    task = await followups.load(session, asks, ids[0], TODAY)
    await followups.told(session, task, world.cadre, Via.VISIT, Partner.SELF, NOON)

    visit = await visits.record(session, branch, world.cadre, seen(world.zheng), NOON)

    assert visit.occasion is VisitOccasion.SPRING
    second = await visits.record(session, branch, world.cadre, seen(world.zheng, words="又去了"), NOON)
    assert second.occasion is None


async def test_a_record_that_names_its_occasion_settles_it_also_for_the_day_before_it_was_asked_for(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    asks = await speaker(session, world.cadre)
    for person in (world.zheng, world.zhang):
        await occasions.open_one(session, branch, person.id, Occasion.SPRING, 2027, NOON + DAY, until=TODAY)
    entry = replace(seen(world.zheng), way=VisitWay.PHONE, occasion=VisitOccasion.SPRING)

    visit = await visits.record(session, branch, world.cadre, entry, NOON + DAY)
    other = await visits.record(session, branch, world.cadre, seen(world.zhang, on=TODAY), NOON + DAY)

    assert await visit_items.settled_named(session, visit, [world.zheng.id]) == ["春节走访：打过电话了"]
    assert {task.person_id: task.state for task in await every(session)} == {
        world.zheng.id: FollowUpState.DONE,
        world.zhang.id: FollowUpState.VISIT,
    }
    assert await visit_items.open_items(session, asks, other, [world.zhang.id], TODAY + DAY) == []

    await visits.take_back(session, world.cadre, visit.id, NOON + DAY)
    assert {task.state for task in await every(session)} == {FollowUpState.VISIT}


def test_what_is_open_is_named_by_what_was_done_on_the_visit_or_by_telephone() -> None:
    assert [say.item(Why.SHEET, "月报上有1条通知", "", there=there) for there in (True, False)] == [
        "月报送到了",
        "月报念过了",
    ]
    assert say.item(Why.ANNIVERSARY, "送贺卡", "吴长贵") == "吴长贵 政治生日祝过了"


async def test_a_picture_is_kept_only_with_consent_on_record(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    picture = Media(
        branch_id=branch.id,
        sha256="0",
        kind=MediaKind.PHOTO,
        filename="照片.jpg",
        mime="image/jpeg",
        data=b"1",
        created_at=NOON,
    )
    session.add(picture)
    await session.flush()
    entry = seen(world.zheng, media=(picture.id,))

    with pytest.raises(Refusal, match="同意留照片"):
        await visits.record(session, branch, world.cadre, entry, NOON)
    await visit_photos.agree(session, world.zheng, world.cadre, NOON)
    await visits.record(session, branch, world.cadre, entry, NOON)

    change = (await session.exec(select(Change).where(Change.entity == "photoconsent"))).one()
    assert (change.person_id, change.by_id) == (world.zheng.id, world.cadre.id)

    await visit_photos.withdraw(session, world.zheng, world.cadre, NOON)

    assert picture.data is None
    assert (await session.exec(select(VisitMedia))).all() == []
    assert [one.id for one in await visit_photos.not_agreed(session, [world.zheng.id])] == [world.zheng.id]


async def test_a_picture_that_a_notice_or_another_visit_shows_too_is_not_erased_with_his(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    of_both, of_a_notice, his_own = [
        await media.store(session, branch.id, MediaKind.PHOTO, "照片.jpg", "image/jpeg", data, NOON)
        for data in (b"1", b"2", b"3")
    ]
    notice = Notice(branch_id=branch.id, author_id=world.cadre.id, created_at=NOON)
    session.add(notice)
    await session.flush()
    session.add(Attachment(notice_id=notice.id, media_id=of_a_notice))
    for member, pictures in (
        (world.zheng, (of_both, of_a_notice, his_own)),
        (world.zhang, (of_both,)),
    ):
        await visit_photos.agree(session, member, world.cadre, NOON)
        await visits.record(session, branch, world.cadre, seen(member, media=pictures), NOON)

    await visit_photos.withdraw(session, world.zheng, world.cadre, NOON)

    left = await session.exec(select(Media.id).where(col(Media.data).is_not(None)).order_by(col(Media.id)))
    assert left.all() == [of_both, of_a_notice]
    assert (await session.exec(select(VisitMedia.media_id))).all() == [of_both]


async def test_the_latest_words_of_many_are_read_at_once_the_newest_first(
    session: AsyncSession, branch: Branch, world: World
) -> None:
    for days, words in ((9, "腿疼"), (5, "好些了"), (2, "去买菜了")):
        entry = seen(world.zheng, words=words, on=TODAY - days * DAY)
        await visits.record(session, branch, world.cadre, entry, NOON)
    in_vain = seen(world.zheng, outcome=VisitOutcome.NOT_HOME, state=None)
    await visits.record(session, branch, world.cadre, in_vain, NOON)

    told = await visits.latest(session, [world.zheng.id, world.zhang.id], 2)

    assert {who: [(one.visit.words, one.by) for one in those] for who, those in told.items()} == {
        world.zheng.id: [("去买菜了", "丁海涛"), ("好些了", "丁海涛")]
    }
