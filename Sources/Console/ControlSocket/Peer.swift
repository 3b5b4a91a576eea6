internal import CLinux
internal import Glibc

/// Who is at the other end of a Unix socket, as the kernel says.
struct Peer {
    let user: UInt32
    /// Whether it is of the gateway's group, by its primary or a supplementary one.
    let isOfGroup: Bool

    /// Nil where the kernel does not say.
    init?(of descriptor: Int32) {
        var user: UInt32 = 0
        var group: UInt32 = 0
        var process: Int32 = 0
        guard weir_peer_credentials(descriptor, &user, &group, &process) == 0 else { return nil }
        self.user = user
        isOfGroup = group == getegid() || weir_peer_is_member(descriptor, getegid()) == 1
    }

    /// Whether it may see the gateway.
    var mayRead: Bool { mayWrite || isOfGroup }
    /// Whether it may move what the gateway moves.
    var mayWrite: Bool { user == 0 || user == geteuid() }
}
