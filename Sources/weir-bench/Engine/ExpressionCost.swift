internal import CAllocations
internal import Expressions

/// What one evaluation of a sensor rule's condition takes.
enum ExpressionCost {
    static let text = "temperature > 80.0 && vibration < 7.1"
    private static let count = 10_000_000

    /// Processor time of an evaluation; both sides are evaluated in every second one.
    static func measure() throws(BenchError) -> (nanoseconds: Double, allocations: Double) {
        var environment = Environment()
        environment.declare("temperature", .double, slot: 0)
        environment.declare("vibration", .double, slot: 1)
        let program: Program
        do throws(CompileError) {
            program = try Program.compile(text, in: environment, expecting: .bool)
        } catch {
            throw .miscount("\(text): \(error)")
        }
        var slots: [Value] = [.double(0), .double(3)]
        var hits = 0
        let allocations = weir_allocation_count()
        let begin = ThreadClock.nanoseconds
        for number in 0..<count {
            slots[0] = .double(number & 1 == 0 ? 79 : 81)
            if case .success(true) = slots.withUnsafeBufferPointer({ program.evaluateBool($0) }) { hits += 1 }
        }
        let elapsed = ThreadClock.nanoseconds - begin
        guard hits == count / 2 else { throw .miscount("\(text) was true \(hits) times of \(count)") }
        return (
            Double(elapsed) / Double(count), Double(weir_allocation_count() - allocations) / Double(count)
        )
    }
}
