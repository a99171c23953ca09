"""Whether both sites say the same: the pages of the texts, word by word and tag by tag."""

import html
import re

# At most so many pages are compared, evenly spread.
MOST = 2000


def differences(ours, theirs):
    """Pages compared; pages whose words differ; tags that one has more often in its texts, as a sorted list.

    The neighbours are left out: texts of one day stand in an order of each generator's own.
    """
    names = sorted(path.name for path in ours.glob("doc-*.html"))
    names = names[:: max(1, len(names) // MOST)]
    other_words, tags = 0, set()
    for name in names:
        our_words, our_tags = page(ours / name)
        their_words, their_tags = page(theirs / name)
        other_words += our_words != their_words
        tags |= {tag for tag in {*our_tags, *their_tags} if our_tags.count(tag) != their_tags.count(tag)}
    return {"pages": len(names), "words": other_words, "tags": sorted(tags)}


def page(file):
    """All words of a page without white space, and the tags of its text."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r'<style>.*?</style>|<nav class="pager">.*?</nav>', "", text, flags=re.S)
    article = re.search(r"<article>.*</article>", text, flags=re.S)
    tags = re.findall(r"<([a-z0-9]+)", article.group(0)) if article else []
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", text))), tags
