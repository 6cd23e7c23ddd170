"""What stands round an article on the pages of regional papers: menus, lists, buttons, footers; by style of template."""

from __future__ import annotations

_TITLES = (
    "市委常委会召开会议 研究部署下半年重点工作", "城区三条道路今起封闭施工 请注意绕行", "我市两名教师获评省级先进",
    "本周气温先升后降 周末有小到中雨", "老街改造后的第一个集市开张了", "消防部门提醒：电动车充电要牢记这几点",
    "全市中小学运动会落幕 十二项纪录被刷新", "一年一度的灯会来了 最佳观赏路线请收好", "市博物馆上新 百件文物首次展出",
)  # fmt: skip
_MENU = ("首页", "要闻", "时政", "县区", "民生", "经济", "文化", "教育", "旅游", "专题", "视频", "图片", "电子报")


def _items(count: int, item: str, day: str = "") -> str:
    return "\n".join(
        item.format(n=7001 + n, title=_TITLES[n % len(_TITLES)], day=f"0{1 + n % 9}-1{n % 9}") for n in range(count)
    )


_LI = '<li><a href="/c/{n}.html" target="_blank" title="{title}">{title}</a></li>'
_DATED = '<li><span>{day}</span><a href="/c/{n}.html">{title}</a></li>'
_NAV = "".join(f'<li><a href="/{n}/">{name}</a></li>' for n, name in enumerate(_MENU))

DIVS = f"""<body>
<div class="topbar"><div class="w1200"><span>2026年1月2日 星期五</span><a href="/wap">手机版</a>
<a href="http://paper.example/">数字报</a><form action="/s"><input name="q" placeholder="请输入关键词"><button>搜索</button></form></div></div>
<div class="header"><a class="logo" href="/"><img src="/images/logo.png" alt="{{site}}"></a></div>
<ul class="nav clearfix">{_NAV}</ul>
<div class="main w1200 clearfix"><div class="left fl">
{{article}}
<div class="share"><span>分享到：</span><a class="wx">微信</a><a class="wb">微博</a><a class="qq">QQ空间</a></div>
<div class="prevnext"><p>上一篇：<a href="/c/1.html">{_TITLES[3]}</a></p><p>下一篇：<a href="/c/2.html">{_TITLES[5]}</a></p></div>
<div class="xgxw"><h3>相关新闻</h3><ul>{_items(6, _DATED)}</ul></div>
<div class="pl"><h3>网友评论</h3><textarea></textarea><p>文明上网理性发言，请遵守新闻评论服务协议。</p></div>
</div><div class="right fr"><div class="box"><h3>热点排行</h3><ol>{_items(9, _LI)}</ol></div>
<div class="box"><h3>图片新闻</h3><a href="/c/9.html"><img src="/u/9.jpg" alt="x"><span>{_TITLES[7]}</span></a></div></div></div>
<div class="footer"><p><a href="/about">关于我们</a> | <a href="/ad">广告服务</a> | <a href="/job">诚聘英才</a> | 联系我们</p>
<p>互联网新闻信息服务许可证：00120230017 信息网络传播视听节目许可证：0012345</p>
<p>某ICP备10200345号-1 某公网安备 14080002000123号 违法和不良信息举报电话：0300-2020123 举报邮箱：jubao@paper.example</p>
<p>版权所有 {{site}} 未经书面授权 不得复制或建立镜像</p></div></body>"""

TABLES = f"""<body topmargin="0"><center><table width="960" border="0"><tr><td><img src="/top.gif"></td><td>
<a href="/">{{site}}</a></td></tr></table>
<table width="960" bgcolor="#cc0000"><tr>{"".join(f'<td><a href="/{n}/"><font color="#fff">{m}</font></a></td>' for n, m in enumerate(_MENU))}</tr></table>
<table width="960"><tr><td width="680" valign="top">
{{article}}
<table width="100%"><tr><td align="right">【<a href="javascript:window.print()">打印</a>】【<a href="javascript:window.close()">关闭</a>】</td></tr></table>
<table width="100%"><tr><td><b>相关链接</b></td></tr><tr><td>{"<br>".join(f'·<a href="/c/{n}.html">{t}</a>' for n, t in enumerate(_TITLES[:5]))}</td></tr></table>
</td><td width="270" valign="top"><table width="100%"><tr><td><b>今日导读</b></td></tr>
{"".join(f'<tr><td>·<a href="/d/{n}.html">{t}</a></td></tr>' for n, t in enumerate(_TITLES))}</table></td></tr></table>
<table width="960"><tr><td align="center">{{site}} 版权所有 未经授权不得转载<br>某ICP备05000678号 新闻热线：0300-2031234</td></tr></table>
</center></body>"""

CLOUD = f"""<body class="pc"><div id="app-download" class="app-banner"><img src="/app.png"><p>打开客户端，看更多本地资讯</p><a href="/app">立即下载</a></div>
<header class="g-head"><div class="g-inner"><a href="/" class="g-logo">{{site}}</a><nav><ul>{_NAV}</ul></nav></div></header>
<div class="g-crumbs"><a href="/">首页</a><i>&gt;</i><a href="/yw">{{section}}</a><i>&gt;</i><span>正文</span></div>
<div class="g-main"><div class="g-content">
{{article}}
<div class="m-like"><a class="zan">点赞 <em>12</em></a><a class="fav">收藏</a></div>
<div class="m-qr"><img src="/qr.png"><p>扫一扫，手机继续看</p></div>
<div class="m-rec"><div class="hd">推荐阅读</div>{_items(5, '<div class="item"><a href="/p/{n}.html"><h3>{title}</h3></a><p>{day} 来源：本站</p></div>')}</div>
</div><aside class="g-side"><div class="m-hot"><h4>24小时热榜</h4><ul>{_items(9, _LI)}</ul></div></aside></div>
<footer class="g-foot"><p>主管单位：市委宣传部 主办单位：市融媒体中心 技术支持：云上公司</p><p>某ICP备17004567号 | 网站标识码 1400000012</p>
<p>本网站所刊登的各种新闻、信息和专题专栏资料，均为本网版权所有，未经协议授权，禁止下载使用。</p></footer></body>"""

OFFICE = f"""<body><div class="wza"><a>无障碍浏览</a><a>繁体</a><a>English</a></div><div class="head"><h2 class="sitename">{{site}}</h2>
<div class="menu">{"".join(f'<a href="/{n}">{m}</a>' for n, m in enumerate(_MENU))}</div></div>
<div class="position">您的位置：<a href="/">首页</a> &gt; <a href="/x">新闻中心</a> &gt; <a href="/y">{{section}}</a></div>
<div class="container">
{{article}}
</div>
<div class="tools"><a class="print">打印本页</a><a class="close">关闭窗口</a><div class="bdsharebuttonbox">分享：</div></div>
<div class="links"><select><option>友情链接</option><option>省政府网站</option></select></div>
<div class="foot"><p>主办：市人民政府办公室　承办：市政务信息中心</p><p>网站地图 | 使用帮助 | 联系电话：0300-2012345</p><p>某ICP备09001234号　某公网安备14080002000456号</p></div></body>"""

SURROUNDINGS = {"divs": DIVS, "tables": TABLES, "cloud": CLOUD, "office": OFFICE}
