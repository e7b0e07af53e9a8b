"""Cases by the hundred thousand, as the router stores them, for measurements.

Every case has words of its own, out of fragments that are common, as they are in reports. `wide` spreads them
over standards of twenty cases each; `narrow` puts all into one standard with as many clauses as it takes.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from services.router.case import open_case
from services.router.change import Change
from services.router.likeness import Likeness
from services.router.placing import Shelves
from services.router.store.case_document import as_stored
from shared.case import Case
from shared.event import Event
from shared.ids import case_number, derived_id
from shared.mongo import Document
from shared.report import AcceptedReport
from shared.taxonomy import Problem
from tests.builders import NOW, a_report, an_accepted, the_policy

WHAT = """
甲醛含量 pH值 色牢度 断裂强力 缝口脱开 回弹时间 悬浮粒子 漏电流 绝缘电阻 接地连续性 灭菌效果
初始污染菌 环氧乙烷残留 拉伸强度 冲击韧性 表面粗糙度 涂层厚度 盐雾时间 阻燃等级 烟密度 噪声限值
排放浓度 铅迁移量 总砷 菌落总数 水分活度 净含量 标签字号 保质期 过敏原标示
"""
HOW = """
的限量低于检出限 的取样部位没有规定 在两处给出的数值不同 的试验温度没有允差 的仪器早已停产
的判定规则自相矛盾 的引用文件已经废止 的公式少了一项 的单位印错了 的预处理时间太短 的重复性无法达到
的适用范围不清 的抽样数量不够 的结果修约没有说明 的空白试验没有要求 的标准物质买不到 的曲线范围过窄
的对照组没有定义 的环境条件无法保持 的等级划分重叠
"""
SO = """
各实验室结果相差很大 企业无法执行 认证时意见不一 抽检结论被推翻 产品反复送检 出口时被退回
成本明显上升 监管部门难以判定 消费者因此投诉 仲裁没有依据 同一批货两种结论 检验报告被质疑
合同验收起了争议 设备需要全部更换 研发只好停下
"""
PER_STANDARD = 20
BEYOND = 60_000
"""No standard has so high a number, so that no report comes upon one whose setter is another body."""


class Spread(StrEnum):
    """How the cases lie over the standards."""

    WIDE = "wide"
    NARROW = "narrow"


class Told(NamedTuple):
    """What somebody says, of which standard and clause."""

    standard: str
    clause: str
    text: str

    def accepted(self, *, again: bool = False) -> AcceptedReport:
        """Return it as a report; somebody else words it a little differently."""
        words = (
            f"我们在使用中也发现，第{self.clause}条{self.text}" if again else f"第{self.clause}条{self.text}"
        )
        report = a_report(words, standard=self.standard, clause=self.clause, problem="ambiguous")
        return an_accepted(report)


def a_telling(spread: Spread, number: int) -> Told:
    """Return the n-th thing that is told; the same n says the same."""
    dice = random.Random(number)
    amount = f"{dice.randrange(1, 999)} {dice.choice(('mg/kg', '℃', 'mm', 'kPa', 'h', '%'))}"
    what, also = (dice.choice(WHAT.split()) for _ in range(2))
    so, too = (dice.choice(SO.split()) for _ in range(2))
    text = f"{what}{dice.choice(HOW.split())}，{amount}时{so}，{also}也{too}。"
    standard, clause = (20_000, number) if spread is Spread.NARROW else divmod(number, PER_STANDARD)
    if spread is Spread.WIDE:
        standard += BEYOND
    return Told(f"GB/T {standard}-2016", _clause(clause), text)


def _clause(number: int) -> str:
    """Return another clause for each number: 1.1.1, 1.1.2 …, none within another."""
    upper, last = divmod(number, 30)
    upper, middle = divmod(upper, 30)
    return f"{upper + 1}.{middle + 1}.{last + 1}"


def documents(spread: Spread, count: int) -> Iterator[Document]:
    """Yield the cases' documents, as the store writes them.

    The decision is taken once, and what depends on words, standard and clause is set anew for each.
    """
    first = an_accepted(a_report(problem="ambiguous"))
    made = the_policy().classifier.classify(first.report)[0]
    case, facts = open_case(first, made, the_policy(), NOW - timedelta(days=30))
    # Told by a writer that is no more: what lies in an outbox until the next write.
    outbox = [{"w": "past", "s": 1, "event": Event.of(fact, at=NOW).model_dump()} for fact in facts]
    shelves = Shelves()
    for number in range(count):
        told = a_telling(spread, number)
        likeness = Likeness.of(f"report-{number}", told.accepted().report, Problem.AMBIGUOUS)
        one = _renamed(case, number, told, likeness)
        slots = (shelves.next_slot(likeness.shelf),)
        change = Change(one, facts=list(facts), likenesses=(likeness,), slots=slots)
        yield as_stored(change, one, NOW) | {"outbox": outbox}


def _renamed(case: Case, number: int, told: Told, likeness: Likeness) -> Case:
    id_ = derived_id("stored case", str(number))
    member = case.members[0].model_copy(update={"report": f"report-{number}"})
    escalations = tuple(
        e.model_copy(update={"id": derived_id(id_, e.id), "told": 1, "told_at": NOW, "notice_at": None})
        for e in case.escalations
    )
    return case.model_copy(
        update={
            "id": id_,
            "number": case_number(id_, 2026),
            "standard": told.standard,
            "key": likeness.standard,
            "clause": told.clause,
            "members": (member,),
            "escalations": escalations,
        }
    )
