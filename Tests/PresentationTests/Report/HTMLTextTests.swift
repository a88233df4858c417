import Testing

@testable import Presentation

@Suite struct HTMLTextTests {
    @Test(arguments: [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("\"it's\"", "&quot;it&#39;s&quot;"),
        // A mark that combines with a sign does not hide it.
        ("<\u{338}script>\u{338}", "&lt;\u{338}script&gt;\u{338}"),
        ("\"\u{301} onload=\"", "&quot;\u{301} onload=&quot;"),
        ("bell\u{7}\r\nline", "bell  \nline"),
        ("größer ≥ 5 %", "größer ≥ 5 %"),
    ])
    func signsAreEscaped(text: String, expected: String) {
        // Scalars: as characters the first text would equal others.
        #expect(Array(HTMLText.escaped(text).unicodeScalars) == Array(expected.unicodeScalars))
    }
}
