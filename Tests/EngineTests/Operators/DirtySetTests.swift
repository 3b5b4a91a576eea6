import TestSupport
import Testing

@testable import Engine

@Suite struct DirtySetTests {
    @Test(
        "a set is walked in ascending order and holds what was put in, one by one or at once",
        arguments: [1, 64, 65, 300])
    func walk(capacity: Int) {
        let seed = Trials.seed()
        var random = SeededGenerator(seed)
        var set = DirtySet(capacity: capacity)
        for _ in 0..<200 {
            var expected: Set<Int> = []
            let single = (0..<Int.random(in: 0...9, using: &random)).map { _ in
                Int.random(in: 0..<capacity, using: &random)
            }
            for member in single { set.insert(member) }
            let together = (0..<Int.random(in: 0...9, using: &random)).map { _ in
                Int.random(in: 0..<capacity, using: &random)
            }
            var list: [Int32] = [-1]
            set.insert(Marks(together, list: &list), list)
            expected.formUnion(single)
            expected.formUnion(together)
            if let gone = single.first {
                set.remove(gone)
                expected.remove(gone)
            }
            #expect(set.isEmpty == (single.isEmpty && together.isEmpty), "seed \(seed)")
            var walked: [Int] = []
            var start = 0
            while let member = set.removeFirst(from: start) {
                walked.append(member)
                start = member
            }
            #expect(walked == expected.sorted(), "seed \(seed)")
            #expect(set.removeFirst(from: 0) == nil)
            set.look()
            #expect(set.isEmpty)
        }
    }
}
