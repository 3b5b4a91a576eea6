internal import Telemetry

/// CBOR, read in place: one walk to check it, then one walk for each path. Tags are passed over: what they hold counts.
///
/// The payload's bytes are borrowed from `load` on, for as long as the caller of the format reader keeps them.
final class CBORDocument: PayloadDocument {
    private struct Level {
        var position = 0
        var isMap = false
        /// Children left; nil until a break.
        var remaining: UInt64?
        /// Where the next child begins.
        var next = 0
    }

    private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    private var levels = [Level](repeating: Level(), count: RecordLayout.deepestLevel + 1)
    private var keys = CBORKeys()

    func load(_ payload: UnsafeRawBufferPointer, limits: PayloadLimits) -> RejectReason? {
        keys.reset()
        do throws(CBORFlaw) {
            let check = CBORCheck(bytes: payload, limits: limits)
            guard try check.end(of: 0, depth: 0, keys: &keys) == payload.count else { return .invalidCBOR }
        } catch {
            return error.reason
        }
        bytes = payload
        levels[0].position = 0
        return nil
    }

    func compile(_ path: FieldPath) -> CBORPath { CBORPath(path) }

    func find(_ path: CBORPath, below level: Int) -> PayloadScalar {
        guard let position = follow(path, from: levels[level].position) else { return .missing }
        return PayloadScalar(content(position), in: bytes)
    }

    func select(_ path: CBORPath, level: Int) -> ElementKind {
        guard let position = follow(path, from: levels[level - 1].position) else { return .missing }
        levels[level].position = position
        return kind(position)
    }

    func beginChildren(level: Int) {
        let head = content(levels[level - 1].position)
        levels[level].isMap = head.type == .map
        levels[level].remaining = head.isIndefinite ? nil : head.argument
        levels[level].next = head.end
    }

    func nextChild(level: Int) -> (key: PayloadScalar, kind: ElementKind)? {
        var walk = levels[level]
        defer { levels[level] = walk }
        if let remaining = walk.remaining {
            guard remaining > 0 else { return nil }
            walk.remaining = remaining - 1
        } else if bytes[walk.next] == CBORHead.breakByte {
            return nil
        }
        var key = PayloadScalar.missing
        walk.position = walk.next
        if walk.isMap {
            key = PayloadScalar(content(walk.next), in: bytes)
            walk.position = end(of: walk.next)
        }
        walk.next = end(of: walk.position)
        return (key, kind(walk.position))
    }

    // MARK: Walking over what was checked

    private func head(_ position: Int) -> CBORHead {
        guard let head = CBORHead(bytes, at: position) else { preconditionFailure("the payload was checked") }
        return head
    }

    /// The head of what the tags at `position` hold.
    private func content(_ position: Int) -> CBORHead {
        var head = head(position)
        while head.type == .tag { head = self.head(head.end) }
        return head
    }

    private func kind(_ position: Int) -> ElementKind {
        switch content(position).type {
        case .array: .array
        case .map: .object
        default: .scalar
        }
    }

    private func follow(_ path: CBORPath, from start: Int) -> Int? {
        var position = start
        for step in path.steps {
            guard let next = child(of: position, step) else { return nil }
            position = next
        }
        return position
    }

    private func child(of position: Int, _ step: CBORPath.Step) -> Int? {
        let head = content(position)
        var child = head.end
        var count: UInt64 = 0
        while head.isIndefinite ? bytes[child] != CBORHead.breakByte : count < head.argument {
            switch head.type {
            case .array:
                guard let index = step.index else { return nil }
                if count == UInt64(index) { return child }
            case .map:
                let isFound = isKey(child, step)
                child = end(of: child)
                if isFound { return child }
            default:
                return nil
            }
            child = end(of: child)
            count += 1
        }
        return nil
    }

    private func isKey(_ position: Int, _ step: CBORPath.Step) -> Bool {
        switch PayloadScalar(head(position), in: bytes) {
        case .text(let text): step.key.map { text.elementsEqual($0) } ?? false
        case .integer(let integer): step.integerKey.map { integer == Int64($0) } ?? false
        default: false
        }
    }

    private func end(of position: Int) -> Int {
        let head = head(position)
        switch head.type {
        case .unsigned, .negative, .simple: return head.end
        case .bytes, .text: return head.end + Int(head.argument)
        case .tag: return end(of: head.end)
        case .array, .map: break
        }
        let items = head.type == .map ? head.argument * 2 : head.argument
        var position = head.end
        if head.isIndefinite {
            while bytes[position] != CBORHead.breakByte { position = end(of: position) }
            return position + 1
        }
        for _ in 0..<items { position = end(of: position) }
        return position
    }
}
