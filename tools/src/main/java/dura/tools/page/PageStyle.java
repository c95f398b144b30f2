package dura.tools.page;

/// How the page looks: light or dark as the reader has it, one column, light on paper. Colours that
/// people with any colour vision tell apart, and forms besides.
final class PageStyle {
  private PageStyle() {}

  static final String SHEET = """

      :root { --paper: #fff; --ink: #1b1f24; --faint: #5d6670; --line: #d5dae0; --box: #f3f5f7;
        --good: #9db4c7; --repaired: #2a7f62; --repairable: #c77700; --unsure: #7a4fb5; --lost: #c0182b; }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #14171a; --ink: #e8eaed; --faint: #9aa4ae; --line: #373d44; --box: #1e2328;
          --good: #4d6478; --repaired: #47b08c; --repairable: #f0a030; --unsure: #a98ae0; --lost: #ff5c6c; }
      }
      @media print {
        :root { --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --box: #fff;
          --good: #b4c4d2; --repaired: #2a7f62; --repairable: #c77700; --unsure: #7a4fb5; --lost: #c0182b; }
        body { font-size: 10pt; }
        main { max-width: none; padding: 0; }
        article, .group, svg { break-inside: avoid; }
        h2, h3 { break-after: avoid; }
      }
      * { box-sizing: border-box; }
      html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
      main { max-width: 54rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
      h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
      h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
      h3 { font-size: 1rem; font-weight: 600; margin: 1.25rem 0 .35rem; }
      code, pre { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
        font-size: .9em; overflow-wrap: anywhere; }
      pre { margin: .35rem 0 .5rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px;
        background: var(--box); white-space: pre-wrap; }
      small, .note, figcaption, footer { color: var(--faint); font-size: .85rem; }
      p { margin: .4rem 0; }
      ul, ol { padding-left: 1.3rem; margin: .4rem 0; }
      .verdict { border-left: .5rem solid; padding: .75rem 1rem; border-radius: 6px; background: var(--box); }
      .verdict strong { display: block; font-size: 1.15rem; }
      .verdict.good { border-color: var(--repaired); }
      .verdict.repaired { border-color: var(--repaired); }
      .verdict.repairable { border-color: var(--repairable); }
      .verdict.unsure { border-color: var(--unsure); }
      .verdict.lost { border-color: var(--lost); }
      .counts, .legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem; }
      .counts { margin: 1rem 0; }
      .counts li { border: 1px solid var(--line); border-radius: 6px; padding: .35rem .75rem; color: var(--faint);
        font-size: .9rem; }
      .counts b { display: block; font-size: 1.25rem; line-height: 1.2; color: var(--ink);
        font-variant-numeric: tabular-nums; }
      .legend { gap: .25rem 1.1rem; font-size: .9rem; margin-top: 1.5rem; }
      .legend svg { width: .9rem; height: .9rem; vertical-align: -.1em; }
      .map { display: block; max-width: 100%; height: auto; margin: .35rem 0; }
      .group { margin: .75rem 0; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px; }
      .row { display: flex; flex-wrap: wrap; gap: .25rem 2rem; }
      figure { margin: 0; max-width: 100%; }
      path.good { fill: var(--good); } path.repaired { fill: var(--repaired); }
      path.repairable { fill: var(--repairable); } path.unsure { fill: var(--unsure); } path.lost { fill: none; stroke: var(--lost); stroke-width: 2.4; }
      .tag { display: inline-block; border: 1.5px solid; border-radius: 4px; padding: 0 .4rem; font-size: .8rem;
        font-weight: 600; line-height: 1.4; }
      .tag.good { color: var(--faint); } .tag.repaired { color: var(--repaired); }
      .tag.repairable { color: var(--repairable); } .tag.unsure { color: var(--unsure); } .tag.lost { color: var(--lost); }
      .alarms, .files { font-size: .9rem; }
      .files { list-style: none; padding: 0; }
      .files li { padding: .15rem 0; border-bottom: 1px solid var(--line); }
      footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .5rem; }
      footer dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; }
      footer dd { margin: 0; overflow-wrap: anywhere; }
      """;
}
