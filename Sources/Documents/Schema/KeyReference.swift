/// All keys of a kind of files as a Markdown page, made from the table that also reads them.
public struct KeyReference: Sendable {
    /// The page: a heading and a table for each section, in the order in which they are first mentioned.
    public let text: String

    public init(of table: FieldTable, title: String) {
        var page = Page(tables: [table])
        var text = "# \(title)\n"
        var place = 0
        while place < page.tables.count {
            text += page.section(at: place)
            place += 1
        }
        self.text = text
    }

    private struct Page {
        var tables: [FieldTable]

        mutating func section(at place: Int) -> String {
            let table = tables[place]
            var text = "\n## \(Self.heading(table))\n\n"
            text += "| key | value | default | what it says |\n|---|---|---|---|\n"
            for field in table.fields where field.availability != .planned { text += row(field) }
            if let others = table.others {
                text += "| *any name* | \(words(others.shape)) | | \(Self.told(others.about, others.example)) |\n"
            }
            for group in table.exactlyOne where group.count > 1 {
                let keys = group.filter { table[$0]?.availability != .planned }.map { "`\($0)`" }
                text += "\nExactly one of \(keys.joined(separator: ", ")) is written.\n"
            }
            return text
        }

        private mutating func row(_ field: FieldDescription) -> String {
            let standard = field.isRequired ? "*required*" : field.defaultText.map { Self.code($0) } ?? ""
            return
                "| `\(field.key)` | \(words(field.shape)) | \(standard) | \(Self.told(field.about, field.example)) |\n"
        }

        private static func told(_ about: String, _ example: String?) -> String {
            let text = about.replacing("|", with: "\\|")
            return example.map { "\(text) For example \(code($0))." } ?? text
        }

        /// The shape in words, with links to other sections.
        private mutating func words(_ shape: FieldShape) -> String {
            switch shape {
            case .section(let section):
                let link = link(to: section.table)
                return section.shorthandKey.map { "\(link), or its `\($0)` alone" } ?? link
            case .list(let element, _, _): return "a list of: \(words(element))"
            case .named(let value, _): return "a mapping from names to: \(words(value))"
            case .either(let shapes):
                var alternatives: [String] = []
                for alternative in shapes { alternatives.append(words(alternative)) }
                return alternatives.joined(separator: ", or ")
            default: return shape.words.replacing("|", with: "\\|")
            }
        }

        private mutating func link(to table: FieldTable) -> String {
            if !tables.contains(where: { $0.describesSame(as: table) }) { tables.append(table) }
            let anchor = Self.heading(table).lowercased().replacing(" ", with: "-")
            return "[\(table.noun)](#\(anchor))"
        }

        private static func heading(_ table: FieldTable) -> String {
            table.noun.prefix(1).uppercased() + table.noun.dropFirst()
        }

        private static func code(_ text: String) -> String { "`\(text.replacing("|", with: "\\|"))`" }
    }
}
