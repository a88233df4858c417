import Testing

/// The nightly examples agree on what fails a night.
@Suite struct NightlyTests {
    /// No baseline and no answer are told; all else that is not 0 fails.
    @Test func noExampleFailsForWantOfRuns() throws {
        let github = try Repository.text(of: "docs/ci/github-nightly.yml")
        #expect(github.contains("            4) echo \"::warning::"))
        #expect(github.contains("            6) echo \"::warning::"))
        #expect(github.contains("            *) exit \"$code\" ;;"))
        #expect(
            try Repository.text(of: "docs/ci/gitlab-nightly.yml").contains("exit_codes: [4, 6]"))
        #expect(
            try Repository.text(of: "docs/ci/bench-nightly.service").contains(
                "SuccessExitStatus=4 6"))
    }

    /// The first night there is no baseline to prove the gate on.
    @Test func theGateIsProvenOnlyOnABaseline() throws {
        #expect(
            try Repository.text(of: "docs/ci/github-nightly.yml")
                .contains("if: vars.BENCH_BASELINE != ''"))
        #expect(
            try Repository.text(of: "docs/ci/gitlab-nightly.yml")
                .contains("if [ -n \"$BENCH_BASELINE\" ];"))
    }
}
