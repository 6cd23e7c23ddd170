"""The title an article had where it was taken from, in a line of its own."""

from __future__ import annotations

from tests.extract.test_paging import FIRST, SECOND, p, read


def test_the_original_title_above_editors_and_notices_is_read() -> None:
    tail = p("（原标题：三年修一坝）", "编辑：方小岚 审核：何川") + p(
        "凡本网注明“来源：青石新闻网”的所有作品，版权均属于青石新闻网，未经本网授权不得转载、摘编。",
        "凡本网注明“来源：XXX（非青石新闻网）”的作品，均转载自其它媒体，转载目的在于传递更多信息，并不代表本网赞同其观点。",
        "如因作品内容、版权和其它问题需要同本网联系的，请在30日内进行，电话：0300-5550123。",
    )
    article = read(f'<div class="content">{p(*FIRST, *SECOND)}{tail}</div>')
    assert article.original_headline == "三年修一坝"
    assert article.body.split("\n") == [*FIRST, *SECOND]
