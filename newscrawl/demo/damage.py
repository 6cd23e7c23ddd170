"""Damage a text the way mirrors of news sites do, so that the demo and the tests have pages to repair.

Three steps: simplified characters become traditional ones by a character map; a reading goes behind fixed characters,
replaced in the GBK bytes wherever those two bytes stand, be it across two characters; the bytes are decoded, a lone byte
and the ASCII byte behind it giving one ?.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import opencc

_UNCHANGED = frozenset(
    "后采干于并范筑杰云征占愿游咨郁岳吁仆朴扑苹凄熏污咸岩涌佣雇柜夸腊棱栖帘宁丑斗谷辟里余乾痹秘群"
)
"""Characters the mirrors' map leaves as they are, since they have a traditional life of their own."""

_BY_READING = """
ài礙 bào報 biān編 biāo標 biǎo錶 bǔ補 cái財 cè測側 chǎng場廠 chǎn產 chéng誠 chuàng創 cóng從 dá達 dài貸 dān擔 dàn彈
dǎng擋 dǎo導 dēng燈 dí敵 diǎn點 diào調 dòng動棟 dú獨 duàn斷 duì對隊 fā發 fàn範販 fàng(放) fèi費 fēng風豐 fù負復 gāng剛
gè個 gōng(工) gòng貢 gòu構購 guān關 guǎng廣 guī規歸 guó國 guò過 hán韓 hù護 huá華 huà畫劃 huán環 huàn換 huì會 huò獲
jī機績 jí級 jì濟計紀 jià價 jiān堅監 jiāng將 jiǎng講獎 jiāo驕 jié結節潔 jīn(今) jǐn謹 jìn進 jīng經驚 jìng淨競 jiù舊
jù據 kāi(開) kè課 kòng(控) lái來 láo勞 lè樂 lí離 lì歷麗 lián聯連 liàn練 liáng糧 liàng輛 líng靈 lǐng領 liú劉 lù錄
luò絡 mǎi買 mài賣 mǎn滿 méi(沒) mó(模) nèi內 nóng農 nǔ(努) pín貧 píng評 qì氣 qiān簽 qián錢 qiáng強 qiáo橋 qīng輕
qǐng請 qíng(情) qū區驅 quán權 quàn勸 què卻 rè熱 rèn認 róng榮 ruǎn軟 sài賽 shàn(善) shāng傷 shè設 shēng聲 shèng勝 shī師詩
shí時實識 shì勢試適 shòu壽 shǔ數 shù數術 shuì稅 shuō說 sī絲 sòng(送) suì歲 sǔn損 suǒ(所) tái臺 tài態 tán談 táng(堂) tè(特)
tí題 tiáo條 tiē貼 tīng廳聽 tóng銅 tǒng統 tuán團 wài(外) wàn萬 wǎng網 wéi圍 wèi衛 wén紋 wěn穩 wèn問 wù務 xì細 xiá(峽)
xià嚇 xiǎn險顯 xiàn現憲 xiāng鄉 xiǎng響 xiàng項 xié協 xiě寫 xīng興 xù續緒 xuǎn選 xué學 xún尋詢 xùn訓 yā壓 yán嚴 yán顏
yàn驗 yáng陽 yàng樣 yào藥 yè業頁 yī醫 yí遺 yì億藝 yīn陰 yín銀 yīng應 yíng營 yǒng擁 yōu優憂 yǔ語 yù預譽 yuán園圓
yuǎn遠 yuè閱躍 yùn運 zá雜 zào(造) zé責則 zèng贈 zhàn戰 zhǎng長漲 zhàng帳賬 zhe(着) zhěn診 zhèn鎮陣 zhèng證 zhī織 zhí執職
zhǐ紙 zhì質製 zhōng鐘 zhòng(重) zhōu(州) zhū豬 zhǔ囑 zhǔn準 zhuǎn轉 zhuàng狀 zǒng(總) zǔ組
"""
