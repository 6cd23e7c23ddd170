"""Data that a page's scripts carry: JSON in script elements, assigned, pushed or handed to JSON.parse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from newscrawl.extract.parse import json_of

_LEAST = 200
"""Characters of a script that may hold an article."""
_MOST = 40
"""Values read out of one script."""
_ASSIGNED = re.compile(r"([\w$.]{2,60}|window\[[\"'][^\"']{2,60}[\"']\])\s*(?:=|\.push\()\s*(?=[\[{])")
_PARSED = re.compile(r"([\w$.]{2,60})?\s*=?\s*JSON\.parse\(\s*(?:decodeURIComponent\()?\s*(?=[\"'`])")
_STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'", re.DOTALL)
_LITERAL = re.compile(r"\b(\w{2,40})\s*:\s*(\"(?:[^\"\\]|\\.)*\")")
"""A string of an object literal that is no JSON, as Nuxt's functions have them."""
_PUSHED = re.compile(r"__next_f\.push\(\s*(\[.*\])\s*\)\s*;?\s*$", re.DOTALL)
_ROW = re.compile(rb"([0-9a-f]{1,6}):(?:T([0-9a-f]+),)?")
_SPARSE = re.compile(r"(?<=[:,\[])\s*(?:undefined|void 0|NaN)(?=\s*[,}\]])")
_DECODER = json.JSONDecoder(strict=False)


def script_data(tree: HtmlElement) -> Iterator[tuple[str, Any]]:
    """Every value that scripts carry, with its name: the script's id or the variable it is assigned to."""
    flight: list[str] = []
    for script in tree.iter("script"):
        text = script.text
        kind = (script.get("type") or "").lower()
        if not text or len(text) < _LEAST or "ld+json" in kind:
            continue
        if "json" in kind:
            yield from _whole(script.get("id") or "script of JSON", text)
        elif "__next_f" in text and (chunks := _chunks(text)):
            flight += chunks
        elif "=" in text or "(" in text:
            yield from _held(text)
    if flight:
        yield "__next_f", _rows("".join(flight))


def _whole(name: str, text: str) -> Iterator[tuple[str, Any]]:
    try:
        data = json_of(text)
    except (ValueError, RecursionError):
        return
    yield name, _unflattened(data) if name == "__NUXT_DATA__" and isinstance(data, list) else data


def _held(text: str) -> Iterator[tuple[str, Any]]:
    """The objects and lists of a program that are JSON; of a program without any, its longer strings by their keys."""
    position = found = 0
    while found < _MOST and (match := _ASSIGNED.search(text, position)):
        value, position = _decoded(text, match.end())
        if value is not None:
            found += 1
            yield match[1], value
    for match in _PARSED.finditer(text):
        if (string := _string(text, match.end())) and string[:1] in "[{":
            yield from _whole(match[1] or "JSON.parse", string)
    if not found and "__NUXT__" in text:
        strings = {key: value for key, literal in _LITERAL.findall(text) if (value := _string(literal, 0))}
        if strings:
            yield "__NUXT__", strings


def _decoded(text: str, start: int) -> tuple[Any, int]:
    """The JSON that begins at `start` and where it ends; None where there is none."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        pass
    if "undefined" not in text[start:]:
        return None, start + 1
    try:
        return _DECODER.raw_decode(_SPARSE.sub("null", text[start:]), 0)[0], start + 1
    except (ValueError, RecursionError):
        return None, start + 1


def _string(text: str, start: int) -> str:
    """The string literal of a program that begins at `start`; "" for none."""
    match = _STRING.match(text, start)
    if match is None:
        return ""
    inside = match[1]
    if inside is None:
        inside = re.sub(r"(?<!\\)((?:\\\\)*)\"", r'\1\\"', match[2].replace("\\'", "'"))
    inside = re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", inside)
    try:
        return str(json_of(f'"{inside}"'))
    except ValueError:
        return ""


def _chunks(text: str) -> list[str]:
    """What a script hands to Next.js of its stream."""
    match = _PUSHED.search(text)
    try:
        data = json_of(match[1]) if match else []
    except ValueError:
        return []
    return [data[1]] if isinstance(data, list) and len(data) > 1 and isinstance(data[1], str) else []


def _rows(stream: str) -> dict[str, Any]:
    """The rows of a React stream by id, long texts put where they are referred to."""
    data, position = stream.encode("utf-8", "ignore"), 0
    rows: dict[str, Any] = {}
    while match := _ROW.match(data, position):
        row = match[1].decode()
        if match[2]:
            position = match.end() + int(match[2], 16)
            rows[row] = data[match.end() : position].decode("utf-8", "ignore")
            continue
        end = data.find(b"\n", match.end())
        end = end if end >= 0 else len(data)
        try:
            rows[row] = json.loads(data[match.end() : end])
        except (ValueError, RecursionError):
            rows[row] = None
        position = end + 1
    texts = {f"${row}": value for row, value in rows.items() if isinstance(value, str)}
    return {row: _filled(value, texts, 0) for row, value in rows.items()}


def _filled(value: Any, texts: dict[str, str], depth: int) -> Any:
    if isinstance(value, str):
        return texts.get(value, value)
    if depth > 60:
        return None
    if isinstance(value, list):
        return [_filled(item, texts, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, texts, depth + 1) for key, item in value.items()}
    return value


def _unflattened(flat: list[Any]) -> list[Any]:
    """The objects of Nuxt's flat list, whose values are places in it, with the strings they lead to."""

    def at(place: Any, depth: int) -> Any:
        if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(flat):
            return None
        value = flat[place]
        if depth > 3 or not isinstance(value, (dict, list)):
            return value
        if isinstance(value, list):
            return [at(item, depth + 1) for item in value]
        return {key: at(item, depth + 1) for key, item in value.items()}

    return [at(place, 0) for place, value in enumerate(flat) if isinstance(value, dict)]
