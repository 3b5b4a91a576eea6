internal import Glibc

/// The C library's words for its error numbers.
enum SystemText {
    static func error(_ code: Int32) -> String {
        String(unsafeUninitializedCapacity: 128) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                // The POSIX variant fills the buffer; it is always terminated.
                guard let base = text.baseAddress, strerror_r(code, base, text.count) == 0 else { return 0 }
                return strlen(base)
            }
        }
    }

    static func resolverError(_ code: Int32) -> String {
        String(cString: gai_strerror(code))
    }
}
