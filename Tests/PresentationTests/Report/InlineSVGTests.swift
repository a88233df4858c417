import Foundation
import FoundationXML
import Testing

@testable import Presentation

@Suite struct InlineSVGTests {
    private static func picture(_ name: String, title: String = "Title") -> ReportPicture {
        ReportPicture(
            name: name, title: title, caption: "A picture", description: "What it shows",
            svg: """
                <?xml version="1.0" encoding="utf-8"  standalone="no"?>
                <svg\u{20}
                 width="1200" height="900"
                 viewBox="0 0 1200 900"
                 xmlns="http://www.w3.org/2000/svg"
                 xmlns:xlink="http://www.w3.org/1999/xlink"
                >
                <title>Gnuplot</title>
                <desc>Produced by GNUPLOT</desc>
                <defs><circle id='gpDot' r='0.5'/><use xlink:href='#gpDot' id="gpPt1"/>
                <pattern id="p1"/></defs>
                <g id="plot_1a"><title>notitle</title>
                <rect fill="url(#p1)"/><text>\u{338}id="x" and href='#y'</text></g>
                </svg>
                """)
    }

    @Test func idsAreThePicturesOwn() throws {
        let text = InlineSVG(Self.picture("cpu")).text
        for part in [
            "id='p-cpu-gpDot'", "href='#p-cpu-gpDot'", "id=\"p-cpu-gpPt1\"", "id=\"p-cpu-p1\"",
            "url(#p-cpu-p1)",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
        let ids = { (text: String) in
            Set(text.matches(of: /\bid=["']([^"']+)["']/).map { String($0.output.1) })
        }
        let other = InlineSVG(Self.picture("downtime")).text
        #expect(ids(text).isDisjoint(with: ids(other).subtracting(["x"])))
        // Words of a picture are not touched, even those that look like ids.
        #expect(text.unicodeScalars.contains("\u{338}"))
        #expect(text.contains("id=\"x\" and href='#y'"))
    }

    /// What is filled with a pattern is printed as an image: lines are lines.
    @Test func hatchesAreLines() {
        let picture = ReportPicture(
            name: "cpu", title: "", caption: "", description: "",
            svg: """
                <svg viewBox="0 0 9 9"><defs>
                <pattern id='gpPat1' patternUnits='userSpaceOnUse' x='0' y='0' width='8' height='8'>
                <path style='fill:none; stroke:rgb(1,2,3)' d='M-4,0 L8,12 M0,-4 L12,8'/>
                </pattern></defs>
                <polygon  fill = 'url(#gpPat1)' points = '0.00,8.00 16.00,8.00 16.00,0.00 0.00,0.00 '/>
                </svg>
                """)
        let text = InlineSVG(picture).text
        #expect(!text.contains("pattern") && !text.contains("url("))
        // y = x + 4, x - 4 and x - 12, where they are in the rectangle.
        let path = "M12.0,0.0 L16.0,4.0 M4.0,0.0 L12.0,8.0 M0.0,4.0 L4.0,8.0"
        #expect(
            text.contains("<path shape-rendering='auto' stroke='rgb(1,2,3)' d='\(path)'/>"),
            "\(text)")
        #expect(XMLParser(data: Data(text.utf8)).parse(), "\(text)")
    }

    @Test func itHasANameAndAForm() {
        let text = InlineSVG(Self.picture("cpu", title: "a < b")).text
        #expect(text.hasPrefix("<svg role=\"img\""))
        #expect(text.contains("aria-labelledby=\"p-cpu-title p-cpu-desc\""))
        #expect(text.contains("viewBox=\"0 0 1200 900\""))
        #expect(text.contains("<title id=\"p-cpu-title\">a &lt; b</title>"))
        #expect(text.contains("<desc id=\"p-cpu-desc\">What it shows</desc>"))
        #expect(!text.contains("Gnuplot") && !text.contains("notitle"))
        #expect(!text.contains("width=\"1200\""))
        #expect(XMLParser(data: Data(text.utf8)).parse(), "\(text)")
    }
}
