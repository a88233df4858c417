public import Scenarios
internal import Results
internal import Yams

/// Files of gate rules: YAML in, ``GateRules`` out.
///
///     minimum_repetitions: 8
///     minimum_effect: 2%
///     rules:
///       - {metric: total_ms, max_regression: 5%}
///       - {metric: downtime_ms, max_regression: 10%, max_absolute: 1,
///          where: [workload=hotset, "transport=tcp,multifd"]}
public enum GateRulesFile {
    /// Reads rules from a file; throws ``ScenarioErrors`` with every mistake and its place.
    public static func read(path: String) throws(ScenarioErrors) -> GateRules {
        try decode(try YAMLFile.text(try YAMLFile.bytes(path), file: path), file: path)
    }

    /// Reads rules from a text; `file` is the name for errors.
    public static func decode(_ text: String, file: String) throws(ScenarioErrors) -> GateRules {
        try YAMLFile.decode(text, file: file, of: "rules") { root, context in
            rules(root, context)
        }
    }

    private static func rules(_ root: Node, _ context: DecodingContext) -> GateRules? {
        let keys = ["minimum_repetitions", "minimum_effect", "rules"]
        guard let file = MappingReader(root, path: "", keys: keys, context: context) else {
            return nil
        }
        file.require("rules", example: "rules: [{metric: total_ms, max_regression: 5%}]")
        var result = GateRules(rules: [])
        result.minimumRepetitions = file.value(
            "minimum_repetitions", result.minimumRepetitions, repetitions)
        result.clarity.minimumEffect = file.value(
            "minimum_effect", result.clarity.minimumEffect, PercentText.share)
        let effect = result.clarity.minimumEffect
        result.rules = file.elements("rules") { rule($0, $1, atLeast: effect, context) } ?? []
        if file["rules"] != nil, result.rules.isEmpty, context.isClean {
            context.report(
                ValueError("no rule at all", allowed: "one or more"), at: file["rules"]?.mark)
        }
        return result
    }

    private static func rule(
        _ node: Node, _ path: String, atLeast effect: Double, _ context: DecodingContext
    ) -> GateRules.Rule? {
        let keys = ["metric", "max_regression", "max_absolute", "where"]
        guard let map = MappingReader(node, path: path, keys: keys, context: context) else {
            return nil
        }
        map.require("metric", example: "metric: total_ms")
        map.require("max_regression", example: "max_regression: 5%")
        let metric = map.value("metric", nil) { (text) throws(ValueError) in
            try Optional(Metric.named(text))
        }
        let share = map.value("max_regression", nil) { (text) throws(ValueError) in
            try Optional(PercentText.share(text))
        }
        let absolute = map.value("max_absolute", 0, amount)
        let conditions = map.list("where") { (text) throws(ValueError) in
            try RowFilter(parsing: text)
        }
        guard let metric, let share else { return nil }
        if let objection = objection(to: share, of: metric, atLeast: effect) {
            context.report(objection, at: map["max_regression"]?.mark)
        }
        return GateRules.Rule(
            metric: metric, maximumRegression: share, maximumAbsolute: absolute,
            conditions: conditions ?? [])
    }

    /// What is wrong with a limit; nil where nothing is.
    private static func objection(
        to share: Double, of metric: Column, atLeast effect: Double
    ) -> ValueError? {
        let percent: (Double) -> String = { share in
            let value = (share * 1e4).rounded() / 100
            return value == value.rounded() ? "\(Int(value))%" : "\(value)%"
        }
        if share < effect {
            return ValueError(
                "a change of \(percent(share)) is too small for a word",
                allowed: "\(percent(effect)), the minimum_effect, or more")
        }
        guard metric.polarity == .higherIsBetter, share >= 1 else { return nil }
        return ValueError(
            "\(metric.name) cannot fall by more than all of it", allowed: "less than 100%")
    }

    private static func repetitions(_ text: String) throws(ValueError) -> Int {
        let allowed = RatioInterval.smallestGroup...10_000
        guard let value = Int(text), allowed.contains(value) else {
            throw ValueError(
                "\(quoted(text)) is no number of repetitions",
                allowed: "\(allowed.lowerBound) to \(allowed.upperBound)")
        }
        return value
    }

    private static func amount(_ text: String) throws(ValueError) -> Double {
        guard let value = Double(text), (0...1e30).contains(value) else {
            throw ValueError(
                "\(quoted(text)) is no amount", allowed: "0 or more, in the metric's unit")
        }
        return value
    }
}
