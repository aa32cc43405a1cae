"""A replay as one page for people: what was compared, what changes, by which rule, and what was not replayed.

The page stands alone: no script, nothing from elsewhere, and every text of a pack or a record escaped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from string import Template
from typing import Final, get_args

from debridecode.replay.causes import cause
from debridecode.replay.changes import KINDS
from debridecode.replay.run import Replay
from debridecode.replay.totals import OfRule, Shown, Totals
from debridecode.vocabulary import Status

_STATUSES: Final[tuple[str, ...]] = get_args(Status)
_ARROW: Final = "\N{RIGHTWARDS ARROW}"


def replay_page(replay: Replay) -> str:
    """Write a replay as an HTML page.

    Args:
        replay: what was compared, and what came of it.
    """
    totals = replay.totals
    rules = by_reach(totals)
    return _PAGE.substitute(
        title=escape(f"{replay.compared['old pack']} {_ARROW} {replay.compared['new pack']}"),
        style=_STYLE,
        headline=escape(headline(totals)),
        tiles="".join(_tiles(totals)),
        compared=_facts(_compared(replay)),
        statuses=_statuses(totals.statuses),
        kinds=_kinds(totals),
        index=_index(rules, replay) if rules else _NONE,
        rules="".join(_rule(number, *each, replay) for number, each in enumerate(rules, 1)),
        refused=_refused(totals),
    )


def headline(totals: Totals) -> str:
    """What came of a replay, in one sentence."""
    if not totals.replayed:
        return "No encounter could be replayed."
    if not totals.changed:
        return f"No decision changes, of {totals.replayed:,} encounters replayed."
    change = "decision changes" if totals.changed == 1 else "decisions change"
    share = _share(totals.changed, totals.replayed)
    return f"{totals.changed:,} {change}, of {totals.replayed:,} encounters replayed ({share})."


def by_reach(totals: Totals) -> list[tuple[str, OfRule]]:
    """What changes decisions, by its name: first what changes the most encounters."""
    return sorted(totals.rules.items(), key=lambda each: (-each[1].encounters, each[0]))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def _tiles(totals: Totals) -> Iterator[str]:
    refused = sum(totals.not_replayed.values())
    for kind, label, number in (
        ("changed", "changed", totals.changed),
        ("", "decided the same", totals.unchanged),
        ("", "on days on which both packs say the same", totals.same_rules),
        ("refused", "not replayed", refused),
    ):
        marked = f" {kind}" if kind and number else ""
        yield f'<div class="tile{marked}"><b>{number:,}</b> {escape(label)}</div>\n'


def _compared(replay: Replay) -> Iterator[tuple[str, str]]:
    yield from replay.compared.items()
    totals = replay.totals
    yield "rows in the file", f"{totals.rows:,}"
    if totals.first_day is not None:
        yield "dates of service", f"{totals.first_day} to {totals.last_day}"


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    told = (f"<dt>{escape(what)}</dt><dd>{escape(said)}</dd>" for what, said in facts)
    return f"<dl>{''.join(told)}</dl>"


def _statuses(statuses: Mapping[str, Mapping[str, int]]) -> str:
    """Status under the old pack, one row each, by status under the new."""
    if not statuses:
        return _NONE
    rows = []
    for old in _STATUSES:
        cells = [f'<th scope="row">{_words(old)}</th>']
        for new in _STATUSES:
            count = statuses.get(old, {}).get(new, 0)
            kind = "same" if old == new else "moved" if count else "zero"
            cells.append(f'<td class="number {kind}">{count:,}</td>')
        rows.append(cells)
    return _table([f"old {_ARROW} new", *map(_words, _STATUSES)], rows)


def _words(status: str) -> str:
    return escape(status.replace("_", " "))


def _kinds(totals: Totals) -> str:
    rows = [
        [f"<td>{escape(words)}</td>", _number(totals.encounters[kind]), _number(totals.changes[kind])]
        for kind, words in KINDS.items()
        if kind in totals.changes
    ]
    return _table(["What", "Encounters", "Changes"], rows) if rows else _NONE


def _index(rules: Sequence[tuple[str, OfRule]], replay: Replay) -> str:
    rows = []
    for number, (name, of_rule) in enumerate(rules, 1):
        link = (
            f'<a href="#rule-{number}">{_code(name)}</a>'
            if name
            else f'<a href="#rule-{number}">not told</a>'
        )
        title = cause(name, replay.old.chain, replay.new.chain).title
        share = f'<td class="number">{_share(of_rule.encounters, replay.totals.changed)}</td>'
        rows.append([f"<td>{link}</td>", f"<td>{escape(title)}</td>", _number(of_rule.encounters), share])
    return _table(["Rule, parameter, row or table", "Title", "Encounters", "Of those changed"], rows)


def _rule(number: int, name: str, of_rule: OfRule, replay: Replay) -> str:
    """What one rule changes: what it is, what it changes, and some encounters to look at."""
    kinds = (
        f"<li>{escape(KINDS[kind])}: {of_rule.changes[kind]:,}</li>"
        for kind in KINDS
        if kind in of_rule.changes
    )
    return _RULE.substitute(
        number=number,
        name=_code(name) if name else "Not told",
        about=_about(name, replay) if name else f"<p>{escape(_NOT_TOLD)}</p>",
        kinds="".join(kinds),
        shown=_table(_SHOWN, map(_shown, of_rule.shown)),
        count=f"the first {len(of_rule.shown)} of {of_rule.encounters:,}",
    )


def _about(name: str, replay: Replay) -> str:
    of_name = cause(name, replay.old.chain, replay.new.chain)
    title = f"<p><strong>{escape(of_name.title)}</strong>, {escape(of_name.held)}</p>"
    overrides = "".join(f"<li>{escape(each)}</li>" for each in of_name.overrides)
    cites = "".join(f"<li>{escape(each)}</li>" for each in of_name.cites)
    return f"{title}<ul>{overrides}</ul><p>Written in</p><ul>{cites}</ul>"


def _shown(shown: Shown) -> list[str]:
    """One encounter, under the old pack and under the new."""
    old, new = shown.lines
    return [
        _row(shown.row),
        f"<td>{_code(shown.encounter_id)}</td>",
        f'<td class="day">{escape(shown.date_of_service)}</td>',
        f"<td>{_side(shown.status[0], old)}</td>",
        f"<td>{_side(shown.status[1], new)}</td>",
        f'<td class="told">{"<br>".join(_told(*each) for each in shown.told)}</td>',
    ]


def _side(status: str, lines: Sequence[str]) -> str:
    codes = "<br>".join(map(_code, lines)) or "no line"
    return f"<small>{_words(status)}</small><br>{codes}"


def _told(old: str, new: str) -> str:
    """One change. What a finding is of is not said a second time."""
    rule, _, rest = new.partition(": ")
    now = rest if rest and old.startswith(f"{rule}: ") else new
    return f"{escape(old) or 'none'} {_ARROW} {escape(now) or 'none'}"


def _refused(totals: Totals) -> str:
    if not totals.not_replayed:
        return "<p>Every row was replayed.</p>"
    counts = ([f"<td>{escape(why)}</td>", _number(count)] for why, count in totals.not_replayed.items())
    rows = ([_row(row), f"<td>{escape(reason)}</td>"] for row, reason in totals.listed)
    first = f"<p>The first {len(totals.listed)}; all are in not-replayed.csv.</p>"
    return _table(["Why", "Rows"], counts) + first + _table(["Row", "Reason"], rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are written already; headings of numbers stand to the right, as those do."""
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "\n".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>'


def _number(count: int) -> str:
    return f'<td class="number">{count:,}</td>'


def _row(number: int) -> str:
    """The number of a row, as it is looked for."""
    return f'<td class="number">{number}</td>'


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


_NONE: Final = "<p>Nothing.</p>"
_SHOWN: Final = ("Row", "Encounter", "Date of service", "Old", "New", "By this")
_NOT_TOLD: Final = (
    "The packs differ in more than one thing on these days, and neither decision names any of it. What "
    "differs may stand behind a fact that a rule asks for."
)
_RULE: Final = Template("""\
<section class="rule" id="rule-$number">
<h3>$name</h3>
$about
<p>Changed</p>
<ul class="kinds">$kinds</ul>
<p class="count">Encounters to look at: $count</p>
$shown
</section>
""")
_STYLE: Final = """\
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6675; --paper: #ffffff; --panel: #f4f6f8;
  --edge: #d9dfe5; --accent: #0b5fa5; --moved: #a04a00; --moved-paper: #fdf0e3; --refused: #a3122a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e9ef; --soft: #9aa7b6; --paper: #14181d; --panel: #1d232a; --edge: #343d47;
    --accent: #7cb8f2; --moved: #f0a35c; --moved-paper: #33261a; --refused: #ff8a9b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 .75rem; padding-bottom: .3rem;
  border-bottom: 1px solid var(--edge); }
h3 { font-size: 1rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: .4rem 0; max-width: 46rem; }
a { color: var(--accent); }
code { font: .92em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
small, .count, .above { color: var(--soft); }
.above { font-size: .85rem; letter-spacing: .04em; text-transform: uppercase; margin: 0 0 .25rem; }
.headline { font-size: 1.15rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem;
  margin: 1.5rem 0 0; }
.tile { background: var(--panel); border: 1px solid var(--edge); border-radius: .5rem; padding: .8rem 1rem;
  color: var(--soft); font-size: .9rem; line-height: 1.35; }
.tile b { display: block; font-size: 1.6rem; font-weight: 650; color: var(--ink);
  font-variant-numeric: tabular-nums; }
.tile.changed b { color: var(--moved); }
.tile.refused b { color: var(--refused); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid var(--edge); }
thead th { color: var(--soft); font-weight: 600; font-size: .85rem; }
tbody th { font-weight: 400; }
.number { font-variant-numeric: tabular-nums; }
.day { white-space: nowrap; }
.told { width: 40%; overflow-wrap: anywhere; }
.moved { color: var(--moved); font-weight: 650; }
.zero { color: var(--soft); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 3rem; }
.rule { background: var(--panel); border: 1px solid var(--edge); border-radius: .5rem; padding: 1rem 1.25rem;
  margin: 1rem 0; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
.kinds { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
.kinds li { background: var(--moved-paper); color: var(--moved); border-radius: 1rem; padding: .1rem .7rem;
  font-size: .88rem; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
@media print {
  :root { --ink: #000; --soft: #444; --paper: #fff; --panel: #fff; --edge: #bbb; --accent: #000;
    --moved: #000; --moved-paper: #fff; --refused: #000; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; } .wide { overflow: visible; }
  h2, h3 { break-after: avoid; } tr, .tile, dl { break-inside: avoid; } thead { display: table-header-group; }
  .kinds li { border: 1px solid var(--edge); }
}
"""
_PAGE: Final = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Replay: $title</title>
<style>
$style</style>
</head>
<body>
<main>
<header>
<p class="above">A pack change, replayed over past encounters</p>
<h1>$title</h1>
<p class="headline">$headline</p>
<div class="tiles">
$tiles</div>
</header>
<h2>What was compared</h2>
$compared
<div class="pair">
<section>
<h2>Status</h2>
$statuses
</section>
<section>
<h2>What changes</h2>
$kinds
</section>
</div>
<h2>By rule</h2>
<p>What differs between the packs and shows in the decisions that change. One encounter may change by
several.</p>
$index
$rules
<h2>Not replayed</h2>
$refused
<h2>How to read this page</h2>
<p>Each encounter was decided with both packs on its own date of service, whatever payer it names, from the
record as it stands in the file. What the packs say is compared; what a payer will do is not known here.</p>
<p>A change is put down to what differs between the packs: first among the names that the changed line or
finding itself holds, then among all that the two decisions name. That may have brought the change about;
where several are named, not each of them need have.</p>
<p>Steps, sources and titles that read otherwise are no change. Other services and wounds are counted and not
named, and no text of the record is on this page. Every change is a row of changes.csv.</p>
</main>
</body>
</html>
""")
