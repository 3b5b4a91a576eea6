import Configuration
import Documents
import Engine
import Telemetry
import Testing

/// Lookup tables from CSV files.
@Suite struct TableTests {
    static let oven = """
        device: "{device}"
        tables: {limits: {csv: limits.csv, key: device}}
        inputs: {t: {mqtt: "oven/{device}", decode: number, signal: temperature}}
        signals: {temperature: {type: number}}
        derive: {room: "limits[device].max - temperature", known: device in limits, watched: "has(limits[device].owner)"}
        rules:
          hot: {when: "temperature > limits[device].max", for: 10ms}
          odd: {when: "limits[device].active && temperature < limits[\\"a\\"][\\"least value\\"]"}
        """

    static let limits = """
        device,max,active,owner,"least value"
        a, 80 ,true,"Ann, of ""the"" line",-5
        b,120.5,false,,0

        """

    private func files(
        _ csv: String = limits, oven: String = oven, gateway: String = Files.gateway
    ) throws -> Files {
        let files = try Files(gateway: gateway, devices: ["oven": oven])
        try files.write(csv, to: "devices/limits.csv")
        return files
    }

    @Test("expressions look up a column of a device's row")
    func lookup() throws {
        let plant = try Plant(try files())
        try plant.read("a", at: 1, ["temperature": 70.0])
        #expect(plant.value("room", of: "a") == 10.0)
        #expect(plant.value("known", of: "a") == true)
        #expect(plant.value("watched", of: "a") == true)
        try plant.read("b", at: 2, ["temperature": 70.0])
        #expect(plant.value("room", of: "b") == 50.5)
        #expect(plant.value("watched", of: "b") == false)
        try plant.read("a", at: 3, ["temperature": 81.0])
        #expect(plant.pass(to: 20) == ["13 a.hot raised temperature=81"])
        #expect(try plant.read("a", at: 21, ["temperature": -6.0]).contains("21 a.odd raised temperature=-6"))
    }

    @Test("a row that is missing is an error of the expression: neither true nor false")
    func missing() throws {
        let plant = try Plant(try files())
        #expect(try plant.read("c", at: 1, ["temperature": 1000.0]) == [])
        #expect(plant.pass(to: 1000) == [])
        #expect(plant.value("room", of: "c") == nil)
        #expect(plant.value("known", of: "c") == false)
        #expect(plant.value("watched", of: "c") == false)
    }

    @Test("a table of weir.yaml is there for every file, unless a file has the name itself")
    func shared() throws {
        let gateway = Files.gateway + "tables: {limits: {csv: devices/limits.csv, key: device}}\n"
        let oven = Self.oven.replacing("tables: {limits: {csv: limits.csv, key: device}}\n", with: "")
        let plant = try Plant(try files(oven: oven, gateway: gateway))
        try plant.read("a", at: 1, ["temperature": 70.0])
        #expect(plant.value("room", of: "a") == 10.0)
        #expect(try Plant(try files(gateway: gateway)).configuration.plan.tables.count == 1)
    }

    @Test("a file that has changed is an input of its own, and what asks it is judged again")
    func change() throws {
        let files = try files()
        let plant = try Plant(files)
        try plant.read("a", at: 1, ["temperature": 70.0])
        try files.write(Self.limits.replacing(" 80 ", with: "60"), to: "devices/limits.csv")
        #expect(try plant.reload(files) == [])
        #expect(plant.value("room", of: "a") == 10.0)
        let inputs = plant.engine.changedTables(now: Instant(milliseconds: 5))
        #expect(inputs.map(\.name) == ["devices/limits.csv by device"])
        for input in inputs { #expect(plant.take(input) == []) }
        #expect(plant.value("room", of: "a") == -10.0)
        #expect(plant.pass(to: 20) == ["15 a.hot raised temperature=70"])
        #expect(plant.engine.changedTables(now: Instant(milliseconds: 21)).isEmpty)
        for input in inputs { #expect(plant.take(input) == []) }
    }

    @Test("what was taken is kept, whatever the file says by now")
    func journal() throws {
        let files = try files()
        let plant = try Plant(files)
        try plant.read("a", at: 1, ["temperature": 70.0])
        try files.write(Self.limits.replacing(" 80 ", with: "60"), to: "devices/limits.csv")
        let changed = try #require(files.load().configuration)
        let snapshot = plant.engine.snapshot()
        var (engine, translation) = try Engine.restore(snapshot, plan: changed.plan)
        let input = try #require(engine.changedTables(now: Instant(milliseconds: 7)).first)
        var bytes = ByteWriter()
        input.write(to: &bytes)
        var reader = ByteReader(bytes.bytes)
        let read = try Input(from: &reader)
        #expect(reader.isAtEnd && read.table == input.table && engine.accepts(read))
        let answer = translation.translate(read, engine: engine)
        let translated = try #require(answer)
        var outputs = Outputs()
        engine.step(translated, into: &outputs)
        #expect(engine.changedTables(now: Instant(milliseconds: 8)).isEmpty)
        // Under the old file the table stays as it was taken.
        let back = try Engine.restore(engine.snapshot(), plan: plant.configuration.plan).engine
        #expect(back.changedTables(now: Instant(milliseconds: 9)).count == 1)
    }

    @Test("columns that are others by now begin with what the file says")
    func otherColumns() throws {
        let files = try files()
        let plant = try Plant(files)
        try plant.read("a", at: 1, ["temperature": 70.0])
        try files.write("device,max,active,owner,least value,more\na,1,true,x,2,3\n", to: "devices/limits.csv")
        try plant.reload(files)
        #expect(plant.engine.changedTables(now: Instant(milliseconds: 5)).count == 1, "no input told these columns")
        try plant.read("a", at: 6, ["temperature": 70.0])
        #expect(plant.value("room", of: "a") == -69.0)
    }

    static let wrongTables: [(csv: String, lines: [String])] = [
        ("", ["devices/limits.csv:1:1: error: the table is empty; write a line with the names of the columns"]),
        (
            "machine,max\na,1\n",
            ["devices/oven.yaml:2:41: error: the table has no column 'device'; write one of machine, max"]
        ),
        ("device;max\na;1\n", ["devices/limits.csv:1:1: error: the columns are separated by ';'; write ','"]),
        ("device,max,max\na,1,2\n", ["devices/limits.csv:1:12: error: the column 'max' is there twice; rename one"]),
        (
            "device,max\na,1\nb\n",
            [
                "devices/limits.csv:3:1: error: the row has 1 cells, and the first line 2; write a comma between two cells, and quotes around a cell with a comma in it"
            ]
        ),
        ("device,max\na,1\na,2\n", ["devices/limits.csv:3:1: error: there is a row 'a' already (line 2); remove one"]),
        ("device,max\n,1\n", ["devices/limits.csv:2:1: error: the row has no 'device'; name it, or remove the row"]),
        (
            "device,max\na,\"1\n",
            ["devices/limits.csv:2:3: error: the quoted cell does not end; write a quote at its end"]
        ),
        (
            "device,max\na,\"1\"2\n",
            ["devices/limits.csv:2:6: error: something follows the quoted cell; write a quote inside of quotes twice"]
        ),
        (
            "device,max,active,owner,least value\r\na,80,true,x,1\r\nb,n/a,true,x,1\r\n",
            [
                "devices/limits.csv:3:3: warning: the column 'max' has numbers, and 'n/a' here: all of it is text; leave the cell empty where there is no value"
            ]
        ),
    ]

    @Test("a mistake in a table is told at its line", arguments: wrongTables.indices)
    func mistake(index: Int) throws {
        let (csv, lines) = Self.wrongTables[index]
        let said = try files(csv).load().lines
        for line in lines { #expect(said.contains(line), "\(said)") }
    }

    static let wrongFiles: [(from: String, to: String, line: String)] = [
        (
            "temperature > limits[device].max", "temperature > limits[device].maxx",
            "devices/oven.yaml:7:45: error: the table 'limits' has no column 'maxx'; write 'max'"
        ),
        (
            "csv: limits.csv", "csv: ../limits.csv",
            "devices/oven.yaml:2:24: error: 'devices/../limits.csv': files are read from the configuration directory only; write a path below it, such as 'models/pump.txt'"
        ),
        (
            "temperature > limits[device].max", "temperature > limits[device].owner",
            "devices/oven.yaml:7:28: error: '>' does not compare double and string; write double(limits.owner[device])"
        ),
    ]

    @Test("a mistake in what asks a table is told at its place", arguments: wrongFiles.indices)
    func wrongFile(index: Int) throws {
        let (from, to, line) = Self.wrongFiles[index]
        let said = try files(oven: Self.oven.replacing(from, with: to)).load().lines
        #expect(said.contains(line), "\(said)")
    }

    @Test("a table is as large as the file allows, and no larger")
    func bound() throws {
        let oven = Self.oven.replacing("key: device}}", with: "key: device, max_size: 1KiB}}")
        let csv = Self.limits + (0..<200).map { "d\($0),1,true,,\n" }.joined()
        let said = try files(csv, oven: oven).load().lines
        #expect(said.count == 1 && said[0].hasPrefix("devices/oven.yaml:2:24: error:"), "\(said)")
    }
}
