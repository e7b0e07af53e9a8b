"""What a careful reader marks as a designation in the Chinese texts of ../shared/data/reports_zh.jsonl.

Made by reading all 65 texts. Source id -> the designations in order, one for each mention, with the plain
hyphen; a text that is not named holds none. Marked is a code with its number, and a clause that follows it.
Not marked: a code alone (GB/T), an edition alone (2015 版, 国标1984年版), a clause alone, a standard that is
called by its title or by a nickname (新国标), codes of places and of messages.
"""

KEY: dict[str, tuple[str, ...]] = {
    "gh:SmallChi/JT808#11": ("JT/T 808-2019",),
    "gh:SmallChi/JT809#3": ("JT 809",),
    "gh:guanzhi/GmSSL#1166": ("GB/T 17964",),
    "gh:alipay/tls13-sm-spec#29": ("ISO/IEC 18033-3",),
    "gh:w3c/clreq#510": ("GB/T 15834-2011", "GB/T 15834-2011"),
    "gh:w3c/clreq#365": ("GB/T 15834", "GB/T 15834"),
    "gh:aaranxu/chinese-copywriting-guidelines#3": ("GB/T 15834",),
    "gh:lxgw/LxgwNeoXiHei#2": ("GB/T 15834-2011, 5.2.1",),
    "gh:CNMan/UnicodeCJK-WuBi06#7": ("GB 18030-2005", "GB 18030-2005"),
    "gh:648540858/wvp-GB28181-pro#1487": ("GB/T 28181-2022",),
    "gh:chengxiaosheng/libgb28181#14": ("GB 28181-2022",),
    "url:https://scholarmate.com/S/nJKoU1": ("GB 17761-2018",),
    "areacodes-errata:47": ("GB/T 2260-2002",),
}

WITHOUT_A_CODE: dict[str, tuple[str, ...]] = {
    "gh:guanzhi/GmSSL#169": ("0003.4-2012",),
    "gh:alipay/tls13-sm-spec#29": ("18038-3",),
    "gh:mcxiaoke/mqtt#38": ("MQTT v3.1.1",),
}
"""Mentions whose code or number the reader has to know: a person tells whose they are, a program guesses."""
