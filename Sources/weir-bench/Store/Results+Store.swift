extension Results {
    var storeRows: [Row] {
        guard !store.isEmpty else { return [] }
        var rows = [
            Row(
                name: "stored and drained, batches of 1,000", unit: "events/s", decimals: 0,
                weir: store.map(\.eventsPerSecond))
        ]
        let wear: [(name: String, values: [Double])] = [
            ("disk per event at 1,000/s, outbox", store.compactMap(\.fast)),
            ("disk per event at 1,000/s, all", store.compactMap(\.fastAll)),
            ("disk per event at 10/s, outbox", store.compactMap(\.slow)),
            ("disk per event at 10/s, all", store.compactMap(\.slowAll)),
        ]
        for row in wear where !row.values.isEmpty {
            rows.append(Row(name: row.name, unit: "bytes", decimals: 0, weir: row.values))
        }
        return rows
    }
}
