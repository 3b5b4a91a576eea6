internal import Documents

/// Files that a device file names: they are beside it or below, within the configuration directory.
struct CompanionFiles {
    /// Nil where a device file is looked at without its directory.
    let directory: ConfigurationDirectory?
    /// Whether files of what detectors have learned are of interest.
    let readsLearned: Bool
    let diagnostics: Diagnostics

    /// The bytes of a file; nil after an error was reported at the name.
    func read(_ name: MarkedText, atMost limit: Int) -> [UInt8]? { file(name, atMost: limit)?.bytes }

    /// The same with its name, for what is wrong inside of it.
    func file(_ name: MarkedText, atMost limit: Int) -> SourceFile? {
        guard let directory else {
            diagnostics.error(
                "files beside it can only be read in a directory", mend: "save it, and check it by its path",
                at: name.mark)
            return nil
        }
        return directory.file(path(of: name), askedAt: name.mark, greatestByteCount: limit, diagnostics)
    }

    /// From the configuration directory on.
    func path(of name: MarkedText) -> String {
        (directory.map { folder(of: name.mark.file, in: $0) } ?? "") + name.text
    }

    /// With a slash at its end; empty for the directory itself.
    private func folder(of file: SourceFile, in directory: ConfigurationDirectory) -> String {
        let path = file.path.dropFirst(file.path.hasPrefix(directory.shownPrefix) ? directory.shownPrefix.count : 0)
        return path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}
