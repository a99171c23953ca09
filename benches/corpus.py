#!/usr/bin/env python3
"""Writes a corpus of synthetic policy texts, once as a weibao site and once as a Hugo site.

    corpus.py COUNT FOLDER        writes FOLDER/weibao and FOLDER/hugo

Every name, number and sentence is made up: the city of 澜川 does not exist. The same count gives the same
bytes on every machine, and a smaller corpus is the beginning of a larger one.
"""

import datetime
import random
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
SEED = 20261123
CITY = "澜川市"

ISSUERS = [
    ("人民政府", "政发"), ("人民政府办公室", "政办发"), ("民政局", "民发"), ("教育局", "教发"), ("公安局", "公发"),
    ("司法局", "司发"), ("财政局", "财发"), ("人力资源和社会保障局", "人社发"), ("卫生健康委员会", "卫发"),
    ("住房和城乡建设局", "建发"), ("农业农村局", "农发"), ("文化和旅游局", "文旅发"), ("应急管理局", "应急发"),
    ("市场监督管理局", "市监发"), ("交通运输局", "交发"), ("医疗保障局", "医保发"), ("数据资源管理局", "数发"),
]
CATEGORIES = [
    ("living", "基本生活"), ("schooling", "就学帮扶"), ("health", "医疗康复"), ("safety", "安全防护"),
    ("family", "家庭支持"), ("legal", "法律援助"), ("housing", "住房保障"), ("work", "就业创业"),
]
SUBJECTS = ["民政、救助", "科技、教育", "公安、司法", "卫生、体育", "城乡建设、环境保护", "农业、林业、水利", "综合政务"]
ACTIONS = ["进一步加强", "扎实做好", "规范开展", "统筹推进", "全面落实", "持续改进", "稳妥组织", "细化完善"]
MATTERS = [
    "困境儿童生活保障", "社区日间照料", "农村留守家庭探访", "校园周边安全巡查", "义务教育阶段控辍保学", "临时救助审批",
    "残疾儿童康复服务", "公益法律服务进村", "困难家庭住房修缮", "零工市场建设", "校车通行安全", "基层卫生室药品配备",
    "图书流动站服务", "防汛转移安置", "食品摊点登记", "医疗费用一站结算", "公共数据目录编制", "寄宿学校冬季供暖",
]
KINDS = ["的通知", "的意见", "实施方案的通知", "工作规程的通知", "有关事项的通知"]
PARTIES = ["各县区人民政府", "各乡镇（街道）", "村（居）民委员会", "市直有关部门", "各中小学校", "社会工作服务站", "各定点医疗机构"]
VERBS = ["建立台账", "按月走访", "核对名单", "公开办事指南", "简化申请材料", "明确专人负责", "及时转介", "定期会商", "留存记录", "限时反馈"]
AIMS = [
    "让群众少跑路、少等待", "做到情况清、底数实", "确保不漏一户、不落一人", "把问题解决在最先发现的地方", "使每一笔资金都有去向可查",
    "让需要帮助的家庭找得到人、说得上话",
]
SENTENCES = [
    "{party}要结合本地实际，{verb}，{aim}。",
    "对{matter}中发现的问题，由{party}在五个工作日内{verb}，重要情况当日报告。",
    "凡符合条件的，{party}应当**当场受理**，不得以材料不全为由拒绝登记。",
    "{party}每季度至少开展一次自查，{verb}，并将结果在公示栏张贴不少于七日。",
    "涉及多个部门的事项，由*首先接到*申请的单位负责到底，{aim}。",
    "经费由市、县两级按比例分担，专款专用，{party}不得挤占和挪用。",
    "工作人员应当保护申请人的隐私，未经同意不得向无关人员透露{matter}的有关信息。",
    "各单位要把{matter}列入年度计划，{verb}，做到有部署、有检查、有总结。",
]
HEADS = ["总体要求", "工作任务", "办理流程", "职责分工", "保障措施", "监督检查", "资金管理", "有关说明"]
COUNTIES = ["东渡县", "西岭县", "南浦区", "北原区"]
ORDINALS = "一二三四五六七八九十"
FIRST_DAY = datetime.date(2005, 1, 4)
DAYS = (datetime.date(2026, 10, 30) - FIRST_DAY).days


class Policy:
    """One text; `number` is from 0."""

    def __init__(self, number):
        rng = random.Random(SEED * 1_000_003 + number)
        self.number = number
        self.id = name(number)
        self.day = FIRST_DAY + datetime.timedelta(rng.randrange(DAYS + 1))
        self.written = self.day - datetime.timedelta(rng.randrange(1, 4))
        self.issuer_number = rng.randrange(len(ISSUERS))
        issuer, sign = ISSUERS[self.issuer_number]
        self.issuer = CITY + issuer
        self.title, self.matter = title(number)
        self.description = f"{self.issuer}就{self.matter}提出的要求、流程和分工（合成样例）。"
        self.categories = sorted(rng.sample([id for id, _ in CATEGORIES], rng.choice([1, 1, 2])))
        self.subject = rng.choice(SUBJECTS)
        self.document_number = f"澜{sign}〔{self.written.year}〕{number % 997 + 1}号"
        self.keywords = [self.matter, issuer]
        self.body = body(self, rng)


def name(number):
    return f"doc-{number:06}"


def title(number):
    """The title of a text and the matter it is about."""
    rng = random.Random(SEED * 7_000_003 + number)
    matter = rng.choice(MATTERS)
    return f"关于{rng.choice(ACTIONS)}{matter}工作{rng.choice(KINDS)}（样例{number}）", matter


def sentence(policy, rng):
    return rng.choice(SENTENCES).format(
        party=rng.choice(PARTIES), verb=rng.choice(VERBS), aim=rng.choice(AIMS), matter=policy.matter
    )


def paragraph(policy, rng, count):
    return "".join(sentence(policy, rng) for _ in range(count))


def link(policy, rng):
    """A link to an earlier text, in Markdown with a slot for the address."""
    other = rng.randrange(policy.number) if policy.number else 0
    return f"[《{title(other)[0]}》](<<{name(other)}>>)"


def table(rng):
    rows = ["| 地区 | 受理点 | 年度任务（户） | 完成时限 |", "|---|---|--:|---|"]
    for county in COUNTIES:
        rows.append(f"| {county} | {rng.randrange(3, 40)} | {rng.randrange(60, 999)} | {rng.randrange(3, 13)}月底前 |")
    return "\n".join(rows)


def body(policy, rng):
    heads = rng.sample(HEADS, 4)
    parts = [f"{rng.choice(PARTIES)}、{rng.choice(PARTIES)}：\n\n为做好{policy.matter}，{rng.choice(AIMS)}，现将有关事项通知如下。"]
    for index, head in enumerate(heads):
        parts.append(f"## {ORDINALS[index]}、{head}")
        if index == 1:
            for sub in range(2):
                parts.append(f"### （{ORDINALS[sub]}）{rng.choice(VERBS)}")
                parts.append(paragraph(policy, rng, 2))
            parts.append("\n".join(f"- {sentence(policy, rng)}" for _ in range(2)))
        elif index == 2:
            parts.append("\n".join(f"{n + 1}. {sentence(policy, rng)}" for n in range(3)))
            parts.append(table(rng))
        else:
            parts.append(paragraph(policy, rng, 3))
            parts.append(f"具体要求见{link(policy, rng)}，与本文不一致的，以本文为准。")
    return "\n\n".join(parts) + "\n"


def quoted(values):
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def shared_front(policy):
    """The keys that both forms have."""
    return [
        f'title = "{policy.title}"',
        f'description = "{policy.description}"',
        f"keywords = {quoted(policy.keywords)}",
        f'index_number = "LC-{policy.day.year}-{policy.number + 1}"',
        f'subject = "{policy.subject}"',
        f'issuer = "{policy.issuer}"',
        f'document_number = "{policy.document_number}"',
        f"written = {policy.written}",
        f"issued = {policy.day}",
        'validity = "in-force"',
        f"categories = {quoted(policy.categories)}",
    ]


def text(front, body):
    return "+++\n" + "\n".join(front) + "\n+++\n\n" + body


def weibao_text(policy):
    front = [*shared_front(policy), f"published = {policy.day}"]
    return text(front, policy.body.replace("<<", "").replace(">>", ".md"))


def hugo_text(policy):
    # Hugo is given the address of the page: it need not look it up and does not check it.
    terms = [f'issuers = ["{policy.issuer_number + 1}"]', f'years = ["{policy.written.year}"]']
    front = [*shared_front(policy), *terms, f"date = {policy.written}"]
    return text(front, policy.body.replace("<<", "").replace(">>", ".html"))


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


WEIBAO = {
    "site.toml": f"""# Synthetic: neither the city nor anything else here exists.
name = "{CITY}政策文库（合成样例）"
short_name = "澜川文库"
description = "合成样例：用来测速的政策文库，城市、单位和文件都是编的。"
theme = "bench"
area_code = "0600"
base_url = "https://portal.example/"
page_size = 20
home_title = "政策文库（合成样例）"
updated = 2026-10-30
""",
    "places.toml": f'[[place]]\nid = "city"\nname = "{CITY}"\nkind = "city"\n',
    "hotlines.toml": '[[hotline]]\nid = "city"\nplace = "city"\npurpose = "保护热线（样例）"\nnumber = "2000001"\n',
    "agencies.toml": f'[[agency]]\nid = "civil-affairs"\nname = "{CITY}民政局"\nsummary = "样例单位。"\nduties = ["样例职责"]\n',
    "groups.toml": '[[group]]\nid = "base"\nnumber = 0\nname = "样例对象"\nplain = "样例。"\ncategories = ["living"]\n',
    "categories.toml": "\n".join(
        f'[[category]]\nid = "{id}"\nnumber = {n + 1}\nname = "{label}"\nplain = "样例：{label}。"\n'
        f'lead = [{{ name = "{CITY}民政局", agency = "civil-affairs" }}]\nmeasures = ["样例办法"]\n'
        for n, (id, label) in enumerate(CATEGORIES)
    ),
    "programme.toml": 'model = "样例模式"\nstructure = "样例格局"\n',
    "about/about.md": '+++\ntitle = "关于本站"\ndescription = "合成样例，只用来测速。"\npublished = 2026-10-30\n+++\n\n本站的城市、单位和文件都是编的，只用来测速。\n',
}


def main():
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    weibao, hugo = folder / "weibao", folder / "hugo"
    for path, content in WEIBAO.items():
        write(weibao / "content" / path, content)
    shutil.copytree(HERE / "theme", weibao / "themes/bench")
    shutil.copytree(HERE / "hugo", hugo)
    # weibao squeezes a style sheet; Hugo gets it squeezed.
    style = (HERE / "theme/styles/bench.css").read_text(encoding="utf-8")
    write(hugo / "layouts/_partials/bench.css", style.replace("\n", ""))
    write(hugo / "content/_index.md", '+++\ntitle = "政策文库（合成样例）"\n+++\n')
    write(hugo / "content/policies/_index.md", '+++\ntitle = "政策文件"\n+++\n')
    for id, label in CATEGORIES:
        write(hugo / f"content/categories/{id}/_index.md", f'+++\ntitle = "{label}"\n+++\n')
    for number, (issuer, _) in enumerate(ISSUERS):
        write(hugo / f"content/issuers/{number + 1}/_index.md", f'+++\ntitle = "{CITY}{issuer}"\n+++\n')
    for site in (weibao, hugo):
        (site / "content/policies").mkdir(exist_ok=True)
    size = 0
    for number in range(count):
        policy = Policy(number)
        ours, theirs = weibao_text(policy), hugo_text(policy)
        size += len(ours.encode())
        (weibao / f"content/policies/{policy.id}.md").write_text(ours, encoding="utf-8")
        (hugo / f"content/policies/{policy.id}.md").write_text(theirs, encoding="utf-8")
    print(f"{count} texts, {size / count:.0f} bytes each")


if __name__ == "__main__":
    main()
