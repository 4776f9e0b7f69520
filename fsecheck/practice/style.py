"""How the page looks, on a screen and on paper."""

from typing import Final

STYLE: Final = """
:root { --ink: #1d2733; --soft: #566373; --line: #d5dce4; --back: #f4f6f8; --track: #dfe5ec;
  --ok: #1f7a4d; --over: #b3261e; --unknown: #7a5c00; }
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  color: var(--ink); background: var(--back); }
body { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 0 0 .25rem; }
h3 { font-size: 1.05rem; line-height: 1.3; margin: 0; }
p { margin: .35rem 0; }
header p, footer p, .note { color: var(--soft); }
.note { font-size: .875rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; }
a { color: #1a5fb4; }
.mk { margin-top: 2rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: 1rem; }
.figure { background: #fff; border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.15rem;
  margin-top: 1rem; }
.cards .figure { margin-top: .5rem; }
.badge { margin: 0; padding: .05rem .6rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .875rem;
  font-weight: 600; white-space: nowrap; }
.ok { color: var(--ok); } .over { color: var(--over); } .unknown { color: var(--unknown); }
.share { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; margin: .5rem 0 0; }
.aim { margin-left: auto; color: var(--soft); }
.share strong { font-size: 1.75rem; line-height: 1.2; }
.plain { color: var(--ink); }
.gauge { display: block; width: 100%; height: 1.75rem; margin: .25rem 0 .5rem; }
.track { fill: var(--track); } .fill { fill: currentColor; }
.mark { stroke: var(--ink); stroke-width: 2.5; }
.cells { height: .625rem; width: auto; margin-left: .4rem; color: var(--ok); vertical-align: baseline; }
.cells.full { color: var(--over); }
.table { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .925rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); border-bottom-width: 2px; }
td:last-child, th:last-child { padding-right: 0; }
.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
.texts { margin-top: 2.5rem; font-size: .875rem; }
.texts ul { padding-left: 1.1rem; } .texts li { margin: .35rem 0; }
@media print {
  @page { margin: 15mm 12mm; }
  html { background: #fff; font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  .mk + .mk { break-before: page; }
  .cards .figure, tr, li { break-inside: avoid; }
  thead { display: table-header-group; }
  h2, h3,   .figure { border-color: #999; }
  .gauge, .cells, .badge { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""
