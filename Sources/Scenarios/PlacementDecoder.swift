internal import Yams

extension ScenarioDecoder {
    private static let placementKeys = PlacementKey.allCases.map(\.rawValue)

    /// Where both ends go, and what each says for itself.
    func placement(_ node: Node) -> PlacementSettings {
        var settings = PlacementSettings()
        let path = "placement"
        guard
            let map = MappingReader(
                node, path: path, keys: Self.placementKeys + ["source", "destination"],
                context: context)
        else { return settings }
        settings.common = choice(map)
        settings.source = end("source", map)
        settings.destination = end("destination", map)
        return settings
    }

    private func end(_ key: String, _ map: MappingReader) -> PlacementChoice {
        guard let node = map[key],
            let own = MappingReader(
                node, path: map.path(key), keys: Self.placementKeys, context: context)
        else { return PlacementChoice() }
        return choice(own)
    }

    private func choice(_ map: MappingReader) -> PlacementChoice {
        var choice = PlacementChoice()
        for key in PlacementKey.allCases {
            choice = map.value(key.rawValue, choice) { text throws(ValueError) in
                var changed = choice
                try changed.set(key, to: text)
                return changed
            }
        }
        return choice
    }
}
