"""The check of a notice: what it marks, and above all what it leaves alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.wording import Concern, ConcernKind, check, needs_second_person
from bot.domain.wording_dates import relative_days
from bot.texts import dates
from bot.texts.wording import describe

SUNDAY = date(2026, 11, 22)
NAME = ConcernKind.NAME


def marked(text: str, today: date = SUNDAY) -> list[tuple[str, str]]:
    return [(concern.kind.value, concern.quote) for concern in check(text, today)]


# ── ordinary notices ─────────────────────────────────────────────────────────────────────────────

ORDINARY = [
    """【通知】请各位老同志看一看
事情：第四季度支部党员大会
时间：12月9日，星期三，上午9点半
地点：机关14楼老干部活动室（有电梯）
身体不方便的同志不用勉强，请个假就行，会后我们把内容送到家。
联系人：贺敏同志
支部书记 宋维新""",
    "12月2日（周三）上午9点，云湖湿地公园健步。8点半在机关大门口上车。请穿防滑的鞋，带上水和常用药。",
    "各位老同志：1月8日，星期五，下午3点，在14楼会议室开组织生活会，请大家准时到。",
    "定于2026年12月15日（星期二）召开支部委员会，15:00开始，预计16:30结束。",
    "12月9日至10日（周三至周四）组织参观，12月9日早上8:00集合。",
    "12月9日（周三）、10日（周四）活动室照常开放。",
    "12月2日、9日、16日（每周三）下午，围棋室有比赛，每天2点到4点。",
    "12月9日、16日（星期三）上午读书会。",
    "活动改到12月9日\n星期四的围棋照常",
    "重阳节（10月18日）前后，支部走访慰问了各位退休干部。",
    "11月20日，支部组织了健步活动，38位同志参加。",
    "11月18日上午9点，支部召开了支委会，通报如下。",
    "截至11月20日，支部共有党员38名。",
    "您1976年6月10日入党，到今年整整50年。感谢您！",
    "学习习近平新时代中国特色社会主义思想，领悟“两个确立”的决定性意义，"
    "增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
    "学习《中国共产党章程》和《中国共产党支部工作条例（试行）》，材料一人一册。",
    "《中国共产党党组工作条例》《中国共产党农村工作条例》《中国共产党纪律检查委员会工作条例》已送到活动室。",
    "传达中国共产党第二十届中央委员会第四次全体会议精神。",
    "党的二十大报告、党的十九大报告都在图书室。",
    "严肃党内政治生活，过好政治生日，开好组织生活会和民主生活会。",
    "各退休干部党支部、离休干部党支部、老干部党支部：",
    "各位退休干部，今年的退休干部体检从下周一开始。",
    "今年七一，颁发“光荣在党50年”纪念章。",
    "主题团日活动和主题党日一起办，讲座主题今日公布。",
    "农历九月初九是重阳节，祝各位老同志节日快乐！",
    "农历12月30日是除夕，农历腊月三十。",
    "国庆节快乐！中秋节快乐！春节愉快！清明节缅怀先烈，请走慢一点。端午安康。",
    "老干部工作战线上的同志们，大家辛苦了。关爱留守儿童，不要有思想负担。",
    "我们走了5公里，见到了老战友。支部向老了解情况的同志请教。",
    "讣告：谢永年同志因病逝世。永垂不朽。告别仪式12月9日，星期三，上午9点。",
    "乒乓球比赛25:20，11:8，大家提出25点建议，第3点最好。",
    "晚上9点以前请回家。24点活动室关门。21:30熄灯。",
    "时间：12月9日 星期三 9:30——11:30，请提前10分钟到。",
    "买菜请走2号门，3号楼的电梯在修，9号、10号楼正常。会议室3，星期三上午用。",
    "党员大会、党小组会、支委会、党课，合称三会一课。",
    "请看第3版，字号22磅。",
    "全体党员党员证明请带好，工人日报、人民日报都到了。",
    "自2026年1月1日起施行。2027年1月1日起执行新办法。",
    "从2月28日到3月1日放假，2028年2月29日照常。",
]


@pytest.mark.parametrize("notice", ORDINARY)
def test_an_ordinary_notice_is_left_alone(notice):
    assert check(notice, SUNDAY) == []


@given(st.text(max_size=60))
def test_any_text_can_be_checked(text):
    for concern in (*check(text, SUNDAY), *needs_second_person(text)):
        assert concern.quote
        assert concern.kind is ConcernKind.ORDER or concern.quote in text
        assert describe(concern).endswith("。")


# ── dates ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "quote",
    [
        "12月9日，星期四",
        "12月9日（周四）",
        "12月9日(周四)",
        "2026年12月9日 礼拜四",
        "12.9 星期四",
        "12月9号星期日",
        "１２月９日，星期天",
        "2026-12-09 周四",
        "十二月九日，星期四",
    ],
)
def test_a_weekday_that_does_not_fit_its_date_is_marked(quote):
    concerns = check(f"时间：{quote}，上午9点", SUNDAY)

    assert concerns == [Concern(ConcernKind.WEEKDAY, quote, day=date(2026, 12, 9))]


def test_each_weekday_is_held_against_its_own_date():
    assert marked("12月9日（周三）上午9点，10日（周五）下午3点") == [("weekday", "10日（周五）")]
    assert marked("12月9日至10日（周三至周五）") == [("weekday", "12月9日至10日（周三至周五）")]


@given(st.integers(0, 300), st.integers(0, 6))
def test_only_the_right_weekday_of_a_day_to_come_is_let_through(ahead, weekday):
    day = SUNDAY + timedelta(days=ahead)
    name = "一二三四五六日"[weekday]

    kinds = {concern.kind for concern in check(f"{day.month}月{day.day}日（周{name}）开会", SUNDAY)}

    assert kinds == (set() if weekday == day.weekday() else {ConcernKind.WEEKDAY})


@given(st.dates(date(2026, 11, 22), date(2030, 12, 31)))
def test_what_the_bot_writes_itself_is_never_marked(day):
    assert check(f"时间：{dates.day(day, today=SUNDAY)}，上午9点", SUNDAY) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("时间：11月20日，星期五，上午9点", "11月20日"),
        ("请于11月20日前把学习体会交给小组长", "11月20日"),
        ("定于2026年10月9日召开党员大会", "2026年10月9日"),
        ("11月20日上午9点在机关门口集合", "11月20日"),
        ("2026-11-20 9:30 开会", "2026-11-20"),
    ],
)
def test_an_invitation_to_a_past_day_is_marked(text, quote):
    assert ("past", quote) in marked(text)


def test_a_date_without_a_year_is_the_nearest_to_come():
    new_year = date(2027, 1, 5)

    assert marked("3月8日（星期一）上午9点开会") == []  # 2027
    assert marked("12月28日上午9点开会", new_year) == [("past", "12月28日")]  # of 2026
    assert marked("10月30日上午9点开会", new_year) == []  # long past, so the next is meant


@pytest.mark.parametrize(
    "quote", ["2月30日", "13月5日", "11月31日", "2027年2月29日", "2026-13-05", "2月29日"]
)
def test_a_day_that_does_not_exist_is_marked(quote):
    assert marked(f"时间：{quote}上午9点") == [("no_such_date", quote)]


@pytest.mark.parametrize("quote", ["下午25点", "上午15点", "9点75分", "上午9:75", "晚上25:30"])
def test_an_hour_that_no_clock_shows_is_marked(quote):
    assert marked(f"12月9日，星期三，{quote}开会") == [("no_such_time", quote)]


# ── names ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("slip", "name"),
    [
        ("习近平新时代中国特设社会主义思想", "习近平新时代中国特色社会主义思想"),
        ("习近平新时代中国特社会主义思想", "习近平新时代中国特色社会主义思想"),
        ("习近平新时代中国特色社会会主义思想", "习近平新时代中国特色社会主义思想"),
        ("习近平新时代中国\n特色社会主义思想", "习近平新时代中国特色社会主义思想"),
        ("习近平新时代特色社会主义思想", "习近平新时代中国特色社会主义思想"),
        ("习进平新时代中国特色社会主义思想", "习近平新时代中国特色社会主义思想"),
        ("中国共铲党", "中国共产党"),
        ("中国产共党", "中国共产党"),
        ("中国共产党纪律分条例", "中国共产党纪律处分条例"),
        ("三汇一课", "三会一课"),
        ("主题挡日", "主题党日"),
        ("主党题日", "主题党日"),
        ("政制生日", "政治生日"),
        ("整治生日", "政治生日"),
        ("组织声活会", "组织生活会"),
        ("两个确力", "两个确立"),
        ("送雪上门", "送学上门"),
        ("入党誓辞", "入党誓词"),
        ("支部书计", "支部书记"),
        ("离退休干布党支部", "离退休干部党支部"),
        ("光荣在党50周年", "光荣在党50年"),
        ("光荣在党五十年", "光荣在党50年"),
        ("流动党圆", "流动党员"),
    ],
)
def test_a_misspelt_fixed_name_is_marked(slip, name):
    assert check(f"请大家学习{slip}，谢谢。", SUNDAY) == [Concern(NAME, slip, name)]


def test_a_long_name_right_in_one_place_does_not_hide_a_slip_in_another():
    assert marked("中国共产党和中国共铲党") == [("name", "中国共铲党")]


def test_the_four_phrases_have_their_order():
    assert marked("做到“两个维护”，增强“四个意识”。") == [("order", "两个维护、四个意识")]
    assert marked("做到“两个维护”。增强“四个意识”。") == []


# ── words ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("看望空巢、独居老同志", ("unkind", "空巢")),
        ("继续发挥余热", ("unkind", "发挥余热")),
        ("还有3人未读，请催一下", ("unkind", "未读")),
        ("您们辛苦了", ("unkind", "您们")),
        ("关心老人家", ("unkind", "老人家")),
        ("请扫码进群", ("jargon", "扫码")),
        ("本次党课在线上进行", ("jargon", "线上")),
        ("祝您一路走好", ("ominous", "一路走好")),
        ("今年最后一次主题党日", ("ominous", "最后一次")),
        ("谢永年同志走了", ("ominous", "同志走了")),
        ("平安🕯", ("ominous", "🕯")),
        ("清明节快乐", ("feast", "清明节快乐")),
        ("烈士纪念日，祝大家快乐", ("feast", "烈士纪念日，祝大家快乐")),
        ("端午节快乐", ("feast", "端午节快乐")),
        ("喜迎建党节", ("feast", "建党节")),
        ("9月9日重阳节", ("feast", "9月9日重阳")),
        ("{称呼}：您好", ("unfilled", "{称呼}")),
        ("××同志", ("unfilled", "××")),
        ("某某同志", ("unfilled", "某某")),
        ("地点：XX会议室", ("unfilled", "XX")),
        ("时间：____", ("unfilled", "____")),
        ("｛时间｝", ("unfilled", "｛时间｝")),
    ],
)
def test_words_that_hurt_frighten_or_are_missing_are_marked(text, mark):
    assert mark in marked(text)


def test_marks_come_in_the_order_of_the_text_and_once():
    assert marked("××同志：清明节快乐。××同志，12月9日，星期四见。") == [
        ("unfilled", "××"),
        ("feast", "清明节快乐"),
        ("weekday", "12月9日，星期四"),
    ]


# ── the second person ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("请看 https://example.cn/a?b=1，谢谢", "https://example.cn/a?b=1"),
        ("见HTTP://EXAMPLE.CN。", "HTTP://EXAMPLE.CN"),
        ("登录www.example.com看", "www.example.com看"),
        ("请看www.example.com。", "www.example.com"),
        ("请看www。example。com。", "www。example。com"),
        ("请看www.example.com.", "www.example.com"),
        ("请看 https://example.cn/a.", "https://example.cn/a"),
        ("加入 t.me/hongye", "t.me/hongye"),
        ("加入t.me/hongye！", "t.me/hongye"),
        ("加入t.me/hongye：随时", "t.me/hongye：随时"),
        ("点 bit.ly/3xyz", "bit.ly/3xyz"),
        ("点example.gov.cn", "example.gov.cn"),
        ("ｗｗｗ．ｅｘａｍｐｌｅ．ｃｎ", "ｗｗｗ．ｅｘａｍｐｌｅ．ｃｎ"),
        ("上党建网.中国看", "上党建网.中国"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("问 @some_bot", "@some_bot"),
        ("在 10.0.0.8 看", "10.0.0.8"),
        ("写信到 a.b@example.com", "a.b@example.com"),
    ],
)
def test_a_link_needs_a_second_person(text, link):
    assert needs_second_person(text) == [Concern(ConcernKind.LINK, link)]


@pytest.mark.parametrize(
    "text",
    [
        "请把钱转账到这张卡",
        "转 账也行",
        "汇款给许绍文",
        "请准备银行卡",
        "扫付款码",
        "抢红包了",
        "请交党费",
        "本季度党费公示",
        "每人50元",
        "五十块钱",
        "￥ 20",
        "本次活动收费",
        "缴费时间到月底",
        "识别二维码",
    ],
)
def test_money_needs_a_second_person(text):
    assert {concern.kind for concern in needs_second_person(text)} == {ConcernKind.MONEY}


@pytest.mark.parametrize("text", ["请把验证码告诉我", "请报身份证号码", "输入密码"])
def test_secrets_need_a_second_person(text):
    assert [concern.kind for concern in needs_second_person(text)] == [ConcernKind.SECRET]


def test_a_picture_with_a_link_needs_a_second_person():
    assert needs_second_person("请看图", has_picture_with_link=True) == [Concern(ConcernKind.PICTURE, "")]


@pytest.mark.parametrize(
    "text",
    [
        *(notice for notice in ORDINARY if "党费" not in notice),
        "请看附件 通知.docx 和名单.xlsx",
        "12.9 星期三 9.30",
        "2027元旦快乐，元宵节见，一元复始",
        "本次活动不收费，免收费",
        "请带身份证",
        "体温36.5度，走3.2公里",
        "本书是v2.0版",
    ],
)
def test_an_ordinary_text_goes_without_one(text):
    assert needs_second_person(text) == []


# ── the sentences ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("concern", "sentence"),
    [
        (
            Concern(ConcernKind.WEEKDAY, "12月9日，星期四", day=date(2026, 12, 9)),
            "「12月9日，星期四」：2026年12月9日是星期三。",
        ),
        (Concern(NAME, "三汇一课", "三会一课"), "「三汇一课」：规范的写法是「三会一课」，请核对。"),
        (Concern(ConcernKind.UNKIND, "空巢"), "「空巢」：对老同志最好不这样说。"),
        (
            Concern(ConcernKind.OMINOUS, "一路走好", "一路平安"),
            "「一路走好」：老同志听着不吉利，可以写「一路平安」。",
        ),
        (Concern(ConcernKind.PICTURE, ""), "图片里有二维码或链接，要请另一位同志看过才能发。"),
    ],
)
def test_a_concern_is_said_in_one_sentence(concern, sentence):
    assert describe(concern) == sentence


# ── days that are others on a later day ──────────────────────────────────────────────────────────


def test_days_that_are_others_for_whoever_reads_it_later_are_named_each_once():
    text = "明天下午2点半，书画室开放；今晚先打扫，后天上午交表，明天别迟到。今天的社会，天天向上。"
    text += "《光明日报》要登。以后天气冷，目前天黑得早。"

    assert [concern.quote for concern in relative_days(text)] == ["明天", "今晚", "后天"]
    assert describe(relative_days(text)[0]) == "「明天」：有的同志不是今天看到，请写上几月几日。"
