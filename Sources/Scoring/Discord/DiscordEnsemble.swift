internal import Telemetry

/// A member of the ensemble: how many blocks it compares, with how many neighbours.
struct DiscordMember: Sendable, Equatable {
    var window: Int
    var neighbours: Int

    /// Windows that overlap this one, or nearly, are near for no good reason.
    var exclusion: Int { window < 10 ? 2 * window : window }

    /// From short spikes to slow shapes; in the order of their windows.
    static let all = [
        DiscordMember(window: 3, neighbours: 1), DiscordMember(window: 6, neighbours: 1),
        DiscordMember(window: 6, neighbours: 3), DiscordMember(window: 10, neighbours: 2),
        DiscordMember(window: 16, neighbours: 1),
    ]
    static let widest = 16
    static let mostNeighbours = 3
}

/// The newest blocks of one aggregate, and how far the last window of each member is from the windows like it.
///
/// The distance of two windows is sum(dvalue^2) + 0.5*sum(dslope^2) under a root, without normalisation: a level that was
/// never there is as strange as a shape that was never there (discords: Keogh, Lin, Fu 2005).
struct DiscordEnsemble: Sendable, Equatable {
    static let slopeWeight = 0.5
    /// Distances before a member has a say.
    static let fewest = 20
    /// Blocks kept above `capacity` so that the oldest leave many at a time.
    private static let slack = 200

    let capacity: Int
    private var blocks: [Double] = []
    private var rarities = Array(repeating: PeaksOverThreshold(), count: DiscordMember.all.count)

    /// - Parameter capacity: blocks to compare with, at least 64.
    init(capacity: Int) {
        self.capacity = capacity
    }

    static func memoryBound(capacity: Int) -> Int {
        (capacity + slack) * 8 + DiscordMember.all.count * PeaksOverThreshold.memoryBound
    }

    /// Takes a block.
    /// - Returns: the sum of the decades of all members that have a say, and how many those are.
    mutating func add(_ block: Double) -> (decades: Double, members: Int) {
        if blocks.count >= capacity + Self.slack { blocks.removeFirst(blocks.count - capacity + 1) }
        blocks.append(block)
        let distances = nearestDistances()
        var result = (decades: 0.0, members: 0)
        for index in distances.indices where distances[index].isFinite {
            let distance = distances[index]
            if rarities[index].count >= Self.fewest {
                result.decades += rarities[index].decades(of: distance)
                result.members += 1
            }
            rarities[index].add(distance)
        }
        return result
    }

    /// The mean distance of each member's last window to its nearest neighbours; infinite without enough of them.
    private func nearestDistances() -> InlineArray<5, Double> {
        var result = InlineArray<5, Double>(repeating: .infinity)
        let first = max(0, blocks.count - capacity)
        blocks[first...].withUnsafeBufferPointer { blocks in
            let shortest = DiscordMember.all[0]
            let last = blocks.count - 1
            // A window ends at `end` and needs one block before it for the slope.
            let ends = shortest.window..<max(shortest.window, last - shortest.exclusion + 1)
            guard !ends.isEmpty else { return }
            withUnsafeTemporaryAllocation(of: Double.self, capacity: ends.count) { sums in
                sums.initialize(repeating: 0)
                var done = 0
                for (index, member) in DiscordMember.all.enumerated() {
                    while done < member.window {
                        Self.accumulate(step: done, ends: ends, of: blocks, into: sums)
                        done += 1
                    }
                    let upper = last - member.exclusion + 1
                    guard upper - member.window >= member.neighbours else { continue }
                    result[index] = Self.meanOfNearest(
                        member.neighbours, among: sums[(member.window - ends.lowerBound)..<(upper - ends.lowerBound)])
                }
            }
        }
        return result
    }

    /// Adds the squared difference of the blocks `step` before the ends, for every end at once.
    private static func accumulate(
        step: Int, ends: Range<Int>, of blocks: UnsafeBufferPointer<Double>,
        into sums: UnsafeMutableBufferPointer<Double>
    ) {
        let last = blocks.count - 1
        // The widest windows do not reach the oldest ends; those sums are not looked at.
        let from = max(ends.lowerBound, step + 1)
        guard from < ends.upperBound, last >= step + 1 else { return }
        let own = blocks[last - step]
        let ownBefore = blocks[last - step - 1]
        for end in from..<ends.upperBound {
            let difference = own - blocks[end &- step]
            let slope = difference - (ownBefore - blocks[end &- step &- 1])
            sums[end &- ends.lowerBound] += difference * difference + slopeWeight * slope * slope
        }
    }

    private static func meanOfNearest(_ count: Int, among sums: Slice<UnsafeMutableBufferPointer<Double>>) -> Double {
        var nearest = (Double.infinity, Double.infinity, Double.infinity)
        let base = sums.base
        for index in sums.indices {
            let sum = base[index]
            guard sum < nearest.2 else { continue }
            if sum < nearest.0 {
                nearest = (sum, nearest.0, nearest.1)
            } else if sum < nearest.1 {
                nearest = (nearest.0, sum, nearest.1)
            } else {
                nearest.2 = sum
            }
        }
        switch count {
        case 1: return nearest.0.squareRoot()
        case 2: return (nearest.0.squareRoot() + nearest.1.squareRoot()) / 2
        default: return (nearest.0.squareRoot() + nearest.1.squareRoot() + nearest.2.squareRoot()) / 3
        }
    }

    func write(to bytes: inout ByteWriter) {
        bytes.doubles(blocks.suffix(capacity))
        for rarity in rarities { rarity.write(to: &bytes) }
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        blocks = try bytes.doubles(atMost: capacity)
        guard blocks.allSatisfy(\.isFinite) else { throw bytes.malformed }
        for index in rarities.indices { try rarities[index].read(from: &bytes) }
    }
}
