"""Fixed names (规范表述) that must be written exactly, and how a slip in one is recognised."""

from collections.abc import Iterator
from itertools import combinations

from bot.texts.wording import Concern, ConcernKind

# Written in full or not at all: a missing or an additional character is a slip here too.
_EXACT = (
    "习近平新时代中国特色社会主义思想",
    "中国共产党支部工作条例",
    "中国共产党党员教育管理工作条例",
    "中国共产党党内监督条例",
    "中国共产党纪律处分条例",
    "中国共产党廉洁自律准则",
    "中国共产党基层组织选举工作条例",
    "关于新形势下党内政治生活的若干准则",
)
# Shorter and longer forms of these are right as well, so only characters in place are compared.
_FAMILIAR = (
    "中国特色社会主义",
    "中国共产党章程",
    "中国共产党",
    "中国式现代化",
    "中华民族伟大复兴",
    "中央八项规定精神",
    "全国代表大会",
    "中央委员会",
    "全面从严治党",
    "两个确立",
    "四个意识",
    "四个自信",
    "两个维护",
    "离退休干部党支部",
    "离退休干部工作委员会",
    "关心下一代工作委员会",
    "老干部局",
    "机关党委",
    "支部委员会",
    "支部党员大会",
    "党员大会",
    "党小组会",
    "支部书记",
    "组织委员",
    "宣传委员",
    "纪检委员",
    "三会一课",
    "主题党日",
    "组织生活会",
    "民主评议党员",
    "换届选举",
    "党务公开",
    "政治生日",
    "重温入党誓词",
    "入党誓词",
    "入党志愿书",
    "光荣在党50年",
    "流动党员",
    "送学上门",
    "一人一策",
    "走访慰问",
    "优秀共产党员",
    "优秀党务工作者",
    "学习强国",
    "共产党员网",
    "人民日报",
)
# Slips that are right Chinese of their own, so that no rule would find them.
_KNOWN_SLIPS = {
    "光荣在党50周年": "光荣在党50年",
    "光荣在党五十年": "光荣在党50年",
    "光荣在党五十周年": "光荣在党50年",
    "习近平新时代特色社会主义思想": "习近平新时代中国特色社会主义思想",
    "习近平中国特色社会主义思想": "习近平新时代中国特色社会主义思想",
}
_LONG = 8  # characters; from here on a slip is known by its surroundings alone

# Characters that sound or look alike, in groups.
_ALIKE = """
党挡档当荡 会汇惠 课客刻颗 治制致志 政正整证 学雪 评平凭 议意义易仪 届界 誓试视势示式 词辞瓷
员圆园 支只之直 部布步 组祖阻 织职 活或火货 题提体 访仿坊 慰尉位 温稳 章张 务物 选先 流留 动洞
纪记计 检捡俭 生升声 日曰 主住注 产铲 共供公 立利力历 识视 信性 护户 策测侧 门们 走奏 优忧
秀绣 导到 习席 强墙 报抱 干千 休修 退腿 离里 愿原 书舒 近进 色瑟 社设 思斯 想相 廉连 监兼
督都 律率 例列 准难 则责 规归 民名 复负 兴新 华化 代待
"""
_PAIRS_ALIKE = frozenset(frozenset(pair) for group in _ALIKE.split() for pair in combinations(group, 2))
_NUMERALS = frozenset("零〇一二三四五六七八九十0123456789")


def slips(text: str) -> Iterator[tuple[int, Concern]]:
    """Yield misspelt names with their place in the text; a right name, longer or shorter, is none."""
    taken: set[int] = set()
    for name in sorted((*_EXACT, *_FAMILIAR, *_KNOWN_SLIPS), key=len, reverse=True):
        right = _KNOWN_SLIPS.get(name, name)
        for at, length in _places(text, name):
            passage = range(at, at + length)
            if taken.isdisjoint(passage):
                # What a longer name explains is not asked about again.
                taken.update(passage)
                quote = text[at : at + length]
                if quote != right:
                    yield at, Concern(ConcernKind.NAME, quote, right)


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield where the name stands, as it is or with a slip in it, and how long it is there."""
    lengths = (len(name), len(name) - 1, len(name) + 1) if name in _EXACT else (len(name),)
    for length in lengths:
        for at in range(len(text) - length + 1):
            # One end at least is right in whatever is still recognised as the name.
            if text[at] != name[0] and text[at + length - 1] != name[-1]:
                continue
            passage = text[at : at + length]
            if passage == name or (name not in _KNOWN_SLIPS and _is_slip(passage, name)):
                yield at, length


def _is_slip(passage: str, name: str) -> bool:
    if len(passage) != len(name):
        longer, shorter = sorted((passage, name), key=len, reverse=True)
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer) - 1))
    apart = [at for at in range(len(name)) if passage[at] != name[at]]
    pairs = [{passage[at], name[at]} for at in apart]
    if len(apart) not in (1, 2) or all(pair <= _NUMERALS for pair in pairs):
        return False
    neighbours = apart[-1] - apart[0] == 1
    if neighbours and passage[apart[0]] == name[apart[1]] and passage[apart[1]] == name[apart[0]]:
        return True  # two characters changed places
    if all(pair in _PAIRS_ALIKE for pair in pairs):
        return len(apart) == 1 or len(name) >= _LONG
    # Two neighbours that differ are another word (「党组工作条例」, 「支部工作条例」), and what
    # differs at an end belongs to the words around it (「各退休干部党支部」).
    return len(name) >= _LONG and not neighbours and apart[0] > 0 and apart[-1] < len(name) - 1
