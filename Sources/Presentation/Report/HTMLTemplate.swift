/// The page's skeleton: landmarks, headings in order, captions and scopes, so that a screen reader
/// and a keyboard find their way.
///
/// The roles of tables are said aloud: on a narrow screen the style makes blocks of their cells, and a
/// browser would forget that they are cells.
enum HTMLTemplate {
    /// Three braces stand where the text is HTML already; all else is escaped.
    static let text = """
        {{% CONTENT_TYPE: \(ScalarHTML.name)}}
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
        'unsafe-inline'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{title}}</title>
        <style>
        {{{style}}}
        </style>
        </head>
        <body>
        <a class="skip" href="#main">To the answer</a>
        <header>
        <h1>{{title}}</h1>
        {{#lead}}
        <p{{#first()}} class="lead"{{/first()}}>{{.}}</p>
        {{/lead}}
        <nav aria-label="Contents">
        <ul>
        {{#sections}}
        <li><a href="#{{id}}">{{title}}</a></li>
        {{/sections}}
        </ul>
        </nav>
        </header>
        <main id="main" tabindex="-1">
        {{#sections}}
        <section id="{{id}}" aria-labelledby="{{id}}-title">
        <h2 id="{{id}}-title">{{title}}</h2>
        {{#blocks}}
        {{#heading}}
        <h3>{{.}}</h3>
        {{/heading}}
        {{#paragraph}}
        <p>{{.}}</p>
        {{/paragraph}}
        {{#list}}
        {{#first()}}
        <ul>
        {{/first()}}
        <li>{{.}}</li>
        {{#last()}}
        </ul>
        {{/last()}}
        {{/list}}
        {{#code}}
        <pre tabindex="0"><code>{{.}}</code></pre>
        {{/code}}
        {{#table}}
        <div class="table" tabindex="0" role="region" aria-label="{{caption}}">
        <table role="table">
        <caption>{{caption}}</caption>
        <thead role="rowgroup"><tr role="row">
        {{#columns}}
        <th scope="col" role="columnheader"{{#isRight}} class="right"{{/isRight}}>{{text}}</th>
        {{/columns}}
        </tr></thead>
        <tbody role="rowgroup">
        {{#rows}}
        <tr role="row"><th scope="row" role="rowheader">{{head}}</th>
        {{#cells}}
        <td role="cell" data-label="{{label}}"{{#isRight}} class="right"{{/isRight}}>{{text}}</td>
        {{/cells}}
        </tr>
        {{/rows}}
        </tbody>
        </table>
        </div>
        {{/table}}
        {{#picture}}
        <figure>
        {{{svg}}}
        <figcaption>{{caption}}</figcaption>
        </figure>
        {{/picture}}
        {{/blocks}}
        </section>
        {{/sections}}
        </main>
        </body>
        </html>

        """
}
