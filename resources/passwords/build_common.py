"""Writes `common.txt`: run this, then `python -m resources.manifest`; see SOURCES.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

OUT: Final = Path(__file__).with_name("common.txt")

WALKS: Final = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "qweasdzxc", "147258369", "789456123",
    "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6", "a1s2d3f4g5h6", "zaq1xsw2cde3vfr4", "159357",
    "!@#$%^&*()",
)  # fmt: skip
_SURNAMES: Final = (
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng"
    " liang xie song tang deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye"
    " cheng wei su lv ding ren lu yao shen zhong cui tan fan"
)
_GIVEN: Final = (
    "wei fang na min jing li qiang lei jun yang yong yan jie tao ming chao xiu xia ping gang gui"
    " ying hua mei lan hong bo hui ling dan ning xin yu hao peng fei bin long kai rui jian feng"
)
_PINYIN: Final = (
    "mima denglu guanliyuan yonghu xitong zhengwu fuwu bianmin bianminfuwu xiangzhen zhenzhengfu"
    " xingzheng shenpi minzheng shebao yibao hukou jiedao cunwei cunweihui juweihui dating"
    " chuangkou bangong bangongshi gongzuo diannao kaiji woaini woaiwo wo5201314 aini baobao laopo"
    " laogong mama baba haizi jiayou pingan xingfu kuaile facai gongxi xinnian chunjie zhongguo"
    " beijing shanghai guangzhou shenzhen chengdu sichuan chongqing tianxia zuguo renmin renminbi"
    " wangluo shouji dianhua anquan jiankang meili piaoliang xiaoxin nihao zaijian xiexie meiyou"
    " buzhidao suibian suiyi moren ceshi shiyan yanshi linshi gongan jingcha zhengfu xianwei"
    " xianzhengfu shengzheng keji jishu yunwei weihu"
)
_CHINESE: Final = (
    "密码 我的密码 口令 登录 管理员 用户 系统 政务 服务 便民 便民服务 便民服务中心 政务服务 乡镇"
    " 镇政府 县政府 民政 社保 医保 户口 村委会 窗口 办公室 电脑 我爱你 我爱中国 老婆 老公 宝宝"
    " 妈妈 爸爸 平安 幸福 快乐 发财 新年快乐 中国 北京 上海 成都 四川 祖国 人民 安全 健康 你好"
    " 谢谢 测试 演示 临时 默认 随便 不知道 加油 为人民服务 春天 夏天 秋天 冬天 今天 明天"
)
_ENGLISH: Final = (
    "password passwd passphrase pass admin administrator root user guest test tester demo default"
    " login logon signin welcome letmein access secret master manager system server service office"
    " computer windows microsoft huawei lenovo xiaomi apple iphone samsung internet network"
    " database oracle mysql counter township county government public security police safety"
    " changeme newpassword temp temporary hello goodbye iloveyou love lover baby angel princess"
    " prince sunshine moonlight flower dragon tiger monkey panda eagle horse football basketball"
    " soccer baseball superman batman spiderman starwars pokemon summer winter spring autumn"
    " monday tuesday wednesday thursday friday saturday sunday january february march april june"
    " july august september october november december family mother father sister brother friend"
    " happy lucky money freedom whatever nothing trustno one shadow killer hunter ranger soldier"
    " china chinese beijing shanghai nihao abc abcd abcabc aaa qwe asd zxc qwert asdf asdfg zxcv"
    " zxcvb xxx"
)


def walks() -> Iterator[str]:
    """Yield every stretch of a walk over the keyboard, both ways."""
    for row in WALKS:
        for way in (row, row[::-1]):
            for length in range(4, min(len(way), 12) + 1):
                for start in range(len(way) - length + 1):
                    yield way[start : start + length]


def figures() -> Iterator[str]:
    """Yield repeated signs, lucky numbers, years and days."""
    for sign in "0123456789abcdefghijklmnopqrstuvwxyz":
        for length in range(4, 11):
            yield sign * length
    for pair in ("12", "21", "10", "01", "69", "88", "66", "ab", "qw", "52", "13", "14"):
        for times in range(2, 6):
            yield pair * times
    yield from ("5201314", "1314520", "520520", "13145200", "1688", "8888", "6666", "112233")
    yield from (str(year) for year in range(1940, 2041))
    for month in range(1, 13):
        for day in range(1, 32):
            yield f"{month:02}{day:02}"


def words() -> Iterator[str]:
    """Yield words, and names of two syllables or three."""
    for each in (_PINYIN, _CHINESE, _ENGLISH, _SURNAMES):
        yield from each.split()
    for surname in _SURNAMES.split():
        for given in _GIVEN.split():
            yield surname + given


def common() -> list[str]:
    """Return the whole list, sorted."""
    return sorted({word.casefold() for each in (walks(), figures(), words()) for word in each})


if __name__ == "__main__":
    OUT.write_text("\n".join(common()) + "\n", encoding="utf-8", newline="\n")
