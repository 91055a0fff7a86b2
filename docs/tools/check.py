#!/usr/bin/env python3
"""check.py DIR: every link within the web pages in DIR leads to a file and, where it names one, to an element of it."""

import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.ids.add(attributes["id"])
        for name in ("href", "src"):
            if attributes.get(name):
                self.links.append(attributes[name])


root = pathlib.Path(sys.argv[1]).resolve()
# The page of all pages repeats their links from another folder.
pages = {path: Page(path) for path in root.rglob("*.html") if path.name not in ("print.html", "404.html", "toc.html")}
links, dead = 0, []
for path, page in pages.items():
    for link in page.links:
        parts = urllib.parse.urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        links += 1
        target = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
        if target.is_dir():
            target /= "index.html"
        anchor = urllib.parse.unquote(parts.fragment)
        if not target.is_relative_to(root) or not target.is_file():
            dead.append(f"{path.relative_to(root)}: {link}")
        elif anchor and target in pages and anchor not in pages[target].ids:
            dead.append(f"{path.relative_to(root)}: {link}: there is no such place in the page")
if not links:
    dead.append(f"there are no links in {root}")
print("\n".join(dead) or f"{len(pages)} pages, {links} links lead somewhere")
sys.exit(bool(dead))
