internal import Agent
internal import ArgumentParser
internal import Decoding

struct QueueExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes what waits as JSON lines; it goes on waiting.")

    @OptionGroup var source: QueueSource
    @OptionGroup var selection: QueueSelection

    func run() throws {
        let desk = try source.open()
        let selection = try selection.make()
        var place: QueueRequest.Place?
        repeat {
            let page = try desk.ask(.export(selection, after: place)).object
            for record in page["records"]?.array ?? [] { StandardOutput.write(record.text + "\n") }
            place = page["next"].flatMap { next in
                guard let row = next["row"]?.integer, let index = next["index"]?.integer else { return nil }
                return QueueRequest.Place(row: row, index: Int(index))
            }
        } while place != nil
        try desk.close()
    }
}
