"""What is said about single cells and rows of a roster: field names, values, reasons, remarks."""

from bot.texts import roster_words as words
from models import BirthdayKind, Channel, Mobility, Person, Role, Status

LABELS = {
    "number": "编号", "name": "姓名", "sex": "性别", "ethnicity": "民族", "born_on": "出生日期",
    "birthday_kind": "生日历法", "lunar_birthday": "农历生日", "joined_on": "入党时间",
    "full_on": "转正时间", "date_source": "时间依据", "group_number": "党小组", "phone": "电话",
    "roles": "党内职务", "former_post": "原职务", "retired_on": "退休时间", "status": "状态",
    "channel": "通知方式", "mobility": "行动情况", "education": "学历", "address": "住址",
    "emergency_contact": "紧急联系人", "address_form": "称呼", "note": "备注", "unit": "部门",
    "cadre": "结对干部", "member": "老同志", "from_on": "结对时间", "added": "整行",
    "appointment": "职务", "pairing": "结对",
}  # fmt: skip

_OURS = "系统-"

_REASONS = {
    "no_name": "没有姓名",
    "name_unreadable": "姓名「{value}」认不出来，请只写姓名",
    "date_unreadable": "{field}「{value}」认不出来，请写成 1968-07-01 或 1968-07",
    "date_impossible": "{field}「{value}」没有这一天，请核对",
    "date_two_digit_year": "{field}「{value}」年份请写四位，例如 1968-07",
    "date_january_or_october": "{field}「{value}」分不清是1月还是10月，请写成两位月份，例如 1968-01",
    "date_out_of_range": "{field}「{value}」年份不对，请核对",
    "date_in_future": "{field}「{value}」还没有到，请核对",
    "phone_unreadable": "电话「{value}」认不出来，请写全号码",
    "group_unreadable": "党小组「{value}」认不出来，请写 1、2、3 或 第一党小组",
    "status_unknown": "状态「{value}」认不出来，请写 在册、流动、转出、失联 或 去世",
    "too_long": "{field}太长了",
    "same_number": "编号和第{value}行一样",
    "same_person": "和第{value}行是同一位同志",
    "number_of_another": "这个编号已经是{value}同志的",
    "is_deceased": "名册上这位同志已经去世，表里写的不是；如果是登记错了，请先在这里改正",
    "no_such_cadre": "名册里没有在职干部「{value}」，请先导入干部名单",
    "no_such_member": "名册里没有老同志「{value}」，请先导入花名册",
    "several_so_named": "叫「{value}」的不止一位，请写编号",
    "pair_incomplete": "结对干部和老同志要都写上",
    "pair_of_one": "「{value}」是同一位同志，不能和自己结对",
}
_REMARKS = {
    "word_unknown": "{field}「{value}」认不出来，这一格没有记",
    "role_unknown": "「{value}」不是支部里的职务，没有记",
    "one_phone_kept": "电话有几个，只记了手机号（没有手机号就记第一个）",
    "note_shortened": "备注里提到收入、证件号或病情的话没有记，小助手不保存这些",
    "role_not_yours": "「{value}」要由上一级定，这里没有动",
}
_ODDITIES = {
    "full_before_joined": "转正时间比入党时间早，请核对",
    "no_probation_then": "1969年4月到1977年8月入党没有预备期，两个时间应是同一天，请查档",
    "crosses_1969": "预备期跨过1969年4月1日，党龄从哪天算要查档",
    "not_one_year": "转正和入党没有正好隔一年，请查档",
    "under_18": "入党时不满18岁，请核对",
}
_UNREADABLE = {
    "too_big": "这个文件太大了。花名册一般不到1兆，请去掉图片或另存一份再发，5兆以内就行。",
    "too_many_rows": "这张表超过两万行了，请分成几份再发。",
    "too_many_columns": "这张表超过两百列了，请删去不用的列再发。",
    "too_slow": "这个文件打开太慢，我停下来了。请在电脑上新建一张表，只把名单粘进去，再发一次。",
    "empty": "这个文件是空的，没有看到名单。",
    "damaged": "这个文件打不开，可能坏了。请在电脑上打开它，另存为 .xlsx 再发一次。",
    "encrypted": "这个文件有密码，我打不开。请去掉密码，另存一份再发。",
    "old_excel": "这是老格式的表格（.xls）。请在电脑上打开它，另存为 .xlsx 再发一次。",
    "open_document": "这是 .ods 表格。请另存为 .xlsx 再发一次。",
    "word": "这是 Word 文档。请把名单做成 Excel 表格（.xlsx）再发。",
    "pdf": "这是 PDF 文件，里面的名单我读不了。请发 Excel 表格（.xlsx）。",
    "image": "这是一张图片，里面的名单我读不了。请发 Excel 表格（.xlsx）。",
    "archive": "这是压缩包。请解开，把里面的 Excel 表格（.xlsx）直接发给我。",
    "unknown": "这不是我认识的表格。请发 Excel 表格（.xlsx 或 .csv）。",
}


def unreadable(reason: str) -> str:
    """Say why a file cannot be read and what to do instead."""
    return _UNREADABLE[reason]


def reason(code: str, field: str, value: str) -> str:
    """Say why a row is refused."""
    return _REASONS[code].format(field=LABELS.get(field, field), value=value)


def remark(code: str, field: str, value: str) -> str:
    """Say what was noticed about a row that is taken all the same."""
    if code == "role_not_yours":
        value = shown("roles", value)
    return _REMARKS[code].format(field=LABELS.get(field, field), value=value)


def oddity(code: str) -> str:
    """Say what is odd about a member's dates."""
    return _ODDITIES[code]


def shown(field: str, canonical: str) -> str:
    """Write a field's canonical text as an export does; reading that gives the same text again."""
    if not canonical:
        return ""
    match field:
        case "status":
            return words.STATUSES[Status(canonical)][0]
        case "channel":
            return words.CHANNELS[Channel(canonical)][0]
        case "mobility":
            return words.MOBILITIES[Mobility(canonical)][0]
        case "birthday_kind":
            return words.BIRTHDAY_KINDS[BirthdayKind(canonical)][0]
        case "group_number":
            return group(int(canonical))
        case "roles":
            return "、".join(_role(role) for role in canonical.split(","))
    return canonical


def discreet(field: str, canonical: str) -> str:
    """Write a value for a chat: a telephone number only as far as one knows it again."""
    if field == "phone" and canonical:
        return f"{canonical[:3]}****{canonical[-4:]}"
    return shown(field, canonical)


def group(number: int) -> str:
    """Name a group: 第二党小组."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return f"第{digits[ones]}党小组"
    return f"第{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}党小组"


def _role(canonical: str) -> str:
    name, _, number = canonical.partition(":")
    word = words.ROLES[Role(name)][0]
    return f"{group(int(number))}组长" if number else word


def reference(person: Person) -> str:
    """Return the number by which a file finds somebody again: the roster's own, or else ours."""
    return person.number or f"{_OURS}{person.id}"


def is_ours(number: str) -> bool:
    """Say whether a number was made by an export and is not the roster's own."""
    return number.startswith(_OURS)
