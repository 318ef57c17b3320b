"""From the secretary's 邀请 to the first words on a member's phone, as people see it."""

import re

from sqlmodel import select

from bot.domain import codes, invitations
from bot.sandbox.chats import Persona
from bot.texts import binding as say
from bot.texts import common
from bot.texts import invitations as invitation_words
from bot.texts import relative_requests as relative_request_words
from models import Account, Media, Medium, Outbox, Person, Role
from tests.binding_world import SECRET
from tests.journey import Journey
from tests.people import chat_of

DEMING = Persona(700, "老周", "stranger", phone="+8613900000001")
STRANGER = Persona(701, "路人", "stranger", phone="+8613900000009")


async def branch(journey: Journey, **more) -> tuple[Person, Person]:
    """A connected secretary, and 周德明 of the second group, whose number is on the roster."""
    async with journey.given() as given:
        secretary = await given.secretary()
        await given.bind(secretary)
        zhou = await given.member("周德明", group=2, phone="13900000001", **more)
    await journey.meets(secretary)
    for persona in (DEMING, STRANGER):
        journey.world.add(persona)
    return secretary, zhou


async def connected_to(journey: Journey, person: Person) -> int | None:
    async with journey.looking() as session:
        found = await session.exec(
            select(Account.chat_id).where(Account.person_id == person.id, Account.ended_at.is_(None))
        )
        return found.one_or_none()


def token_in(text: str) -> str:
    return re.search(r"start=([\w-]{22})", text)[1]


def code_in(text: str) -> str:
    return re.search(r"(\d{4} \d{4})", text)[1]


async def invite_group(journey: Journey, secretary: Person, medium: str) -> list[str]:
    """Let the secretary invite the second group; return what he sees."""
    await journey.says(secretary, "邀请")
    await journey.presses(secretary, "第二党小组（1位）")
    return await journey.presses(secretary, medium)


async def test_a_member_comes_in_by_the_link_that_was_passed_on_to_him(journey: Journey):
    secretary, zhou = await branch(journey)
    invitation, hint = await invite_group(journey, secretary, "手机")
    assert invitation.startswith("周德明同志：支部请您用小助手")
    assert hint.startswith("上面1条")

    question = (await journey.opens(DEMING.user_id, token_in(invitation)))[-1]
    assert question.endswith("您是周德明同志吗？")
    assert journey.buttons(DEMING.user_id) == ["是我", "我是家属", "不是"]
    await journey.presses(DEMING.user_id, "是我")
    assert journey.keyboard(DEMING.user_id) == ["把我的电话发给支部", "请支部同意", "找人"]
    first_words = await journey.presses(DEMING.user_id, "把我的电话发给支部")

    assert len(first_words) == 1
    assert first_words[0].startswith("周德明同志，接通了\n\n我是支部小助手，是一个程序")
    assert "宋维新同志" in first_words[0]
    assert "「停」" in first_words[0]
    assert len(first_words[0].splitlines()) <= 9
    assert "看通知" in journey.keyboard(DEMING.user_id)
    assert await connected_to(journey, zhou) == DEMING.user_id


async def test_a_paper_invitation_is_typed_and_approved_by_the_secretary(journey: Journey):
    secretary, zhou = await branch(journey)
    paper = await invite_group(journey, secretary, "纸")

    await journey.opens(DEMING.user_id)
    await journey.says(DEMING.user_id, code_in(paper[-1]).replace(" ", "，"))
    await journey.says(DEMING.user_id, "是我")
    assert journey.sees(DEMING.user_id)[-1] == say.wait_for_branch().text
    task = journey.sees(secretary)[-1]
    assert "那边显示的名字是「老周」，用的是纸上的邀请，输了数字。" in task
    await journey.presses(secretary, "同意")

    assert journey.sees(secretary)[-1] == "周德明同志的手机：宋维新同志同意了，已经接通。"
    assert journey.sees(DEMING.user_id)[-1].startswith("周德明同志，接通了")
    assert await connected_to(journey, zhou) == DEMING.user_id


async def test_one_person_gets_a_page_to_print_and_nothing_of_it_is_kept(journey: Journey):
    secretary, zhou = await branch(journey)
    async with journey.given() as given:
        await given.appoint(zhou, Role.GROUP_LEADER)
    await journey.says(secretary, "老同志")
    press = invitation_words.InviteOne(zhou.id, "paper")
    page = await press_unseen(journey, secretary, press)
    assert page[0].startswith("给周德明同志的邀请")
    assert journey.world.chat(chat_of(secretary)).messages[-1]["document"]["file_name"] == "邀请-周德明.pdf"

    await journey.app.runner.tick()

    async with journey.looking() as session:
        texts = (await session.exec(select(Outbox.text).where(Outbox.kind == invitations.KIND))).all()
        pages = (await session.exec(select(Media.data).where(Media.mime == "application/pdf"))).all()
    assert texts == [invitation_words.FORGOTTEN]
    assert pages == [None]
    await journey.opens(DEMING.user_id)
    assert (await journey.says(DEMING.user_id, code_in(page[0])))[-1].endswith("您是周德明同志吗？")


async def test_pages_of_a_group_that_were_never_printed_are_made_anew(journey: Journey):
    secretary, _zhou = await branch(journey)
    lost = await invite_group(journey, secretary, "纸")

    await journey.says(secretary, "邀请")
    [offer] = await journey.presses(secretary, "第二党小组（1位）")
    assert "纸上的1位，没印出来可以重新打印，先前的纸就不能用了。" in offer
    page = await journey.presses(secretary, "重新打印")

    assert "document" in journey.world.chat(chat_of(secretary)).messages[-1]
    await journey.opens(DEMING.user_id)
    assert await journey.says(DEMING.user_id, code_in(lost[-1])) == [say.code_wrong().text]
    assert (await journey.says(DEMING.user_id, code_in(page[-1])))[-1].endswith("您是周德明同志吗？")


async def test_a_character_that_no_font_has_is_left_for_a_pen(journey: Journey):
    secretary, zhou = await branch(journey)
    async with journey.given() as given:
        zhou.name = "周德𠮷"
        given.session.add(zhou)
    await journey.says(secretary, "老同志")

    page = await press_unseen(journey, secretary, invitation_words.InviteOne(zhou.id, "paper"))

    assert "「𠮷」印不出来，纸上空着，请用笔补上。" in page[0]
    assert "document" in journey.world.chat(chat_of(secretary)).messages[-1]


async def test_an_invitation_on_the_phone_carries_its_picture(journey: Journey):
    secretary, zhou = await branch(journey)
    await journey.says(secretary, "老同志")

    await press_unseen(journey, secretary, invitation_words.InviteOne(zhou.id, "phone"))

    *_, invitation, _hint = journey.world.chat(chat_of(secretary)).messages
    assert invitation["photo"][-1]["width"] >= 400
    assert "?start=" in invitation["caption"]


async def press_unseen(journey: Journey, who: Person, press) -> list[str]:
    """Press a button of ours as it would stand on a page of another feature."""
    from bot.presses import encode

    chat = chat_of(who)
    before = len(journey.sees(who))
    shown = next(m for m in reversed(journey.world.chat(chat).messages) if m["from_bot"])
    await journey.world.press(chat, shown["message_id"], encode(press))
    await journey.settles()
    return journey.sees(who)[before:]


async def test_somebody_elses_contact_is_refused(journey: Journey):
    secretary, zhou = await branch(journey)
    invitation, _hint = await invite_group(journey, secretary, "手机")
    await journey.opens(STRANGER.user_id, token_in(invitation))
    await journey.presses(STRANGER.user_id, "是我")

    answers = await journey.shares_contact(STRANGER.user_id, of=DEMING.user_id)

    assert answers == [say.somebody_elses_number().text]
    assert await connected_to(journey, zhou) is None


async def test_a_wrong_phone_that_says_是我_waits_for_a_human(journey: Journey):
    secretary, zhou = await branch(journey)
    invitation, _hint = await invite_group(journey, secretary, "手机")
    await journey.opens(STRANGER.user_id, token_in(invitation))
    await journey.presses(STRANGER.user_id, "是我")

    answers = await journey.presses(STRANGER.user_id, "把我的电话发给支部")
    await journey.presses(secretary, "不同意")

    assert answers == [say.other_number().text]
    assert journey.sees(STRANGER.user_id)[-1] == say.declined().text
    assert await connected_to(journey, zhou) is None


async def test_a_daughter_does_not_become_her_father(journey: Journey):
    secretary, zhou = await branch(journey)
    invitation, _hint = await invite_group(journey, secretary, "手机")
    await journey.opens(STRANGER.user_id, token_in(invitation))

    answers = await journey.presses(STRANGER.user_id, "我是家属")
    later = await journey.says(STRANGER.user_id, "看通知")

    assert answers[-1] == relative_request_words.ask_kinship("周德明").text
    assert "看通知" not in journey.keyboard(STRANGER.user_id)
    assert later == [common.stranger()]
    assert "有位家属打开了周德明同志的邀请" in journey.sees(secretary)[-1]
    assert await connected_to(journey, zhou) is None


async def test_an_old_question_answers_with_todays_state(journey: Journey):
    secretary, _zhou = await branch(journey)
    invitation, _hint = await invite_group(journey, secretary, "手机")
    await journey.opens(DEMING.user_id, token_in(invitation))
    question = journey.world.chat(DEMING.user_id).messages[-1]
    await journey.presses(DEMING.user_id, "是我")
    await journey.presses(DEMING.user_id, "把我的电话发给支部")

    data = question["reply_markup"]["inline_keyboard"][2][0]["callback_data"]
    await journey.world.press(DEMING.user_id, question["message_id"], data)
    await journey.settles()

    assert journey.sees(DEMING.user_id)[-1].startswith("您已经接通了")


async def test_wrong_codes_are_counted_though_each_is_answered(journey: Journey):
    secretary, zhou = await branch(journey)
    paper = await invite_group(journey, secretary, "纸")
    code = code_in(paper[-1])

    for number in range(codes.WRONG_PER_ACCOUNT):
        assert await journey.says(STRANGER.user_id, f"0000{number:04}") == [say.code_wrong().text]

    assert await journey.says(STRANGER.user_id, code) == [say.code_rest().text]
    assert (await journey.says(DEMING.user_id, code))[-1].endswith("您是周德明同志吗？")
    assert await connected_to(journey, zhou) is None


async def test_guessing_from_many_accounts_meets_the_limit_and_a_link_still_works(journey: Journey):
    secretary, zhou = await branch(journey)
    invitation, _hint = await invite_group(journey, secretary, "手机")
    code = code_in(invitation)

    for account in range(11):
        for number in range(5):
            await journey.says(2000 + account, f"9{account:03}{number:04}")
    blocked = await journey.says(STRANGER.user_id, code)
    await journey.opens(DEMING.user_id, token_in(invitation))
    await journey.presses(DEMING.user_id, "是我")
    await journey.presses(DEMING.user_id, "把我的电话发给支部")

    assert blocked == [say.code_rest().text]
    assert await connected_to(journey, zhou) == DEMING.user_id
    assert [text for text in journey.sees(secretary) if "可能有人在乱试" in text] != []
    assert len([text for text in journey.sees(secretary) if "可能有人在乱试" in text]) == 1


async def test_a_bound_members_typed_code_is_understood_too(journey: Journey):
    secretary, zhou = await branch(journey)
    async with journey.given() as given:
        await given.bind(zhou)
        chen = await given.member("陈秀兰")
        issued = await invitations.invite(
            given.session,
            chen,
            medium=Medium.PAPER,
            by=secretary,
            now=journey.clock.now(),
            secret=SECRET,
        )
    await journey.meets(zhou)

    question = await journey.says(zhou, issued.code)
    await journey.presses(zhou, "是我")

    assert question[-1].endswith("您是陈秀兰同志吗？")
    assert journey.sees(zhou)[-1] == say.another_person().text
    assert await connected_to(journey, chen) is None
    assert await connected_to(journey, zhou) == chat_of(zhou)


async def test_a_new_phone_takes_over_and_the_old_one_is_a_strangers_at_once(journey: Journey):
    secretary, zhou = await branch(journey)
    async with journey.given() as given:
        await given.bind(zhou)
    await journey.meets(zhou)
    await journey.says(secretary, "老同志")
    (invitation, _hint) = await press_unseen(journey, secretary, invitation_words.InviteOne(zhou.id, "phone"))

    await journey.opens(DEMING.user_id, token_in(invitation))
    await journey.presses(DEMING.user_id, "是我")
    await journey.presses(DEMING.user_id, "把我的电话发给支部")

    assert await connected_to(journey, zhou) == DEMING.user_id
    assert journey.sees(zhou)[-1] == say.moved_on().text
    assert await journey.says(zhou, "我的") == [common.stranger()]


async def test_a_lost_phone_is_cut_off_at_once_the_secretarys_too(journey: Journey):
    secretary, _zhou = await branch(journey)
    async with journey.given() as given:
        liaison = await given.liaison()
        await given.bind(liaison)
    await journey.meets(liaison)
    await journey.says(liaison, "老同志")

    await press_unseen(journey, liaison, say.CutOff(secretary.id, 0))
    await journey.presses(liaison, "断开")

    assert await connected_to(journey, secretary) is None
    assert journey.sees(secretary)[-1] == say.was_cut_off().text
    assert await journey.says(secretary, "邀请") == [common.stranger()]


async def test_whoever_may_not_invite_or_admit_is_refused_though_he_has_the_button(journey: Journey):
    secretary, zhou = await branch(journey)
    async with journey.given() as given:
        await given.bind(zhou)
        chen = await given.member("陈秀兰")
    await journey.meets(zhou)
    await journey.says(zhou, "我的")

    for press in (
        invitation_words.InviteOne(chen.id, "phone"),
        invitation_words.InviteGroup(2, "paper"),
        say.CutOff(secretary.id, 1),
    ):
        assert await press_unseen(journey, zhou, press) == [common.not_allowed()]
    assert await connected_to(journey, secretary) == chat_of(secretary)


async def test_停_is_asked_once_and_then_meant(journey: Journey):
    secretary, zhou = await branch(journey)
    async with journey.given() as given:
        await given.bind(zhou)
    await journey.meets(zhou)

    await journey.says(zhou, "不要再发了")
    await journey.presses(zhou, "接着发")
    assert await connected_to(journey, zhou) == chat_of(zhou)
    await journey.says(zhou, "停")
    await journey.presses(zhou, "不再发了")

    assert await connected_to(journey, zhou) is None
    assert journey.sees(zhou)[-1] == say.stopped().text
    assert "周德明同志说，不再用小助手收消息了" in journey.sees(secretary)[-1]


async def test_a_stranger_has_a_key_to_a_human(journey: Journey):
    await branch(journey)

    await journey.opens(STRANGER.user_id)

    assert journey.keyboard(STRANGER.user_id) == ["找人"]


async def test_nothing_on_the_first_screens_tells_a_stranger_about_anybody(journey: Journey):
    await branch(journey)

    for text in ("", "x" * 22, "AAAAAAAAAAAAAAAAAAAAAA"):
        answers = await journey.opens(STRANGER.user_id, text)
        assert "周德明" not in answers[-1]
        assert "宋维新" not in answers[-1]
    assert journey.sees(STRANGER.user_id)[-1] == say.invitation_over().text


async def test_who_is_connected_is_one_list(journey: Journey):
    secretary, _zhou = await branch(journey)

    (answer,) = await journey.says(secretary, "谁还没接通")

    assert answer.startswith("已接通1位，还没接通1位")
    assert "第二党小组\n已接通 0位：无\n还没接通 1位：周德明" in answer
