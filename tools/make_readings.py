"""Make the tables of text repair, newscrawl/extract/data/{readings,pairs}.tsv, from two MIT-licensed packages' data.

Neither package is a dependency; run it in an environment of its own:

    python3 -m venv /tmp/readings
    /tmp/readings/bin/pip install pypinyin==0.55.0 jieba==0.42.1 opencc==1.4.2
    /tmp/readings/bin/python tools/make_readings.py

readings.tsv  a traditional character that GBK has and whose simplified form differs, and its readings.
pairs.tsv     how often characters stand in Chinese words: first a line of all characters, then each character with
              those that follow it. A weight is one ASCII character: 0 is once, two further is twice as often.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from math import log2
from pathlib import Path

import jieba
import opencc
from pypinyin.pinyin_dict import pinyin_dict

TARGET = Path(__file__).parent.parent / "newscrawl/extract/data"
LEAST_CHARACTER = 8  # occurrences in the word list's counts
LEAST_PAIR = 40
SOURCES = (
    "# Made by tools/make_readings.py from the data of pypinyin 0.55.0 and jieba 0.42.1 (both under the MIT licence).\n"
)


def main() -> None:
    """Write both tables."""
    TARGET.mkdir(exist_ok=True)
    readings = "".join(f"{char}\t{' '.join(found)}\n" for char, found in traditional_readings().items())
    (TARGET / "readings.tsv").write_text(SOURCES + readings, encoding="utf-8")
    characters, pairs = counts()
    lines = [f"\t{weighted(characters)}\n"]
    lines += [f"{first}\t{weighted(seconds)}\n" for first, seconds in sorted(pairs.items())]
    (TARGET / "pairs.tsv").write_text(SOURCES + "".join(lines), encoding="utf-8")


def traditional_readings() -> dict[str, list[str]]:
    """Readings, with tone marks, of each traditional character."""
    simplify = opencc.OpenCC("t2s").convert
    found = {}
    for point, readings in sorted(pinyin_dict.items()):
        char = chr(point)
        if "\u4e00" <= char <= "\u9fff" and len(char.encode("gbk", "ignore")) == 2 and simplify(char) != char:
            found[char] = list(dict.fromkeys(readings.split(",")))
    return found


def counts() -> tuple[Counter[str], dict[str, Counter[str]]]:
    """How often each character, and each pair of characters inside a word, stands in the word list's corpus."""
    characters: Counter[str] = Counter()
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    simplify = opencc.OpenCC("t2s").convert
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if not all("\u4e00" <= char <= "\u9fff" for char in word) or simplify(word) != word:
            continue
        for char in word:
            characters[char] += int(count)
        for first, second in pairwise(word):
            pairs[first][second] += int(count)
    characters = Counter({char: n for char, n in characters.items() if n >= LEAST_CHARACTER})
    kept = {first: Counter({c: n for c, n in seconds.items() if n >= LEAST_PAIR}) for first, seconds in pairs.items()}
    return characters, {first: seconds for first, seconds in kept.items() if seconds}


def weighted(counted: Counter[str]) -> str:
    """Each character with the letter of its weight, the most frequent first."""
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{char}{chr(ord('0') + int(2 * log2(n)))}" for char, n in ordered)


if __name__ == "__main__":
    main()
