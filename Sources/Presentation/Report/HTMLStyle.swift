/// How the page looks: on light and dark screens of any width, and on paper.
enum HTMLStyle {
    /// The style sheet.
    static let text = """
        :root {
          --text: #1b1b1b; --page: #ffffff; --soft: #5a5a5a; --line: #c8c8c8; --band: #f3f3f3;
          --link: #00558c; --lead: #8a3c00;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --text: #e6e6e6; --page: #171717; --soft: #a9a9a9; --line: #4a4a4a; --band: #242424;
            --link: #7cc4f5; --lead: #f0ae6c;
          }
          figure svg { background: #ffffff; border-radius: 0.4rem; }
        }
        * { box-sizing: border-box; }
        html { color-scheme: light dark; }
        body {
          margin: 0 auto; max-width: 72rem; padding: 1rem 1.25rem 4rem; background: var(--page);
          color: var(--text); font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif;
        }
        h1 { font-size: 1.7rem; line-height: 1.25; margin: 0.5rem 0 1rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.35rem; margin: 2.5rem 0 0.75rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1.1rem; margin: 1.75rem 0 0.5rem; }
        p, li { max-width: 48rem; overflow-wrap: anywhere; }
        .lead { font-weight: 600; color: var(--lead); }
        a { color: var(--link); }
        a:focus-visible, [tabindex]:focus-visible {
          outline: 3px solid var(--link); outline-offset: 2px;
        }
        main:focus { outline: none; }
        nav ul {
          display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; padding: 0;
        }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { left: 1rem; top: 0.5rem; background: var(--page); padding: 0.25rem 0.5rem; }
        .table { overflow-x: auto; margin: 1rem 0 1.5rem; }
        table { border-collapse: collapse; font-size: 0.93rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
        th, td {
          text-align: left; vertical-align: top; padding: 0.3rem 0.9rem 0.3rem 0.4rem;
          border-bottom: 1px solid var(--line);
        }
        thead th { color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line); }
        tbody th { font-weight: 600; }
        tbody tr:nth-child(even) { background: var(--band); }
        .right { text-align: right; }
        td.right { white-space: nowrap; }
        pre {
          background: var(--band); padding: 0.75rem 1rem; overflow-x: auto; font-size: 0.88rem;
          line-height: 1.4;
        }
        figure { margin: 1.25rem 0 2rem; }
        figure svg { display: block; width: 100%; height: auto; }
        figcaption { color: var(--soft); font-size: 0.93rem; }
        @media screen and (max-width: 40rem) {
          table, caption, tbody, tr, th, td { display: block; }
          thead { position: absolute; left: -100rem; }
          tbody tr { border-bottom: 1px solid var(--line); padding: 0.35rem 0; }
          tbody th, td, td.right { border: 0; padding: 0.1rem 0.4rem; text-align: left; }
          td::before { content: attr(data-label) ": "; color: var(--soft); }
          ul { padding-left: 1.25rem; }
        }
        @media print {
          :root {
            --text: #000000; --page: #ffffff; --soft: #333333; --line: #999999; --band: #f3f3f3;
            --link: #000000; --lead: #000000;
          }
          html { color-scheme: light; }
          body { max-width: none; padding: 0; font-size: 10pt; }
          nav, .skip { display: none; }
          figure svg { max-height: 23cm; }
          figure, tr, pre, .table { break-inside: avoid; }
          h2, h3, caption { break-after: avoid; }
          .table { overflow: visible; }
          pre { white-space: pre-wrap; }
          table { font-size: 8.5pt; }
        }
        @page { margin: 1.6cm; }
        """
}
