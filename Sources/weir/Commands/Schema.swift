internal import ArgumentParser
internal import Configuration

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

    @Argument(help: "gateway (weir.yaml), device (devices/*.yaml) or test (*.test.yaml).")
    var kind = FileKind.device

    func run() {
        StandardOutput.write(markdown ? kind.reference.text : kind.schema.text)
    }
}

extension FileKind: ExpressibleByArgument {}
