extension SourceFile {
    /// Reads one file by any path, as a command line names it.
    ///
    /// Returns within a moment whatever the path is: pipes, devices, directories and endless files are refused.
    ///
    /// - Parameter shownPath: What diagnostics call it; nil for the path itself.
    /// - Throws: ``FileProblem``.
    public static func read(
        _ path: String, shownAs shownPath: String? = nil, limits: ReadLimits = ReadLimits(),
        trust: FileTrust = .anything
    ) throws(FileProblem) -> SourceFile {
        let file = try FileHandle.file(at: path)
        try file.require(trust)
        return SourceFile(path: shownPath ?? path, bytes: try file.read(atMost: limits.fileBytes))
    }
}
