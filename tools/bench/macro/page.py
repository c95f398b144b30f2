"""Results as one page: how each figure went from run to run, medians as points, the spread of a run's rounds as bars."""
import html
import statistics

METRICS = {"wall": ("Wall time", "s", 1), "cpu": ("CPU time", "s", 1), "memory": ("Peak memory", "MB", 1e6), "stored": ("Stored bytes", "MB", 1e6)}
NAMES = ("dura", "restic", "borg", "duplicity", "tar+par2", "tar")
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 420, 150, 52, 10, 24

STYLE = """
:root { --paper: #fff; --ink: #1b1f24; --faint: #5d6670; --line: #d5dae0; --box: #f3f5f7;
  --s0: #0b6e4f; --s1: #c77700; --s2: #7a4fb5; --s3: #c0182b; --s4: #5d6670; --s5: #1f6fd6; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e8eaed; --faint: #9aa4ae; --line: #373d44; --box: #1e2328;
  --s0: #47b08c; --s1: #f0a030; --s2: #a98ae0; --s3: #ff5c6c; --s4: #9aa4ae; --s5: #6aa8ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: .5rem 1.5rem; }
figure { margin: 0; } figcaption, .note, text { color: var(--faint); fill: var(--faint); font-size: .8rem; }
svg { width: 100%; height: auto; } svg text { font-size: 10px; font-variant-numeric: tabular-nums; }
.legend { list-style: none; padding: 0; display: flex; gap: .25rem 1.25rem; flex-wrap: wrap; }
.grid { stroke: var(--line); } .spread { stroke-width: 1; } .path { fill: none; stroke-width: 1.75; }
""" + "".join(f".s{i} {{ stroke: var(--s{i}); }} .s{i}.dot, b.s{i} {{ fill: var(--s{i}); color: var(--s{i}); }}\n" for i in range(len(NAMES)))


def drawn(runs):
    """The page, whole in itself, of runs in the order in which they were made."""
    names = [name for name in NAMES if any(row["contestant"] == name for run in runs for row in run["steps"])]
    legend = "".join(f'<li><b class="s{NAMES.index(name)}">&#9679;</b> {html.escape(name)}</li>' for name in names)
    parts = ['<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
             f"<title>Dura beside others</title><style>{STYLE}</style><main><h1>Dura beside others</h1>",
             '<p class="note">Each point is the median of a run\'s rounds, the bar behind it goes from the best to the worst round. '
             'Runs stand side by side in the order in which they were made; point at one for its commit and machine.</p>',
             f'<ul class="legend">{legend}</ul>']
    groups = {}
    for run in runs:
        machine = run["machine"]
        groups.setdefault((run["corpus"]["name"], machine["cpu"], machine["cpus"]), []).append(run)
    for (corpus, cpu, cpus), members in groups.items():
        size = members[-1]["corpus"]
        parts.append(f'<h2>{html.escape(corpus)}: {size["files"]} files, {size["bytes"] / 1e6:.0f} MB; '
                     f'{cpus} of {html.escape(cpu)}</h2>')
        for step in dict.fromkeys(row["step"] for run in members for row in run["steps"]):
            charts = [_chart(members, step, metric) for metric in METRICS]
            parts.append(f'<h3>{html.escape(step)}</h3><div class="row">{"".join(charts)}</div>')
    return "\n".join(parts) + "</main></html>\n"


def _chart(runs, step, metric):
    title, unit, scale = METRICS[metric]
    lines = {}
    for at, run in enumerate(runs):
        for row in run["steps"]:
            if row["step"] == step and metric in row:
                lines.setdefault(row["contestant"], []).append((at, [value / scale for value in row[metric]]))
    if not lines:
        return ""
    top = max(value for points in lines.values() for _, values in points for value in values) * 1.08 or 1
    across = lambda at: LEFT + (WIDTH - LEFT - 12) * (at + 0.5) / len(runs)
    down = lambda value: TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)
    shapes = []
    for part in range(4):
        value = top * part / 3
        shapes.append(f'<path class="grid" d="M{LEFT} {down(value):.1f}H{WIDTH - 4}"/>'
                      f'<text x="{LEFT - 6}" y="{down(value) + 3:.1f}" text-anchor="end">{_number(value)}</text>')
    every = max(1, len(runs) // 6)
    for at in range(0, len(runs), every):
        shapes.append(f'<text x="{across(at):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{html.escape(runs[at]["commit"][:7])}</text>')
    for name, points in lines.items():
        kind = f"s{NAMES.index(name)}"
        middle = [(across(at), down(statistics.median(values))) for at, values in points]
        shapes.append(f'<path class="path {kind}" d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in middle)}"/>')
        for (at, values), (x, y) in zip(points, middle):
            run = runs[at]
            told = (f"{name}: {_number(statistics.median(values))} {unit}, {_number(min(values))} to {_number(max(values))}; "
                    f"{run['commit']}, {run['time']}, {run['versions'].get(name, '')}")
            shapes.append(f'<g><title>{html.escape(told)}</title><path class="spread {kind}" d="M{x:.1f} {down(min(values)):.1f}V{down(max(values)):.1f}"/>'
                          f'<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="3"/></g>')
    return (f'<figure><figcaption>{title}, {unit}</figcaption><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-label="{html.escape(step)}: {title}">{"".join(shapes)}</svg></figure>')


def _number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
