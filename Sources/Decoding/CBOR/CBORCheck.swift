internal import Telemetry

/// Why an item is not taken.
struct CBORFlaw: Error {
    let reason: RejectReason
}

/// The one walk over a payload before anything is read from it: well-formed, valid, and within the limits.
struct CBORCheck: ~Copyable {
    let bytes: UnsafeRawBufferPointer
    let limits: PayloadLimits

    /// - Returns: where the item at `position` ends.
    func end(of position: Int, depth: Int, keys: inout CBORKeys) throws(CBORFlaw) -> Int {
        guard let head = CBORHead(bytes, at: position) else { throw CBORFlaw(reason: .invalidCBOR) }
        switch head.type {
        case .unsigned, .negative, .simple:
            return head.end
        case .bytes:
            return try endOfString(head)
        case .text:
            let end = try endOfString(head)
            guard end - head.end <= limits.stringBytes else { throw CBORFlaw(reason: .stringTooLong) }
            if let error = JSONParser.check(string: UnsafeRawBufferPointer(rebasing: bytes[head.end..<end])) {
                throw CBORFlaw(reason: error.rejectReason)
            }
            return end
        case .tag:
            guard depth < limits.depth else { throw CBORFlaw(reason: .tooDeep) }
            return try end(of: head.end, depth: depth + 1, keys: &keys)
        case .array:
            return try endOfContainer(head, depth: depth, keys: &keys)
        case .map:
            return try endOfContainer(head, depth: depth, keys: &keys)
        }
    }

    private func endOfString(_ head: CBORHead) throws(CBORFlaw) -> Int {
        guard head.argument <= UInt64(bytes.count - head.end) else { throw CBORFlaw(reason: .invalidCBOR) }
        return head.end + Int(head.argument)
    }

    private func endOfContainer(_ head: CBORHead, depth: Int, keys: inout CBORKeys) throws(CBORFlaw) -> Int {
        guard depth < limits.depth else { throw CBORFlaw(reason: .tooDeep) }
        let map = head.type == .map ? keys.beginMap() : nil
        // Each element takes a byte at least: a count beyond the payload is a lie, and is not waited for.
        guard head.argument <= UInt64(bytes.count - head.end) else { throw CBORFlaw(reason: .invalidCBOR) }
        var position = head.end
        var count = 0
        while try !isEnd(head, count: count, at: &position) {
            if let map {
                guard count < limits.members else { throw CBORFlaw(reason: .tooManyMembers) }
                let key = position
                position = try endOfKey(position, keys: &keys)
                guard keys.insert(key, of: map, in: bytes) else { throw CBORFlaw(reason: .duplicateKey) }
            }
            position = try end(of: position, depth: depth + 1, keys: &keys)
            count += 1
        }
        return position
    }

    private func isEnd(_ head: CBORHead, count: Int, at position: inout Int) throws(CBORFlaw) -> Bool {
        guard head.isIndefinite else { return UInt64(count) == head.argument }
        guard position < bytes.count else { throw CBORFlaw(reason: .invalidCBOR) }
        guard bytes[position] == CBORHead.breakByte else { return false }
        position += 1
        return true
    }

    /// Keys are texts or integers: paths have no word for any other.
    private func endOfKey(_ position: Int, keys: inout CBORKeys) throws(CBORFlaw) -> Int {
        guard let head = CBORHead(bytes, at: position) else { throw CBORFlaw(reason: .invalidCBOR) }
        switch head.type {
        case .text, .unsigned, .negative: return try end(of: position, depth: limits.depth, keys: &keys)
        case .bytes, .array, .map, .tag, .simple: throw CBORFlaw(reason: .invalidCBOR)
        }
    }
}
