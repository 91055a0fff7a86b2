#!/usr/bin/env python3
"""A preprocessor of mdBook: links that are right on a forge become right in the web pages.

`../crates/core/src/lib.rs` is a file on a forge. In the web pages there is none, so it becomes its address in the
repository that book.toml names. `howto/README.md` is a page on a forge, and the index of its folder in the web pages.
"""

import json
import posixpath
import re
import sys

FENCE = re.compile(r"^ *(```|~~~)")
LINK = re.compile(r"\]\(([^)\s#:]+)(#[^)\s]*)?\)")


def chapters(items):
    for item in items:
        if isinstance(item, dict) and "Chapter" in item:
            yield item["Chapter"]
            yield from chapters(item["Chapter"]["sub_items"])


def rewritten(content, folder, repository):
    def link(match):
        target, anchor = match.group(1), match.group(2) or ""
        path = posixpath.normpath(posixpath.join("docs", folder, target))
        if path.split("/")[0] == "docs":
            return f"]({re.sub('README.md$', 'index.md', target)}{anchor})"
        return f"]({repository}/blob/HEAD/{path}{anchor})"

    in_code, lines = False, []
    for line in content.split("\n"):
        if FENCE.match(line):
            in_code = not in_code
        lines.append(line if in_code else LINK.sub(link, line))
    return "\n".join(lines)


def main():
    if sys.argv[1:2] == ["supports"]:
        return
    context, book = json.load(sys.stdin)
    repository = context["config"]["output"]["html"]["git-repository-url"]
    for chapter in chapters(book["items"]):
        if chapter["path"]:
            folder = posixpath.dirname(chapter["path"])
            chapter["content"] = rewritten(chapter["content"], folder, repository)
    json.dump(book, sys.stdout)


main()
