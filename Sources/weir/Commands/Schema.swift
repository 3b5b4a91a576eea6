internal import ArgumentParser
internal import Configuration
internal import Documents

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the JSON Schema of a kind of files, for editors.",
        discussion: """
            An editor that has it completes keys, shows what they mean and marks mistakes:

                weir schema device > device.schema.json

            with this line at the top of a device file:

                # yaml-language-server: $schema=../device.schema.json
            """)

    @Flag(name: .long, help: "Every key as a page for people, in Markdown.")
    var markdown = false

    @Argument(
        help: "gateway (weir.yaml), device (devices/*.yaml) or test (*.test.yaml).",
        transform: { word throws(ValidationError) in
            guard let kind = FileKind(rawValue: word) else {
                let kinds = FileKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("there is no kind of files '\(word)'; the kinds are \(kinds)")
            }
            return kind
        })
    var kind: FileKind = .device

    func run() {
        StandardOutput.write(markdown ? kind.reference.text : kind.schema.text)
    }
}
