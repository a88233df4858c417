/// A drawing of gnuplot's as a part of a page: with a name for who does not see it, and ids that
/// are nobody else's there.
struct InlineSVG {
    /// The element.
    let text: String

    /// Takes what gnuplot drew.
    init(_ picture: ReportPicture) {
        let prefix = "p-\(picture.name)-"
        let title = HTMLText.escaped(picture.title)
        let description = HTMLText.escaped(picture.description)
        var parts: [String] = []
        // The title and the description of gnuplot say only who drew it.
        var isNaming = false
        var hatches = SVGHatches()
        for piece in Self.pieces(picture.svg) {
            switch piece {
            case .text(let text): if !isNaming, !parts.isEmpty { parts.append(text) }
            case .tag(let tag):
                if tag.hasPrefix("<svg") {
                    parts.append(
                        "<svg role=\"img\" aria-labelledby=\"\(prefix)title \(prefix)desc\" "
                            + "xmlns=\"http://www.w3.org/2000/svg\" "
                            + "xmlns:xlink=\"http://www.w3.org/1999/xlink\""
                            + Self.viewBox(tag) + ">\n"
                            + "<title id=\"\(prefix)title\">\(title)</title>\n"
                            + "<desc id=\"\(prefix)desc\">\(description)</desc>")
                } else if tag.hasPrefix("<title") || tag.hasPrefix("<desc") {
                    isNaming = true
                } else if tag.hasPrefix("</title") || tag.hasPrefix("</desc") {
                    isNaming = false
                } else if !parts.isEmpty {
                    parts.append(hatches.replacement(for: tag) ?? Self.renamed(tag, prefix))
                }
            }
        }
        text = parts.joined()
    }

    private enum Piece {
        case tag(String)
        case text(String)
    }

    /// Tags, and what stands between them; gnuplot writes no `>` into a tag.
    ///
    /// By Unicode scalars: a text may begin with a mark that combines with the `>` before it.
    private static func pieces(_ svg: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = svg.unicodeScalars[...]
        while let start = rest.firstIndex(of: "<") {
            if start > rest.startIndex { pieces.append(.text(String(rest[..<start]))) }
            guard let end = rest[start...].firstIndex(of: ">") else { break }
            let next = rest.index(after: end)
            pieces.append(.tag(String(rest[start..<next])))
            rest = rest[next...]
        }
        return pieces
    }

    /// ` viewBox="0 0 1200 900"`, as the drawing has it.
    private static func viewBox(_ tag: String) -> String {
        tag.firstMatch(of: /viewBox="[0-9. ]+"/).map { " \($0.output)" } ?? ""
    }

    /// A tag whose ids, and links to such, are the picture's own.
    private static func renamed(_ tag: String, _ prefix: String) -> String {
        tag.replacing(/\bid=(["'])/) { "id=\($0.output.1)\(prefix)" }
            .replacing(/href=(["'])#/) { "href=\($0.output.1)#\(prefix)" }
            .replacing(/url\(#/) { _ in "url(#\(prefix)" }
    }
}
