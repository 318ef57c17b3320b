"""Words of the card (贺卡) for a political birthday."""

# The oath of the Party Constitution, article 6; a test holds it to its fixed text.
OATH_LINES = (
    "我志愿加入中国共产党，",
    "拥护党的纲领，遵守党的章程，",
    "履行党员义务，执行党的决定，",
    "严守党的纪律，保守党的秘密，",
    "对党忠诚，积极工作，",
    "为共产主义奋斗终身，",
    "随时准备为党和人民牺牲一切，",
    "永不叛党。",
)
OATH_TITLE = "入党誓词"


def heading(*, month_only: bool) -> str:
    """Name the occasion; where only the month is known, no day is called the birthday."""
    return "入党纪念" if month_only else "政治生日"


def years(number: int) -> tuple[str, str, str]:
    """「入党50周年」 in three pieces, the number in the middle."""
    return "入党", str(number), "周年"


def joined(when: str) -> str:
    """Say since when."""
    return f"{when}光荣加入中国共产党"


def title(salutation: str, number: int) -> str:
    """Name the file's content, as a reader of files shows it."""
    return f"{salutation}入党{number}周年"
