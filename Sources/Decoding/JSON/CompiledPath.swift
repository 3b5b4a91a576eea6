internal import CSimdJSON

/// A field's path in the form that lookups use.
final class CompiledPath {
    let handle: OpaquePointer

    init(_ path: FieldPath) {
        // Paths come from the configuration and are small: without that memory nothing else would work either.
        guard let handle = weir_json_path_create() else { fatalError("no memory for a field's path") }
        self.handle = handle
        for segment in path.segments { CompiledPath.append(segment, to: handle) }
    }

    deinit {
        weir_json_path_destroy(handle)
    }

    private static func append(_ segment: FieldPath.Segment, to handle: OpaquePointer) {
        switch segment {
        case .key(let key):
            Array(key.utf8).withUnsafeBytes { weir_json_path_append_key(handle, $0.baseAddress, $0.count) }
        case .index(let index):
            weir_json_path_append_index(handle, index)
        case .indexOrKey(let index):
            Array(index.description.utf8).withUnsafeBytes {
                weir_json_path_append_index_or_key(handle, index, $0.baseAddress, $0.count)
            }
        }
    }
}
