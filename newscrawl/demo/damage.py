"""Damage a text the way mirrors of news sites do, so that the demo and the tests have pages to repair.

Simplified characters become traditional ones by a character map. A reading goes behind fixed characters, replaced in
the GBK bytes wherever those two bytes stand, be it across two characters. The bytes are decoded, a lone byte and the
ASCII byte behind it giving one `?`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import opencc

_UNCHANGED = frozenset("后采干于并范筑杰云征占愿游咨郁岳吁仆朴扑苹凄熏污咸岩涌佣雇柜夸腊棱栖帘宁丑斗谷辟里余乾痹秘群")
"""Characters the mirrors' map leaves alone, most of them because they have a traditional life of their own."""

READINGS: Mapping[str, str] = {
    entry[0]: entry[1:]
    for entry in """
        報bào 標biāo 編biān 補bǔ 測cè 場chǎng 產chǎn 長zhǎng 創chuàng 從cóng 達dá 擔dān 導dǎo
        點diǎn 調diào 動dòng 獨dú 斷duàn 對duì 發fā 範fàn 費fèi 風fēng 豐fēng 負fù 復fù 剛gāng
        個gè 貢gòng 購gòu 關guān 規guī 國guó 過guò 護hù 華huá 劃huà 環huán 會huì 機jī 績jī 級jí
        濟jì 計jì 價jià 堅jiān 監jiān 將jiāng 結jié 節jié 謹jǐn 進jìn 經jīng 驚jīng 據jù 覺jué
        課kè 來lái 歷lì 聯lián 練liàn 領lǐng 錄lù 買mǎi 內nèi 農nóng 貧pín 評píng 氣qì 強qiáng
        請qǐng 區qū 驅qū 權quán 勸quàn 認rèn 榮róng 賽sài 傷shāng 設shè 聲shēng 勝shèng 師shī
        時shí 實shí 識shí 勢shì 試shì 適shì 數shù 術shù 稅shuì 說shuō 歲suì 態tài 談tán 題tí
        條tiáo 廳tīng 統tǒng 團tuán 萬wàn 網wǎng 衛wèi 穩wěn 問wèn 務wù 細xì 險xiǎn 現xiàn 鄉xiāng
        響xiǎng 項xiàng 協xié 續xù 選xuǎn 學xué 訓xùn 嚴yán 驗yàn 樣yàng 業yè 醫yī 億yì 應yīng
        營yíng 優yōu 預yù 園yuán 運yùn 責zé 戰zhàn 鎮zhèn 證zhèng 執zhí 質zhì 轉zhuǎn 準zhǔn 組zǔ
    """.split()
}
"""The characters annotated and the one reading each gets, in the order of the replacements."""

CUTS = "、！？；：，。"
"""Punctuation at whose bytes some mirrors cut the text before they decode it piece by piece."""


def damage(text: str, readings: Mapping[str, str] = READINGS, cuts: str = "") -> str:
    """What a mirror's page shows of a simplified text, plain or HTML; `cuts` names the punctuation it is cut at.

    Characters GBK does not have become character references.
    """
    data = traditional(text).encode("gbk", "xmlcharrefreplace")
    for char, reading in readings.items():
        found = char.encode("gbk")
        data = data.replace(found, found + f"({reading})".encode("gbk"))
    return "".join(_decoded(piece) for piece in _pieces(data, cuts))


def traditional(text: str) -> str:
    """Simplified text, converted character by character as the mirrors do."""
    return text.translate(
        {ord(char): _converter().convert(char) for char in set(text) - _UNCHANGED if char >= "\u4e00"}
    )


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


def _pieces(data: bytes, cuts: str) -> list[bytes]:
    """The bytes, cut before each of the marks, one mark after the other, wherever their bytes stand."""
    pieces = [data]
    for mark in cuts:
        before = re.compile(b"(?=" + re.escape(mark.encode("gbk")) + b")")
        pieces = [part for piece in pieces for part in before.split(piece)]
    return pieces


def _decoded(data: bytes) -> str:
    """GBK read as browsers and web servers read it: a byte that begins no pair gives ? and takes the next one along."""
    shown: list[str] = []
    place = 0
    while place < len(data):
        byte = data[place]
        if byte <= 0x80:
            shown.append("€" if byte == 0x80 else chr(byte))
            place += 1
            continue
        shown.append(_pair(data[place : place + 2]))
        place += 2
    return "".join(shown)


@cache
def _pair(pair: bytes) -> str:
    if len(pair) == 2 and (0x40 <= pair[1] <= 0x7E or 0x80 <= pair[1] <= 0xFE) and pair[0] <= 0xFE:
        return pair.decode("gb18030")
    return "?"
