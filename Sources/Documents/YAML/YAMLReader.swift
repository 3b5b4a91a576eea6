/// Reads YAML files into ``Node`` trees, and says what is wrong with them.
///
///     let diagnostics = Diagnostics()
///     let reader = YAMLReader(diagnostics: diagnostics)
///     guard let root = reader.read(file) else { return diagnostics.text() }
///
/// One reader reads all files of one configuration: ``ReadLimits/nodesInAll`` counts over all of them.
public final class YAMLReader {
    public let limits: ReadLimits
    public let diagnostics: Diagnostics
    private var nodeCount = 0

    public init(limits: ReadLimits = ReadLimits(), diagnostics: Diagnostics) {
        self.limits = limits
        self.diagnostics = diagnostics
    }

    /// The root of the file's one document.
    ///
    /// Mistakes that leave a tree (a key given twice, an unknown tag) are reported and the tree is still given, so that
    /// the rest can be checked too; whether the configuration may be used is ``Diagnostics/hasErrors``.
    ///
    /// - Returns: Nil where there is no tree to speak of; then there is an error in ``diagnostics``.
    public func read(_ file: SourceFile) -> Node? {
        guard file.bytes.count <= limits.fileBytes else {
            let limit = SizeText.write(bytes: Int64(limits.fileBytes))
            diagnostics.error("it is larger than \(limit)", mend: "split it", at: file.start)
            return nil
        }
        guard SourceCheck.accepts(file, diagnostics) else { return nil }
        let remaining = max(0, limits.nodesInAll - nodeCount)
        let composer = Composer(file: file, limits: limits, remainingNodes: remaining, diagnostics: diagnostics)
        defer { nodeCount += composer.nodeCount }
        do {
            return try composer.document()
        } catch {
            // The composer has reported why it stopped.
            return nil
        }
    }
}
