internal import Directories
internal import Glibc

/// The device nodes of GPIO chips in a directory.
enum ChipNodes {
    struct Node: Equatable {
        var path: String
        var aliases: [String]
    }

    /// One entry a chip. libgpiod 1.6's own iterator fails as a whole when one chip can't be opened, so the nodes are
    /// looked for here; and as `gpiochip4` may be a link to `gpiochip0`, nodes with one device number are one chip.
    static func all(in directory: String) -> [Node] {
        var nodes: [dev_t: Node] = [:]
        // Real nodes come before links, so that a link is the alias and not the other way round.
        for (path, isLink) in entries(of: directory).sorted(by: {
            ($0.isLink ? 1 : 0, $0.path) < ($1.isLink ? 1 : 0, $1.path)
        }) {
            var facts = stat()
            guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFCHR else { continue }
            if nodes[facts.st_rdev] == nil {
                nodes[facts.st_rdev] = Node(path: path, aliases: [])
            } else if isLink {
                nodes[facts.st_rdev]?.aliases.append(path)
            }
        }
        return nodes.values.sorted { ($0.path.utf8.count, $0.path) < ($1.path.utf8.count, $1.path) }
    }

    private static func entries(of directory: String) -> [(path: String, isLink: Bool)] {
        var found: [(path: String, isLink: Bool)] = []
        for name in DirectoryReader.names(in: directory) where name.hasPrefix("gpiochip") {
            let path = "\(directory)/\(name)"
            var facts = stat()
            guard lstat(path, &facts) == 0 else { continue }
            found.append((path, facts.st_mode & S_IFMT == S_IFLNK))
        }
        return found
    }
}
