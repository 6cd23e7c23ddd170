"""Invented stories for the pages of the skins: what is printed of them, and what must be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Story:
    """One article of an invented paper."""

    headline: str
    kicker: str
    sub: str
    source: str
    author: str
    editor: str
    section: str
    site: str
    at: datetime
    paragraphs: tuple[str, ...]
    people: tuple[tuple[str, str], ...] = ()
    """Name and role of everyone the paragraphs name."""

    def p(self, tag: str = "p") -> str:
        """The paragraphs as elements."""
        return "\n".join(f"<{tag}>　　{text}</{tag}>" for text in self.paragraphs)

    def br(self) -> str:
        """The paragraphs parted by line breaks."""
        return "<br><br>\n".join(f"　　{text}" for text in self.paragraphs)

    def spans(self) -> str:
        """The paragraphs as an editor pasted them from a word processor."""
        style = "font-family: 宋体; font-size: 16px; line-height: 2em;"
        return "\n".join(
            f'<p style="text-indent: 2em;"><span style="{style}">{t[:9]}</span><span style="{style}">{t[9:]}</span></p>'
            for t in self.paragraphs
        )


FERRY = Story(
    "云岫渡口恢复夜航 末班船延至二十二点",
    "方便两岸居民出行",
    "首周开航客流超过三千人次",
    "云岫日报",
    "何知远",
    "陆青禾",
    "民生",
    "云岫新闻网",
    datetime(2023, 9, 14, 8, 26, tzinfo=CHINA),
    (
        "本报讯（记者 周砚秋 通讯员 李明轩）停航十一年之后，云岫渡口的夜航船昨晚重新开出，末班船由十八点延至二十二点。",
        "记者在现场看到，码头新装了二十四盏照明灯，候船厅里添了六排座椅，工作人员正在引导乘客排队上船。",
        "“过去加班晚了，只能绕三十公里走公路桥，到家都快十一点了。”在南岸工厂上班的韩师傅说，“现在坐船只要十二分钟。”",
        "据渡口管理站介绍，夜航首周共运送旅客三千一百余人次，高峰时段每班间隔缩短到一刻钟。",
        "下一步，管理站还将根据客流情况，在周末和节假日增开临时班次。",
    ),
    (("周砚秋", "reporter"), ("李明轩", "correspondent")),
)
LIBRARY = Story(
    "栗川县图书馆新馆对外开放",
    "藏书十八万册",
    "每周开放六十三小时",
    "栗川县融媒体中心",
    "沈既白",
    "顾南风",
    "文化",
    "栗川在线",
    datetime(2022, 3, 5, 17, 40, tzinfo=CHINA),
    (
        "三月五日上午，栗川县图书馆新馆正式对外开放，首批一百五十名读者走进这座由旧粮仓改造而成的建筑。",
        "新馆总面积四千二百平方米，设有成人阅览区、儿童绘本区、视障阅读室和地方文献库，藏书十八万册。",
        "馆长唐小满告诉记者，为了保留粮仓的拱形屋顶，设计团队前后修改了九稿方案，所有书架都按弧线定制。",
        "开放首日，不少家长带着孩子前来办证。截至当天下午四点，共办理借书证三百二十六张，借出图书近千册。",
        "图书馆周一闭馆，周二至周日每天开放十个半小时，县城与各乡镇分馆通借通还。",
        "（高远川 文/图）",
    ),
    (("高远川", "author"),),
)
ORCHARD = Story(
    "澜州十万亩苹果迎来采摘季",
    "秋日里的好收成",
    "电商订单同比增长三成",
    "澜州晚报",
    "宋清和",
    "林晚舟",
    "经济",
    "澜州传媒网",
    datetime(2024, 10, 9, 6, 5, tzinfo=CHINA),
    (
        "澜州日报讯（记者 苏慕白）眼下，澜州市十万亩苹果陆续成熟，果农们正忙着采摘、分级、装箱。",
        "在石门镇的一处果园里，五十七岁的邓桂兰一边剪果柄一边说，今年雨水匀，果子比去年大一圈，糖度也高。",
        "镇里的分拣中心今年换了新设备，每小时能处理苹果八吨，按大小、颜色和糖度自动分成六个等级。",
        "市农业农村局统计显示，截至目前全市已采摘苹果四点二万吨，通过网络平台销售的占到四成以上。",
        "为解决用工紧张问题，各乡镇组织志愿服务队三十多支，帮助缺少劳力的农户下树装车。",
    ),
    (("苏慕白", "reporter"),),
)
BUS = Story(
    "沙河市新增五条社区公交线路",
    "打通出行最后一公里",
    "单程票价一元",
    "沙河广播电视台",
    "方若谷",
    "郑云帆",
    "要闻",
    "沙河新闻网",
    datetime(2021, 6, 28, 11, 2, tzinfo=CHINA),
    (
        "六月二十八日起，沙河市新增五条社区公交线路，串起十九个居民小区、四所学校和两家医院。",
        "新线路全部采用七米长的纯电动小巴，能够驶入较窄的街巷，发车间隔为十五至二十分钟，票价一元。",
        "市公交公司运营部负责人梁启文介绍，线路走向是在征求两千多名居民意见后确定的，站点平均间距四百米。",
        "家住柳树巷的退休教师袁阿姨说，过去去菜市场要走二十多分钟，现在出门就有车，方便多了。",
        "据悉，年内全市还将优化调整公交线路八条，更新候车亭六十座。",
        "本报记者 贺兰舟",
    ),
    (("贺兰舟", "reporter"),),
)
BRIDGE = Story(
    "青陵古桥修缮工程通过验收",
    "",
    "",
    "青陵新闻网",
    "",
    "袁知秋 吴映雪",
    "社会",
    "青陵新闻网",
    datetime(2025, 4, 17, 9, 30, tzinfo=CHINA),
    (
        "日前，历时十四个月的青陵古桥修缮工程通过专家组验收，将于五月一日起恢复通行。",
        "青陵古桥始建于明代，全长七十三米，为五孔石拱桥。此次修缮按照“最小干预”原则，共更换风化石料一百一十六块。",
        "专家组认为，工程采用传统糯米灰浆勾缝，工艺规范，资料完整，达到设计要求。",
        "恢复通行后，古桥仅供行人使用，桥头将设置导览牌和夜间照明设施。",
    ),
)
WIRE = Story(
    "全国秋粮收购进度过半",
    "",
    "",
    "新华社",
    "",
    "丁以宁",
    "国内",
    "澜州传媒网",
    datetime(2023, 11, 20, 15, 12, tzinfo=CHINA),
    (
        "新华社北京11月20日电（记者 许望舒、蒋明远）记者20日从有关部门获悉，目前全国秋粮收购进度过半，市场运行总体平稳。",
        "数据显示，截至11月15日，主产区各类粮食企业累计收购秋粮七千余万吨，同比增加三百万吨。",
        "有关负责人表示，将继续做好收购组织工作，优化现场服务，让农民卖粮更省心。",
        "下一步，各地还将加强产后服务，指导农户科学储粮，减少损失。",
    ),
    (("许望舒", "reporter"), ("蒋明远", "reporter")),
)
STORIES = {"ferry": FERRY, "library": LIBRARY, "orchard": ORCHARD, "bus": BUS, "bridge": BRIDGE, "wire": WIRE}
