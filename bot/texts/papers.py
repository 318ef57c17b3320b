"""Words on paper: for people who read large type, one matter after the other."""

from datetime import date

from bot.texts import dates

NOTICE = "通知"
RECEIPT = "回执"


def cannot_print(character: str, code: str) -> str:
    """Refuse to print a character that no font has, naming it and its number."""
    return f"「{character}」这个字（{code}）印不出来。请换一个写法，或者这一张用手写。"


def left_gaps(characters: str) -> str:
    """Say which characters are to be written in by hand."""
    return f"「{characters}」印不出来，纸上空着，请用笔补上。"


# -- invitation -----------------------------------------------------------------------------------


def invitation_title(branch: str) -> str:
    """Name the file's content, as a reader of files shows it."""
    return f"{branch}的邀请"


def greeting(address: str) -> str:
    """Begin as a letter begins."""
    return f"{address}："


def what_this_is(helper: str) -> str:
    """Say what it is, that it is a program, and which human stands behind it."""
    return f"支部小助手是手机上的一个程序，支部的通知和活动都在里面。它背后是{helper}同志。"


def steps() -> tuple[str, str, str]:
    """Three things to do; each has two short lines."""
    return (
        "打开手机的相机，\n对准右边的图。",
        "点手机上出来的字，\n再点「开始」。",
        "点「是我」，\n等支部同意，就好了。",
    )


def or_else(address: str) -> str:
    """Another way in, for whoever cannot aim a camera; perhaps a daughter types it."""
    return f"对不准图，就找 {address}"


def send_digits() -> str:
    """Label the eight digits."""
    return "发这8个数字"


def code_words(code: str) -> str:
    """「1234  5678」"""
    return f"{code[:4]}  {code[4:]}"


def valid(until: date, today: date) -> str:
    """Say until when it works."""
    return f"{dates.day(until, today)}以前有效，只给您用。"


def no_worry() -> str:
    """Lead to the telephone: nobody has to manage alone."""
    return "不会弄不要紧，请打电话，我们来办："


def telephone(number: str) -> str:
    """「138 0000 0000」: a mobile number in the groups in which it is read out."""
    digits = number.replace(" ", "").replace("-", "")
    if len(digits) == 11 and digits.isdecimal() and digits.startswith("1"):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return number.strip()


def telephone_label() -> str:
    """Label an empty line."""
    return "电话"


def comrade(name: str) -> str:
    """Address that is always right in Party matters."""
    return f"{name}同志"


def promises() -> tuple[str, str]:
    """What is never asked for, and what this is not."""
    return "从来不收钱、不要验证码、不要身份证号。", "这里不是24小时值班，急事请拨打120。"


# -- telephone list -------------------------------------------------------------------------------


def written_on(day: date) -> str:
    """「2026年12月2日，星期三」"""
    return f"{dates.precise(day)}，{dates.weekday(day)}"


def people(count: int) -> str:
    """Count those on the list."""
    return f"共{count}位"


def say_to_all(words: str) -> str:
    """What to say, the same to everybody."""
    return f"电话里这样说：{words}"


def say_to_one(words: str) -> str:
    """What to say to this one."""
    return f"请说：{words}"


def no_number() -> str:
    """Stand where the number would."""
    return "没有电话"


def outcomes() -> tuple[str, str, str]:
    """What can come of a call."""
    return "已告知", "没接通", "需上门"


def remark() -> str:
    """Label the line for a note."""
    return "备注"


def page_number(page: int, pages: int) -> str:
    """Keep pages in order that were dropped."""
    return f"第{page}页，共{pages}页"


def keep_safe() -> str:
    """Numbers are personal; the paper goes back."""
    return "纸上有电话号码，用完请交回支部。"


# -- notice ---------------------------------------------------------------------------------------


def signed_on(day: date) -> str:
    """「2026年12月2日」"""
    return dates.precise(day)


def tear_off() -> str:
    """Stand below the dashed line."""
    return "请沿虚线撕下，交给支部"


def receipt_for(title: str) -> str:
    """Name the notice that the slip belongs to; a very long title by its beginning."""
    return f"{RECEIPT}（{title if len(title) <= 30 else title[:29] + '…'}）"


def name_label() -> str:
    """Label the line for the name."""
    return "姓名"


def signature_label() -> str:
    """Label the line for the signature, where the name is printed."""
    return "签名"


def day_label() -> str:
    """Label the line for the date."""
    return "日期"


def answers() -> tuple[str, ...]:
    """What can be answered, the same as the buttons of a notice."""
    return "收到", "我参加", "这次请假", "请给我打电话"


def and_pictures() -> str:
    """Stand below a notice whose pictures and files are not on paper."""
    return "（还有照片或文件没有印上。想看，请告诉带来的同志。）"


# -- monthly sheet --------------------------------------------------------------------------------


def sheet_title(day: date) -> str:
    """「2026年11月的通知」, after the latest of them."""
    return f"{day.year}年{day.month}月的通知"


def sheet_begins(count: int) -> str:
    """Say what is on it."""
    return "这一阵支部有一个通知，印给您看：" if count == 1 else f"这一阵支部有{count}个通知，印给您看："


def item_title(number: int | None, title: str, day: date) -> str:
    """「一、通知（11月9日，星期一）」; the only one needs no number."""
    ordinal = f"{_ORDINALS[number - 1] if number <= len(_ORDINALS) else number}、" if number else ""
    return f"{ordinal}{title}（{dates.day(day)}）"


_ORDINALS = (*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十")


def questions() -> str:
    """Lead to the telephone below everything else."""
    return "看不清、想问的，请打电话，我们念给您听："


def page_of(address: str, page: int, pages: int) -> str:
    """Keep the pages of many readers apart."""
    return f"{address}  {page_number(page, pages)}"
