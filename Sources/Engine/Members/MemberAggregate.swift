internal import Expressions

/// An aggregate of the present values of several devices. A member without a value, or one that is stale, takes no part.
public enum MemberAggregate: String, Sendable, Equatable, CaseIterable {
    case sum, mean, min, max, count, any, all

    /// Of the values handed in so far.
    struct Partial {
        private var count = 0
        private var trueCount = 0
        private var hasFlags = false
        private var sum = 0.0
        private var least = Double.infinity
        private var greatest = -Double.infinity

        mutating func add(_ value: Expressions.Value) {
            switch value {
            case .double(let number): add(number)
            case .int(let number): add(Double(number))
            case .bool(let flag):
                hasFlags = true
                if flag { trueCount += 1 }
                add(flag ? 1 : 0)
            case .string: count += 1
            default: break
            }
        }

        private mutating func add(_ number: Double) {
            count += 1
            sum += number
            least = Swift.min(least, number)
            greatest = Swift.max(greatest, number)
        }

        /// Of a boolean only those that are true are counted. Nothing is known of no members but their number, and that
        /// none of them is true.
        func result(_ aggregate: MemberAggregate) -> Expressions.Value {
            switch aggregate {
            case .count: return .double(Double(hasFlags ? trueCount : count))
            case .any: return .bool(trueCount > 0)
            case .all where count > 0: return .bool(trueCount == count)
            case .sum where count > 0: return .double(sum)
            case .mean where count > 0: return .double(sum / Double(count))
            case .min where count > 0: return .double(least)
            case .max where count > 0: return .double(greatest)
            case .all, .sum, .mean, .min, .max: return .missing
            }
        }
    }
}
