"""Festivals and birthdays, on both databases: proposed, reworded, approved, and said on the morning."""

from datetime import UTC, date, datetime, timedelta

from models import Precision
from tests.journey import Journey


async def until(journey: Journey, moment: datetime) -> None:
    """Let time go by until an hour in Shanghai."""
    await journey.passes(moment - timedelta(hours=8) - journey.clock.now())


async def test_the_secretary_rewords_and_approves_and_everybody_hears_it_on_the_morning(journey: Journey):
    async with journey.given() as given:
        secretary = await given.secretary()
        zhou = await given.member("周德明", born_on=date(1942, 1, 20), born_precision=Precision.DAY)
        hu = await given.member("胡文彬")
        hu.hospital_since = date(2026, 11, 15)
        given.session.add(hu)
        for person in (secretary, zhou, hu):
            await given.bind(person)
    await journey.meets(secretary, zhou, hu)
    await journey.says(zhou, "我的生日")
    await journey.presses(zhou, "阳历1月20日")
    settled = journey.sees(zhou)[-1]

    await until(journey, datetime(2026, 12, 25, 9, 30, tzinfo=UTC))
    asked = [text for text in journey.sees(secretary) if "元旦的问候" in text]
    await journey.says(secretary, "节日问候")
    await journey.presses(secretary, "元旦")
    await journey.presses(secretary, "改一改")
    await journey.says(secretary, "各位老同志：新年好！支部祝您身体健康。")
    await journey.presses(secretary, "同意")
    approved = journey.sees(secretary)[-1]
    await journey.says(secretary, "生日问候")
    await journey.presses(secretary, "都同意")
    await until(journey, datetime(2027, 1, 1, 8, 31, tzinfo=UTC))
    on_new_year = journey.sees(zhou)[-1]
    await until(journey, datetime(2027, 1, 20, 8, 31, tzinfo=UTC))

    assert "现在定的是：阳历1月20日" in settled
    assert len(asked) == 1
    assert "您同意了。2027年1月1日，星期五，早上8点半，发给2位老同志。" in approved
    assert on_new_year == "各位老同志：新年好！支部祝您身体健康。"
    assert journey.sees(zhou)[-1].startswith("周德明同志：\n今天是您的生日。")
    assert journey.sees(hu) == []
