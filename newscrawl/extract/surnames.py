"""Chinese family names: what tells a name that stands alone from any other short word."""

from __future__ import annotations

_SINGLE = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹彭曾肖萧蕭田董潘袁"
    "蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鐘姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付傅方邹鄒熊白孟秦邱丘侯江尹薛闫閆"
    "阎閻段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向常汤湯康易乔喬赖賴文庞龐樊兰蘭殷施洪翟安颜顏倪牛温溫"
    "芦蘆季俞章鲁魯葛伍申尤毕畢聂聶柴焦柳邢骆駱岳齐齊梅庄莊涂塗辛管祝左谷柏项項费費童裴霍卞詹冉欧歐阮耿关關苗凌甘"
    "宁寧包司路饶饒房裘靳盛单單鲍鮑解成纪紀舒屈游闵閔蒙祁车車娄婁席麻古迟遲党辜桑蒲仲柯隋厉厲滕连連卜卓郎全苟储儲边邊艾"
    "华華冷阳陽米栾欒臧和匡刁郁应應查奚沙时時国國晏喻代籍巫师師佟简簡花闻聞宣瞿翁鞠亓步练練池桂来來符"
    "巩鞏敖佘尚原战戰雍晋晉冀景麦麥那佀蓝藍訾逄官鹿阚闞褚桓邬鄔竺苑谌諶楚丛叢牟缪繆宗明惠由甄尧堯茅邸岑屠封胥计計伏戚"
    "风風钮鈕经經滑荣榮羊於邴糜隗班仰秋伊宫宮仇暴甯钭祖蓟薄印宿怀懷索赫濮寿壽通扈冀郏浦农農别別晁勾敖融訾阙闕东東殳沃利蔚越"
    "夔隆毋沈尉巴弓牧山车侍栗斯璩乌烏焦逯贡貢幸钦欽蓬郅莘双雙慎能苍蒼冼植邝鄺利庹皮强強"
    "芮宓仝郗郜鄢昝笪禤俎郄郤郦鄞酆谯譙贲蹇郇雒韶骞眭禹穆窦竇茹荀荆荊蒯蔺藺虞虢缑廉"
)
_COMPOUND = (
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 皇甫 尉迟 尉遲 公孙 公孫 令狐 慕容 司徒 端木 夏侯 宇文 长孫 长孙 長孫 "
    "鲜于 闾丘 司空 独孤 獨孤 南宫 南宮 呼延 百里 东郭 西门 申屠 完颜 完顏 张简 張簡 范姜"
)
SURNAMES = frozenset(_SINGLE)
COMPOUND = frozenset(_COMPOUND.split())
_RARE_ALONE = frozenset(
    "时時国國来來和成关關全通由经經能别別明文计計代应應利双雙向强強于於常金高白平安山水东東解连連路管包官"
)
"""Family names that are rather words of their own: a name of two characters that begins with one is doubtful."""
_WORDS = frozenset(
    "穆斯 荆州 荆门 荆楚 荆棘 禹州 虞城 窦性 廉价 廉政 廉洁 廉租 廉江 廉吏 韶关 韶山 "
    "国籍 高潮 高考 高校 高温 高清 方法 方案 方式 方向 方言 马路 马上 金融 金额 黄河 黄金 严重 温暖 温度 路线 石油 "
    "江苏 "
    "江西 江南 "
    "江北 云南 海南 安徽 安全 安排 成果 成都 成立 时间 时评 时代 时政 文化 文章 文字 文件 文旅 国际 国内 国家 经济 "
    "经验 经典 关注 "
    "关于 关键 来源 来信 万象 万元 常识 常见 向上 白天 白话 施工 应用 应急 应对 通知 通讯 通告 通报 房产 车市 车讯 "
    "游戏 游记 章节 "
    "管理 包括 明天 明星 全文 全国 全部 和平 农业 农村 农民 农历 华北 华东 华南 华为 东方 东北 东南 东西 山西 山东 "
    "康复 康养 宣传 "
    "宣布 查看 查询 查处 计划 计算 师生 师资 简介 简讯 简报 边境 边疆 边防 古代 古镇 古诗 盛夏 盛世 盛会 花絮 花开 "
    "花园 "
    "席位 连续 连载 连线 连接 解读 解析 解放 解决 车站 车辆 单位 单身 宁夏 湘西 陆地 武汉 武术 武装 龙年 龙舟 童年 "
    "童话 童心 "
    "项目 费用 尤其 申请 申报 申论 莫名 严寒 严查 严打 莫斯科 贺信 贺岁 贺词 白酒 白银 白领 顾问 顾客 钱包 汤圆 "
    "易购 房价 温馨 温州 "
    "乔迁 任务 任命 任免 任性 何时 何处 何况 周边 周刊 周末 周年 周报 徐州 徐徐 谢谢 许多 许可 许愿 曾经 马甲 罗马 "
    "梁山 宋代 唐代 "
    "唐诗 韩国 韩剧 田野 田园 田间 蔡甸 余额 余姚 杜绝 叶子 程序 程度 沈阳 钟声 钟表 姜汤 石头 金华 金牌 金奖 金山 "
    "贾汪 夏天 夏季 "
    "夏日 方圆 熊猫 白云 孟夏 秦皇岛 秦岭 江河 江湖 段子 雷达 雷雨 史上 史料 史记 毛病 毛衣 郝家 万物 万里 万家 "
    "万事 钱塘 戴上 武警 "
    "孔庙 向往 向前 常态 常委 常规 康熙 易错 文艺 文学 文明 文物 文创 文摘 文娱 文苑 施政 洪水 安居 安心 安康 安庆 "
    "牛年 牛市 温柔 季节 "
    "季度 章程 伍佰 申城 毕业 毕竟 柴米 焦点 柳州 岳阳 齐鲁 梅花 庄稼 庄严 管委会 祝贺 祝福 左右 谷雨 费县 欧洲 "
    "欧美 关爱 关系 苗族 "
    "苗木 凌晨 甘肃 宁波 包头 司法 司机 房屋 盛典 成长 成绩 成功 成为 成本 成员 纪检 纪念 纪实 纪录 舒适 屈原 蒙古 "
    "车主 车间 游客 游览 "
    "席卷 麻辣 古今 古人 党建 党员 党委 党史 党报 桑葚 连日 全面 全球 全民 全省 全市 全县 全新 边缘 冷空气 冷知识 "
    "阳光 阳春 阳历 米粉 "
    "应届 查封 沙滩 沙漠 沙龙 时尚 时事 时光 时评员 国学 国庆 国防 国产 国外 代表 代码 闻讯 来访 来电 原文 原创 "
    "原标题 原题 战争 战略 "
    "战疫 景区 景观 麦收 蓝天 官方 官员 楚天 宗教 明年 明确 明日 惠民 由于 计生 荣誉 荣获 秋天 秋季 秋收 祖国 索引 "
    "怀念 通过 农历 "
    "别墅 融合 融媒 东部 越南 利用 利好 乌鲁木齐 焦虑 贡献 幸福 双方 双拥 慎重 能力 能源 强化 强调 皮肤 华丽 "
    "高中 高山 高速 高原 黎明 山水 山村 山区 班级 方便 方针 国歌 石家庄 白色 文化部 安装 连云港 全体 张家口 张家界 "
    "金鸡 易车 马尔代夫 "
    "金羊 时论 文史 文汇 明报 明珠 新闻 尚品 简评 简析 和讯 和谐 和田 通稿 经视 国是 官网 路透 路透社 成稿 终审 "
    "侯选 别急 易读".split()
)
_ENDS = frozenset(
    "的了吗呢吧啊是在与和及或省市县区镇乡村州路街报網网社台局部委厅院校所站会會队團团者员員吗說说讯电日月年周篇章节编稿图表馆厂店楼"
)


def is_name(text: str, *, doubtful: bool = False) -> bool:
    """Whether two to four Chinese characters have the form of a person's name: a family name and a given one.

    `doubtful` takes two characters that could as well be the beginning of some other word.
    """
    if len(text) < 2 or text in _WORDS or text[-1] in _ENDS or not all("\u4e00" <= c <= "\u9fff" for c in text):
        return False
    if text[:2] in COMPOUND:
        return len(text) in (3, 4)
    if text[0] not in SURNAMES or text[:2] in _WORDS:
        return False
    return len(text) == 3 or (len(text) == 2 and (doubtful or text[0] not in _RARE_ALONE))


def split_names(text: str) -> list[str]:
    """The names of a run of five to nine characters without any blank, if it is names in one way only; else none."""
    ways = list(_ways(text)) if 5 <= len(text) <= 9 else []
    full = [way for way in ways if all(len(name) == 3 for name in way)]
    chosen = full if len(full) == 1 else ways
    return chosen[0] if len(chosen) == 1 else []


def _ways(text: str) -> list[list[str]]:
    if not text:
        return [[]]
    found = []
    for length in (2, 3, 4):
        if length <= len(text) and is_name(text[:length]):
            found += [[text[:length], *rest] for rest in _ways(text[length:])]
    return found
