"""The words of a roster (花名册): column headers and values, as branches write them and as we do.

The first word of each is the one an export writes; all of them are understood.
"""

from models import BirthdayKind, Channel, Mobility, Role, Status

MEMBER_COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("编号", "党员编号", "人员编号", "工号", "id", "number"),
    "name": ("姓名", "名字", "党员姓名", "党员", "老同志姓名", "name"),
    "sex": ("性别", "sex", "gender"),
    "ethnicity": ("民族", "ethnicity"),
    "born_on": (
        "出生日期", "出生年月", "出生年月日", "出生时间", "出生", "生日", "何时出生", "档案出生日期",
        "archive_dob", "dob", "birthday", "born", "born_on",
    ),
    "birthday_kind": ("生日历法", "生日类型", "过哪个生日", "birthday_kind"),
    "lunar_birthday": ("农历生日", "阴历生日", "lunar_birthday"),
    "joined_on": (
        "入党时间", "入党日期", "入党年月", "入党年月日", "何时入党", "入党", "加入党组织日期",
        "加入党组织时间", "join_date", "joined", "joined_on",
    ),
    "full_on": (
        "转正时间", "转正日期", "转正年月", "转正年月日", "何时转正", "转正", "转为正式党员日期",
        "转为正式党员时间", "full_member_date", "full_date", "full_on",
    ),
    "date_source": ("时间依据", "日期来源", "日期依据", "date_source"),
    "group_number": ("党小组", "所在党小组", "所属党小组", "组别", "小组", "group"),
    "phone": (
        "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式", "本人电话",
        "phone", "mobile", "telephone",
    ),
    "roles": ("党内职务", "支部职务", "党内任职", "支部任职", "role", "roles"),
    "former_post": ("原职务", "职务", "退休前职务", "原单位及职务", "原任职务", "former_post"),
    "retired_on": ("退休时间", "退休日期", "退休年月", "离退休时间", "retired_ym", "retired_on"),
    "status": ("状态", "党员状态", "人员状态", "在册状态", "status"),
    "channel": ("通知方式", "联系方式类型", "接收方式", "联系渠道", "channel"),
    "mobility": ("行动情况", "行动能力", "自理情况", "mobility"),
    "education": ("学历", "文化程度", "education"),
    "address": ("住址", "家庭住址", "现住址", "地址", "居住地", "address"),
    "emergency_contact": ("紧急联系人", "家属联系人", "家属联系方式", "emergency_contact"),
    "address_form": ("称呼", "address_form"),
    "note": ("备注", "说明", "note", "notes"),
    # These only make a date coarser; an export has no need of them.
    "joined_precision": ("入党时间精度", "join_precision"),
    "full_precision": ("转正时间精度", "full_precision"),
    "born_precision": ("出生日期精度", "born_precision"),
}  # fmt: skip

CADRE_COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("编号", "干部编号", "工号", "id", "number"),
    "name": ("姓名", "干部姓名", "在职干部", "名字", "name"),
    "unit": ("部门", "科室", "处室", "所在部门", "所在科室", "dept", "department", "unit"),
    "sex": ("性别", "sex"),
    "phone": MEMBER_COLUMNS["phone"],
    "roles": ("支部任职", "支部职务", "role", "roles"),
    "note": ("备注", "note"),
}

PAIR_COLUMNS: dict[str, tuple[str, ...]] = {
    "cadre": ("结对干部", "干部编号", "干部", "在职干部", "干部姓名", "帮扶干部", "cadre_id", "cadre"),
    "member": (
        "老同志", "党员编号", "党员", "党员姓名", "老同志姓名", "结对对象", "帮扶对象", "member_id",
        "member",
    ),
    "from_on": ("结对时间", "结对日期", "开始时间", "开始日期", "起始日期", "since", "from"),
    "reason": ("原因", "理由", "结对原因", "reason"),
    "note": ("备注", "note"),
}  # fmt: skip

# Columns with one of these in their header are dropped unread: such things are never kept.
PRIVATE_HEADERS = (
    "身份证", "身份号", "证件", "党费", "缴费", "工资", "收入", "养老金", "退休费", "津贴", "银行",
    "卡号", "病", "诊断", "健康", "身体", "dues", "income", "salary", "idcard", "id_card",
)  # fmt: skip

# Said nothing about: running numbers, what the program counts from the dates by itself, and what it
# wrote beside refused rows.
ROW_COLUMN, REASON_COLUMN = "原来的行号", "没读进去的原因"
COUNTED_HEADERS = (
    ROW_COLUMN, REASON_COLUMN, "序号", "序", "行号", "no", "no.", "年龄", "党龄",
    "party_years_asof", "medal50_batch",
)  # fmt: skip

FOOTER_STARTS = (
    "合计", "总计", "小计", "共计", "填表人", "制表", "填报人", "审核", "负责人", "经办", "联系人",
    "注:", "说明:", "备注:", "填表说明",
)  # fmt: skip

BLANKS = frozenset({"", "无", "不详", "暂无", "未知", "-", "--", "—", "——", "/", "\\", "n/a", "none"})

STATUSES: dict[Status, tuple[str, ...]] = {
    Status.ON_ROLL: ("在册", "正常", "正式", "正式党员", "在籍"),
    Status.FLOATING: ("流动", "流动党员", "外出流动"),
    Status.TRANSFERRED: ("转出", "已转出", "组织关系转出"),
    Status.LOST: ("失联", "失联党员"),
    Status.DECEASED: ("去世", "已去世", "已故", "病故", "逝世", "已逝世", "死亡"),
}
CHANNELS: dict[Channel, tuple[str, ...]] = {
    Channel.BOT: ("小助手", "机器人", "本人手机", "手机"),
    Channel.RELATIVE: ("家属代收", "家属", "代收", "proxy"),
    Channel.PHONE: ("电话", "打电话"),
    Channel.PAPER: ("纸质", "送上门", "上门"),
}
MOBILITIES: dict[Mobility, tuple[str, ...]] = {
    Mobility.WELL: ("正常", "良好", "能自理", "自理"),
    Mobility.LIMITED: ("行动不便", "半自理", "部分自理"),
    Mobility.BEDRIDDEN: ("卧床", "住院", "卧床或住院", "不能自理"),
}
BIRTHDAY_KINDS: dict[BirthdayKind, tuple[str, ...]] = {
    BirthdayKind.NONE: ("未定", "不过"),
    BirthdayKind.SOLAR: ("公历", "阳历", "新历"),
    BirthdayKind.LUNAR: ("农历", "阴历", "旧历"),
    BirthdayKind.ARCHIVE_IS_LUNAR: ("档案日期为农历", "档案为农历"),
}
ROLES: dict[Role, tuple[str, ...]] = {
    Role.SECRETARY: ("支部书记", "书记", "党支部书记"),
    Role.DEPUTY: ("副书记", "支部副书记", "党支部副书记"),
    Role.ORGANISATION: ("组织委员",),
    Role.PUBLICITY: ("宣传委员",),
    Role.DISCIPLINE: ("纪检委员", "纪律检查委员"),
    Role.LIAISON: ("联络员", "支部联络员"),
    Role.GROUP_LEADER: ("党小组组长", "党小组长", "小组长", "组长"),
}
NO_ROLE = frozenset({"党员", "普通党员", "群众"})

# A part of a note with one of these is dropped: incomes, ID numbers and diagnoses are never kept.
PRIVATE_NOTE = (
    r"身份证|\d{15}|基数|工资|收入|退休费|养老金|\d\s*元"
    r"|癌|瘤|糖尿病|高血压|冠心病|心脏病|脑梗|脑溢血|中风|痴呆|帕金森|抑郁|精神病|肝炎|透析"
    r"|病史|确诊|患有|艾滋|结核|尿毒症|化疗|放疗"
)
