"""Undo byte damage: text whose GBK bytes were edited without regard to where characters begin.

Two tools leave such text. One puts a reading behind fixed characters, X → X(py), and finds their bytes across two
characters too: then a lone byte stands before the bracket, and a decoder makes one ? of both (`日?qǐng)?bào)`). The
other cuts the bytes at punctuation, found across characters as well, and a lone byte before the cut becomes ?
(`人?！睍r`). Up to the next ASCII byte the characters are then made of the wrong halves.

The page shows every byte but the lone ones. They are searched for: a byte before `py)` must complete a character read
py, all others must make likely text; a beam keeps the likeliest few ways to read until these agree on where characters
begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from newscrawl.extract import gbk
from newscrawl.extract.swallowed import swallowed
from newscrawl.extract.wording import Wording, is_read, read_after, readings, toneless

SYLLABLE = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}"
_CUTS = "，。！？；：、"
_CUT_MARKS = tuple(_CUTS)
_TOKEN = re.compile(rf"(?P<mark>[?\ufffd]\(?(?P<lone>{SYLLABLE})\))|(?P<note>\((?P<whole>{SYLLABLE})\))")
_TRIGGER = re.compile(rf"[?\ufffd](?:\(?{SYLLABLE}\)|(?=[?\ufffd]?[{_CUTS}]))|\({SYLLABLE}\)")
_TWO_CUTS = re.compile(rf"[?\ufffd]{{2}}([{_CUTS}])")
_CUT_PAIRS = (0xA3A1, 0xA1A3)
"""GBK bytes of ！ and 。."""
_BEAM = 16
_HOPELESS = 50.0
"""Nats behind the best way to read at which another is given up."""
_GUESSES = 8
_LONGEST = 600
"""Tokens a run may have; natural ones end at the next mark or ASCII character, some dozens on."""
_WORK, _WORK_PER_CHARACTER = 100_000, 1
"""Steps of a state a page may cost; ordinary damage needs a third of a step a character."""
_LITERAL = 30.0
"""Nats that keeping a mark as it is costs."""
_CUT = 9.0
"""Nats that assumed cuts must gain where nothing else says that the page is damaged."""
_PARAGRAPH_ENDS = ("/p", "/d", "/h", "/t", "/l", "br", "<", "\n")
_EATEN = "\0"
"""Stands where an ASCII character was swallowed; a run never has it, since control characters end one."""


@dataclass(slots=True)
class Realigned:
    """Text with its marks undone."""

    text: str
    annotations: int = 0
    """Readings taken out behind whole characters."""
    damage: int = 0
    """Lone bytes found again."""


class _Link(NamedTuple):
    rest: _Link | None
    char: str


class _State(NamedTuple):
    """One way to read the run so far."""

    cost: float
    before: int
    """The byte before the last."""
    last: int
    pending: int
    """A lead byte that waits for its trail; 0 for none."""
    char: str
    """The last whole character."""
    chars: _Link | None
    """All characters, linked from the last to the first."""
    found: int = 0
    """Lone bytes supplied."""
    notes: int = 0
    """Readings dropped."""


@dataclass(slots=True)
class Realigner:
    """Reads one page, with what its marks say of it."""

    wording: Wording
    annotated: bool
    """Whether the page has annotations; else only cuts are looked for."""
    any_character: bool = False
    """Whether readings without tone behind any character are annotations too."""
    spaced: bool = False
    """Whether a blank comes with each annotation."""
    plain: frozenset[str] = frozenset()
    """Characters whose annotations are the author's own and stay."""
    _left: int | None = None

    def realign(self, text: str) -> Realigned:
        """The text with every run that can be read put right, the rest as it is."""
        result = Realigned("")
        out: list[str] = []
        position = 0
        while trigger := _TRIGGER.search(text, position):
            start = trigger.start()
            out.append(text[position:start])
            position = trigger.end()
            before = _last(out)
            if text[start] == "(":
                if self.annotated and self._is_note(gbk.last_character(before), trigger[0][1:-1]):
                    result.annotations += 1
                    position += self.spaced and text.startswith(" ", position)
                else:
                    out.append(trigger[0])
                continue
            mended = self._run(text, start, before)
            if mended is None:
                out.append(trigger[0])
                continue
            words, position, best = mended
            out.append(words)
            result.annotations += best.notes
            result.damage += best.found
        out.append(text[position:])
        result.text = "".join(out)
        return result

    def _is_note(self, char: str, reading: str) -> bool:
        if char in self.plain:
            return False
        if char in readings():
            return is_read(char, reading)
        return self.any_character and "\u4e00" <= char <= "\u9fff" and reading == toneless(reading)

    def _run(self, text: str, start: int, before: str) -> tuple[str, int, _State] | None:
        """Read from a mark until all ways to read agree; None where nothing can be made of it."""
        self._left = self._left if self._left is not None else _WORK + _WORK_PER_CHARACTER * len(text)
        states = [_State(0.0, *gbk.last_bytes(before), 0, before[-1:], None)]
        position = start
        for _ in range(_LONGEST):
            self._left -= len(states)
            if position >= len(text) or self._left < 0:
                break
            following, end = self._step(states, text, position)
            if not following:
                break
            states = _likeliest(following)
            position = end
            if not any(state.pending for state in states):
                break
        whole = [state for state in states if not state.pending]
        if not whole or position == start:
            return None
        best = min(whole, key=_cost)
        untouched = min((state for state in whole if not state.found), key=_cost, default=best)
        if best.cost > untouched.cost - (0 if self.annotated else _CUT):
            best = untouched
        return self._finish(_spelled(best), text, position), position, best

    def _step(self, states: list[_State], text: str, position: int) -> tuple[list[_State], int]:
        """Every way to go on by one token, and where it ends; none at a character that ends the run."""
        char = text[position]
        if char in "?\ufffd(":
            token = _TOKEN.match(text, position) if self.annotated else None
            if token and token["mark"]:
                found = [s for state in states for s in self._lone_byte(state, token["lone"], token[0])]
                return found, token.end()
            if token:
                found = [s for state in states for s in self._note(state, token["whole"], token[0])]
                return found, token.end()
            if two_cuts := _TWO_CUTS.match(text, position):
                return [s for state in states for s in self._two_cuts(state, two_cuts[1])], position + 2
            if char != "(":
                following = text[position + 1 : position + 3]
                return [s for state in states for s in self._question(state, char, following)], position + 1
        pair = gbk.pairs().get(char)
        found = [s for state in states for s in self._two(state, pair)] if pair else []
        if char == gbk.EURO:
            found += [s for state in states for s in self._byte(state, 0x80)]
        elif "@" <= char <= "~":
            found = [s for state in states for s in self._byte(state, ord(char))]
        return found, position + 1

    def _byte(self, state: _State, byte: int) -> list[_State]:
        """Go on by one known byte."""
        cost, _, last, pending, before, chars, found, notes = state
        if pending:
            char = gbk.characters().get(pending << 8 | byte)
            return [self._char(state, char, byte)] if char else []
        if byte > 0x80:
            return [_State(cost, last, byte, byte, before, chars, found, notes)]
        return [self._char(state, chr(byte), byte)] if byte < 0x80 else []

    def _two(self, state: _State, pair: int) -> list[_State]:
        """Go on by the two bytes of a character shown, whether they are one or halves of two."""
        first, second = pair >> 8, pair & 0xFF
        if not state.pending:
            return [self._char(state, gbk.characters()[pair], second, first)]
        return [s for half in self._byte(state, first) for s in self._byte(half, second)]

    def _char(self, state: _State, char: str, byte: int, before: int = -1) -> _State:
        """Go on by a whole character that ends in a byte; `before` is its lead byte unless that was the last."""
        cost, _, last, _, previous, chars, found, notes = state
        cost += self.wording.cost(previous, char)
        return _State(cost, last if before < 0 else before, byte, 0, char, _Link(chars, char), found, notes)

    def _lone_byte(self, state: _State, reading: str, literal: str) -> list[_State]:
        """`?py)`: the byte that makes a character read py with the last one."""
        trails = read_after(reading, state.last) or read_after(toneless(reading), state.last)
        found = [s._replace(found=state.found + 1) for trail in trails for s in self._byte(state, trail)]
        if not state.pending:
            found.append(self._kept(state, literal))
        return found

    def _note(self, state: _State, reading: str, literal: str) -> list[_State]:
        """`(py)` behind two bytes that make a character read py, whether or not they make one here."""
        char = gbk.characters().get(state.before << 8 | state.last, "")
        if self._is_note(char, reading):
            return [state._replace(notes=state.notes + 1)]
        return [] if state.pending else [self._kept(state, literal)]

    def _kept(self, state: _State, literal: str) -> _State:
        chars = state.chars
        for char in literal:
            chars = _Link(chars, char)
        return state._replace(cost=state.cost + _LITERAL, before=0, last=0, char=literal[-1], chars=chars)

    def _question(self, state: _State, char: str, following: str) -> list[_State]:
        """A ? without reading: itself, a lone byte before a cut, or a trail byte with the ASCII character behind it."""
        cut = following.startswith(_CUT_MARKS)
        if not state.pending:
            kept = self._char(state, char, 0x3F)
            if not cut:
                return [kept]
            leads = [pair >> 8 for pair in self._guesses(state, gbk.pairs()[following[0]] >> 8, trail=True)]
            return [kept, *(state._replace(before=state.last, last=n, pending=n, found=state.found + 1) for n in leads)]
        closing = not cut and (not following or following.startswith(_PARAGRAPH_ENDS))
        found = [self._guessed(state, pair) for pair in self._guesses(state, state.pending, closing=closing)]
        if cut or char == "\ufffd":
            return found
        return [s._replace(char="", before=0, last=0, chars=_Link(s.chars, _EATEN)) for s in found]

    def _two_cuts(self, state: _State, mark: str) -> list[_State]:
        """`??。`: cut at 。 and, before it, at a mark that ends in the first byte of 。: a whole character is lost."""
        if state.pending:
            return []
        kept = self._char(self._char(state, "?", 0x3F), "?", 0x3F)
        first = next(cut for cut in _CUT_PAIRS if cut & 0xFF == gbk.pairs()[mark] >> 8) >> 8
        found = [self._guessed(state, pair) for pair in self._guesses(state, first, trail=True)]
        return [kept, *(each._replace(found=state.found + 2) for each in found)]

    def _guesses(self, state: _State, byte: int, trail: bool = False, closing: bool = False) -> tuple[int, ...]:
        """The likeliest pairs with a known lead byte, or trail byte."""
        return self.wording.likeliest(state.char, byte, trail, "。”！？）" if closing else "")[:_GUESSES]

    def _guessed(self, state: _State, pair: int) -> _State:
        return self._char(state, gbk.characters()[pair], pair & 0xFF)._replace(found=state.found + 1)

    @staticmethod
    def _finish(words: str, text: str, position: int) -> str:
        """Give back the ASCII character that was swallowed, where what follows tells which."""
        if _EATEN not in words:
            return words
        return words.replace(_EATEN, swallowed(text, position, words[: words.index(_EATEN)]))


def _last(out: list[str]) -> str:
    """The last two characters written; runs rewrite what they read."""
    last = ""
    for piece in reversed(out):
        last = piece[-2:] + last
        if len(last) > 1:
            break
    return last[-2:]


def _likeliest(states: list[_State]) -> list[_State]:
    """The best states, one for each situation."""
    best: dict[tuple[int, int, int, str, bool], _State] = {}
    for state in states:
        key = (state.before, state.last, state.pending, state.char, state.found > 0)
        if key not in best or state.cost < best[key].cost:
            best[key] = state
    ranked = sorted(best.values(), key=_cost)[:_BEAM]
    return [state for state in ranked if state.cost < ranked[0].cost + _HOPELESS]


def _cost(state: _State) -> float:
    return state.cost


def _spelled(state: _State) -> str:
    chars: list[str] = []
    link = state.chars
    while link is not None:
        chars.append(link.char)
        link = link.rest
    return "".join(reversed(chars))
