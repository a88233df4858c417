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
