"""光荣在党50年, on both databases: from the list to the good news and the record of the day."""

from datetime import date

from tests.journey import Journey


async def test_from_the_list_over_the_approval_to_the_good_news_and_the_record(journey: Journey):
    async with journey.given() as given:
        secretary = await given.secretary()
        on = date(1976, 10, 12)
        tang = await given.member("唐正平", joined_on=on, full_on=on, date_source="档案")
        for person in (secretary, tang):
            await given.bind(person)
    await journey.meets(secretary, tang)

    listed = await journey.says(secretary, "光荣在党50年")
    await journey.presses(secretary, "全部上报")
    await journey.presses(secretary, "导出名单")
    exported = journey.sees(secretary)[-1]
    await journey.says(secretary, "光荣在党50年")
    for choice in ("唐正平", "上级已批准", "写报喜的话"):
        await journey.presses(secretary, choice)
    await journey.says(secretary, "12月30日上午9点半")
    await journey.presses(secretary, "支部活动室")
    before = journey.sees(tang)
    await journey.presses(secretary, "确认发出")
    await journey.says(secretary, "光荣在党50年")
    for choice in ("唐正平", "已颁发", "今天", "在他家里"):
        await journey.presses(secretary, choice)
    awarded = await journey.says(secretary, "宋维新")

    assert "唐正平：还没上报（转正1976年10月12日）" in listed[0]
    assert exported.startswith("2027年的名单，1位。")
    assert before == []
    assert journey.sees(tang)[0].startswith("唐正平同志：向您报喜！")
    assert "现在：已颁发。\n2026年11月30日，宋维新在家里颁发。" in awarded[0]
