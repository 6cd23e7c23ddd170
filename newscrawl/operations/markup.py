"""HTML put together so that text can't become markup: whatever isn't Html already is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


class Html(str):
    """A piece of HTML, taken as it is."""

    __slots__ = ()


_VOID = {"meta", "wbr"}


def tag(name: str, /, *content: object, **attributes: object) -> Html:
    """An element; attributes that are None are left out, and `class_` is class, `data_label` data-label."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    said = "".join(f' {key}="{escape(str(value))}"' for key, value in given.items())
    return Html(f"<{name}{said}>" if name in _VOID else f"<{name}{said}>{join(content)}</{name}>")


def join(content: Iterable[object]) -> Html:
    """Pieces one after the other."""
    return Html("".join(piece if isinstance(piece, Html) else escape(str(piece)) for piece in content))


def link(url: str, shown: str) -> Html:
    """A link, where the address is one of the web; text otherwise."""
    if url.startswith(("http://", "https://")):
        return tag("a", shown, href=url, rel="noreferrer")
    return join([shown])


def table(columns: Iterable[str], rows: Iterable[Iterable[object]], *, foot: int = 0, wide: bool = False) -> Html:
    """A table; numbers stand right. `foot`: rows at the end that sum up. `wide`: to be folded on narrow screens."""
    names, cells = list(columns), [list(row) for row in rows]
    numeric = [all(_is_number(row[index]) for row in cells) for index in range(len(names))]
    lines = [tag("tr", *(_cell(cell, name) for cell, name in zip(row, names, strict=True))) for row in cells]
    heads = (
        tag("th", name, scope="col", class_="n" if right else None) for name, right in zip(names, numeric, strict=True)
    )
    split = len(lines) - foot
    parts = [tag("thead", tag("tr", *heads)), tag("tbody", *lines[:split])]
    return tag("table", *parts, *([tag("tfoot", *lines[split:])] if foot else []), class_="wide" if wide else None)


def _cell(cell: object, name: str) -> Html:
    shown = f"{cell:,}" if isinstance(cell, int) else cell
    class_ = ("n zero" if cell == 0 else "n") if _is_number(cell) else None
    return tag("td", shown, data_label=name or None, class_=class_)


def _is_number(value: object) -> bool:
    return isinstance(value, int) or value == ""
