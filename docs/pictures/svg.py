#!/usr/bin/env python3
"""What a terminal was told, on standard input, as an SVG on standard output. It loads nothing, no fonts either."""

import sys

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

THEME = TerminalTheme((255, 255, 255), (31, 35, 40), [(31, 35, 40)] * 8)
FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {terminal_height}" role="img">
<style>
.{unique_id}-matrix {{ font: {char_height}px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="{width}" height="{terminal_height}" rx="8" fill="#fff" stroke="#d0d7de"/>
<g transform="translate({terminal_x}, 6)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""

text = Text.from_ansi(sys.stdin.read())
console = Console(record=True, width=72, file=open("/dev/null", "w"), force_terminal=True, color_system="256")
console.print(text, soft_wrap=False)
print(console.export_svg(title="", theme=THEME, code_format=FORMAT, unique_id="t"), end="")
