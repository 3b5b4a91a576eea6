/// The addresses that lead to this machine alone (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3).
public enum LoopbackAddress {
    /// 127.0.0.0/8 and ::1; a name that begins so is a name.
    public static func contains(_ host: String) -> Bool {
        if host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
