/// Delta debugging (Zeller, Hildebrandt 2002): leaves out larger, then smaller pieces as long as the rest still fails.
func shrunk<Element>(_ elements: [Element], whileFails: ([Element]) -> Bool) -> [Element] {
    var rest = elements
    var size = max(1, rest.count / 2)
    while true {
        var start = 0
        var hasChanged = false
        while start < rest.count {
            let candidate = Array(rest[..<start] + rest[min(start + size, rest.count)...])
            if candidate.count < rest.count, whileFails(candidate) {
                rest = candidate
                hasChanged = true
            } else {
                start += size
            }
        }
        if size == 1, !hasChanged { return rest }
        size = max(1, size / 2)
    }
}
